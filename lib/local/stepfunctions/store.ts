import type { Execution } from '../asl/engine/execution.ts';
import type { Machine } from '../asl/model.ts';
import { AwsError, type Json } from '../service.ts';

export type StoredMachine = {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  definition: string;
  machine: Machine;
  roleArn: string;
  logging: Json;
  tracing: Json;
  revisionId?: string;
  updatedAt: number;
  tags: ReadonlyMap<string, string>;
};

export type StoredExecution = {
  readonly execution: Execution;
  /** The definition the execution runs under, whatever the machine's has become. */
  readonly machine: Machine;
  readonly of: Pick<StoredMachine, 'arn' | 'name' | 'roleArn' | 'logging' | 'tracing' | 'updatedAt'>;
  /** Counts up over all executions: the order in which they were started. */
  readonly number: number;
};

/** What the service remembers. */
export class Store {
  readonly machines = new Map<string, StoredMachine>();
  readonly #executions = new Map<string, StoredExecution>();
  readonly #byMachine = new Map<string, StoredExecution[]>();
  #count = 0;

  machine(arn: string): StoredMachine {
    const found = this.machines.get(arn);
    if (found !== undefined) return found;
    throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }

  find(arn: string): StoredExecution | undefined {
    return this.#executions.get(arn);
  }

  execution(arn: string): StoredExecution {
    const found = this.#executions.get(arn);
    if (found !== undefined) return found;
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }

  /** In the order in which they were started. */
  executionsOf(machineArn: string): readonly StoredExecution[] {
    return this.#byMachine.get(machineArn) ?? [];
  }

  add(given: Omit<StoredExecution, 'number'>): void {
    this.#count += 1;
    const stored = { ...given, number: this.#count };
    const { arn } = stored.execution;
    const list = this.#byMachine.get(stored.of.arn) ?? [];
    const replaced = this.#executions.get(arn);
    if (replaced !== undefined) list.splice(list.indexOf(replaced), 1);
    list.push(stored);
    this.#byMachine.set(stored.of.arn, list);
    this.#executions.set(arn, stored);
  }
}
