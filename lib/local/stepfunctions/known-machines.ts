import { AwsError } from '../service.ts';
import type { Storage } from '../storage/storage.ts';
import type { Definitions } from './definitions.ts';
import { MachineShelf } from './machine-shelf.ts';
import type { StoredMachine } from './store.ts';

/**
 * The state machines. Those of the template are made anew at each start; what the API has changed in one of them since
 * stays, unless the template says something else of it now. That is what CloudFormation does, too.
 */
export class Machines {
  readonly #shelf: MachineShelf;
  readonly #known = new Map<string, StoredMachine>();
  /** Those of the template as they were when the cloud ended last; taken up as the template makes them. */
  readonly #former = new Map<string, StoredMachine>();
  #deployed = false;

  constructor(storage: Storage, definitions: Definitions) {
    this.#shelf = new MachineShelf(storage, definitions);
    for (const stored of this.#shelf.all()) {
      if (stored.template === undefined) this.#known.set(stored.arn, stored);
      // What the template still has is made anew.
      else if (stored.deleting === undefined) this.#former.set(stored.arn, stored);
      else this.#shelf.remove(stored.arn);
    }
  }

  /** Whether the template's machines have all been made: what is made from now on, is made through the API. */
  get deployed(): boolean {
    return this.#deployed;
  }

  /** Forgets what the template has no longer. Executions of it go on. */
  endDeployment(): void {
    this.#deployed = true;
    for (const arn of this.#former.keys()) this.#shelf.remove(arn);
    this.#former.clear();
  }

  former(arn: string): StoredMachine | undefined {
    return this.#former.get(arn);
  }

  all(): readonly StoredMachine[] {
    return [...this.#known.values()];
  }

  find(arn: string): StoredMachine | undefined {
    return this.#known.get(arn);
  }

  /** @throws AwsError */
  get(arn: string): StoredMachine {
    const found = this.#known.get(arn);
    if (found !== undefined) return found;
    throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }

  /** One that is not being deleted. @throws AwsError */
  active(arn: string): StoredMachine {
    const found = this.get(arn);
    if (found.deleting === undefined) return found;
    throw new AwsError('StateMachineDeleting', `State Machine is being deleted: '${arn}'`);
  }

  isDeleting(arn: string): boolean {
    return this.#known.get(arn)?.deleting ?? false;
  }

  /** A new one, or one that has changed. */
  put(stored: StoredMachine): void {
    this.#former.delete(stored.arn);
    this.#known.set(stored.arn, stored);
    this.#shelf.put(stored);
  }

  /** Deletes it; as long as executions of it are under way, it is being deleted. */
  delete(arn: string, hasRunning: boolean): void {
    const stored = this.#known.get(arn);
    if (stored === undefined) return;
    if (hasRunning) {
      stored.deleting = true;
      this.#shelf.put(stored);
    } else {
      this.#known.delete(arn);
      this.#shelf.remove(arn);
    }
  }
}
