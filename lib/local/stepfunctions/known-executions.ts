import type { Execution } from '../asl/engine/execution.ts';
import type { LoggedEvent } from '../asl/engine/history.ts';
import type { Shelf } from '../asl/engine/ports.ts';
import { AwsError } from '../service.ts';
import type { Storage } from '../storage/storage.ts';
import { ExecutionShelf, type Listed } from './execution-shelf.ts';
import type { StoredExecution } from './store.ts';
import type { Version, Versions } from './versions.ts';

/** For how long a closed execution is known, and its name taken. */
export const KEPT_MS = 90 * 86_400_000;

export function executionArn(machineArn: string, name: string): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** One execution, as far as it is in memory. */
export type Known = {
  readonly number: number;
  readonly version: Version;
  /** What lists show of it; of one that is in memory, itself. */
  listed: Listed;
  /** Absent where it is closed and stored: then it is read when it is asked for. */
  execution: Execution | undefined;
  /** Of how many of its events have been put into the storage. */
  put: number;
  /** How often it has been put. */
  puts: number;
};

/** Something was put whose saving is awaited. */
type Put = {
  readonly known: Known;
  readonly execution: Execution;
  readonly events: number;
  readonly puts: number;
};

/** The executions: in memory while they run, and then, where there is a durable storage, only there. */
export class Executions implements Shelf {
  readonly #storage: Storage;
  readonly #shelf: ExecutionShelf;
  readonly #versions: Versions;
  readonly #known = new Map<string, Known>();
  readonly #byMachine = new Map<string, Known[]>();
  #count = 0;
  #batch: { readonly saving: Promise<void>; readonly puts: Put[] } | undefined;

  constructor(storage: Storage, versions: Versions, now: number) {
    this.#storage = storage;
    this.#versions = versions;
    this.#shelf = new ExecutionShelf(storage);
    this.#load(now);
  }

  #load(now: number): void {
    for (const [number, row] of this.#shelf.all()) {
      this.#count = Math.max(this.#count, number);
      if (row.stoppedAt !== undefined && now - row.stoppedAt >= KEPT_MS) {
        this.#shelf.remove(number);
        continue;
      }
      const version = this.#versions.stored(row.begun.version);
      const listed = listedOf({ ...row, ...row.begun, arn: executionArn(version.of.arn, row.begun.name) });
      const known: Known = { number, version, listed, execution: undefined, put: 0, puts: 0 };
      if (row.status === 'RUNNING') this.#keep(known, this.#shelf.restored(number, row, listed.arn, version));
      this.#add(known);
    }
  }

  /** Those that have not ended, in the order in which they were started. */
  running(): readonly StoredExecution[] {
    const all = [...this.#known.values()].filter(({ listed }) => listed.status === 'RUNNING');
    return all.map((known) => this.#storedOf(known));
  }

  find(arn: string): Known | undefined {
    return this.#known.get(arn);
  }

  /** @throws AwsError */
  get(arn: string): StoredExecution {
    const known = this.#known.get(arn);
    if (known !== undefined) return this.#storedOf(known);
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }

  /** In the order in which they were started. */
  of(machineArn: string): readonly Known[] {
    return this.#byMachine.get(machineArn) ?? [];
  }

  isAnyRunning(machineArn: string): boolean {
    return this.of(machineArn).some(({ listed }) => listed.status === 'RUNNING');
  }

  /** A new one. A closed one whose name it takes is forgotten. */
  add(execution: Execution, version: Version): void {
    const replaced = this.#known.get(execution.arn);
    if (replaced !== undefined) this.#forget(replaced);
    this.#count += 1;
    const number = this.#count;
    this.#add({ number, version, listed: execution, execution, put: 0, puts: 0 });
    this.#shelf.putInput(number, execution.input);
  }

  /** One that was read, and is to run again. */
  takeUp({ execution }: StoredExecution): void {
    const known = this.#known.get(execution.arn);
    if (known !== undefined && known.execution !== execution) this.#keep(known, execution);
  }

  /** The events with these ids. */
  events({ execution, number }: StoredExecution, first: number, last: number): readonly LoggedEvent[] {
    const { events, history } = execution;
    const before = events - history.length;
    const saved = Math.min(last, before);
    const read = first > before ? [] : this.#shelf.events(number, first, saved, execution.input);
    return [...read, ...history.slice(Math.max(0, first - 1 - before), Math.max(0, last - before))];
  }

  put(execution: Execution): void {
    const known = this.#known.get(execution.arn);
    if (known === undefined || !this.#storage.durable) return;
    const { number, version } = known;
    if (isBeginning(execution)) this.#shelf.putBeginning(number, execution, version.key);
    else {
      this.#shelf.put(number, execution, version.key);
      const stored = execution.events - execution.history.length;
      this.#shelf.putEvents(number, execution.history.slice(known.put - stored), execution.input);
      known.put = execution.events;
    }
    known.puts += 1;
    this.#whenSaved({ known, execution, events: known.put, puts: known.puts });
  }

  saved(): Promise<void> {
    return this.#storage.saved();
  }

  savedAtLast(): Promise<void> {
    return this.#storage.savedAtLast();
  }

  #whenSaved(put: Put): void {
    const saving = this.#storage.saved();
    if (this.#batch?.saving !== saving) {
      const puts: Put[] = [];
      this.#batch = { saving, puts };
      // Where it cannot be saved, whoever awaits the saving hears of it; here all stays in memory.
      saving.then(
        () => puts.forEach(letGo),
        () => undefined,
      );
    }
    this.#batch.puts.push(put);
  }

  #storedOf(known: Known): StoredExecution {
    const { number, version } = known;
    const execution = known.execution ?? this.#read(known);
    return { number, of: version.of, execution, machine: version.definition.machine };
  }

  #read({ number, version, listed }: Known): Execution {
    return this.#shelf.read(number, listed.arn, version);
  }

  #keep(known: Known, execution: Execution): void {
    known.execution = execution;
    known.listed = execution;
    // Those that came after it was read are not in the storage.
    known.put = execution.events - execution.history.length;
  }

  #add(known: Known): void {
    const { arn } = known.version.of;
    const list = this.#byMachine.get(arn);
    if (list === undefined) this.#byMachine.set(arn, [known]);
    else list.push(known);
    this.#known.set(known.listed.arn, known);
  }

  #forget(known: Known): void {
    const list = this.#byMachine.get(known.version.of.arn) ?? [];
    list.splice(list.indexOf(known), 1);
    this.#known.delete(known.listed.arn);
    this.#shelf.remove(known.number);
  }
}

/** What is saved need not stay in memory: events that have happened, and all of what has ended. */
function letGo({ known, execution, events, puts }: Put): void {
  const { history } = execution;
  const stored = execution.events - history.length;
  if (events > stored) history.splice(0, events - stored);
  const isLast = known.execution === execution && known.puts === puts;
  if (!isLast || execution.status === 'RUNNING') return;
  known.listed = listedOf(execution);
  known.execution = undefined;
}

/** Its start is all that has happened: that is known from what it was started with. */
function isBeginning({ events, redriveCount }: Execution): boolean {
  return events === 1 && redriveCount === 0;
}

function listedOf({ arn, name, startedAt, status, stoppedAt, redriveCount }: Listed): Listed {
  return { arn, name, startedAt, status, redriveCount, ...(stoppedAt === undefined ? {} : { stoppedAt }) };
}
