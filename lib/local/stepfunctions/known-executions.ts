import type { Execution } from '../asl/engine/execution.ts';
import type { HistoryEvent } from '../asl/engine/history.ts';
import type { Shelf } from '../asl/engine/ports.ts';
import type { Machine } from '../asl/model.ts';
import { AwsError } from '../service.ts';
import type { Storage } from '../storage/storage.ts';
import type { Definitions } from './definitions.ts';
import { ExecutionShelf, type Listed } from './execution-shelf.ts';
import type { MachineThen, StoredExecution } from './store.ts';

/** For how long a closed execution is known, and its name taken. */
export const KEPT_MS = 90 * 86_400_000;

/** One execution, as far as it is in memory. */
export type Known = {
  readonly number: number;
  readonly of: MachineThen;
  /** The hash of the definition. */
  readonly definition: string;
  /** What lists show of it; of one that is in memory, itself. */
  listed: Listed;
  /** Absent where it is closed and stored: then it is read when it is asked for. */
  execution: Execution | undefined;
  /** Of how many of its events have been put into the storage. */
  put: number;
  /** How often it has been put. */
  puts: number;
  /** What lists show of it in the storage. */
  shown: string;
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
  readonly #definitions: Definitions;
  readonly #known = new Map<string, Known>();
  readonly #byMachine = new Map<string, Known[]>();
  readonly #machines = new Map<string, MachineThen>();
  #count = 0;
  #batch: { readonly saving: Promise<void>; readonly puts: Put[] } | undefined;

  constructor(storage: Storage, definitions: Definitions, now: number) {
    this.#storage = storage;
    this.#definitions = definitions;
    this.#shelf = new ExecutionShelf(storage);
    this.#load(now);
  }

  #load(now: number): void {
    for (const [number, { of: given, definition, ...listed }] of this.#shelf.all()) {
      this.#count = Math.max(this.#count, number);
      if (listed.stoppedAt !== undefined && now - listed.stoppedAt >= KEPT_MS) {
        this.#shelf.remove(number);
        continue;
      }
      const of = this.machineThen(given);
      const shown = shownOf(listed);
      const known: Known = { number, of, definition, listed, execution: undefined, put: 0, puts: 0, shown };
      if (listed.status === 'RUNNING') this.#keep(known, this.#read(known));
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
  add(execution: Execution, machine: Machine, of: MachineThen): void {
    const replaced = this.#known.get(execution.arn);
    if (replaced !== undefined) this.#forget(replaced);
    this.#count += 1;
    const number = this.#count;
    const { hash } = this.#definitions.of(execution.definition, machine);
    const fresh = { execution, listed: execution, put: 0, puts: 0, shown: '' };
    this.#add({ ...fresh, number, of, definition: hash });
    this.#shelf.putInput(number, execution.input);
  }

  /** One that was read, and is to run again. */
  takeUp({ execution }: StoredExecution): void {
    const known = this.#known.get(execution.arn);
    if (known !== undefined && known.execution !== execution) this.#keep(known, execution);
  }

  /** The events with these ids. */
  events({ execution, number }: StoredExecution, first: number, last: number): readonly HistoryEvent[] {
    const { events, history } = execution;
    const before = events - history.length;
    const saved = Math.min(last, before);
    const read = first > before ? [] : this.#shelf.events(number, first, saved, execution.input);
    return [...read, ...history.slice(Math.max(0, first - 1 - before), Math.max(0, last - before))];
  }

  put(execution: Execution): void {
    const known = this.#known.get(execution.arn);
    if (known === undefined || !this.#storage.durable) return;
    const { number, of, definition } = known;
    if (!isBeginning(execution)) {
      this.#shelf.putStanding(number, execution);
      const stored = execution.events - execution.history.length;
      this.#shelf.putEvents(number, execution.history.slice(known.put - stored), execution.input);
      known.put = execution.events;
    }
    known.puts += 1;
    const listed = listedOf(execution);
    if (known.shown !== shownOf(listed)) this.#shelf.putListed(number, listed, of, definition);
    known.shown = shownOf(listed);
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
    const { number, of, definition } = known;
    const execution = known.execution ?? this.#read(known);
    return { number, of, execution, machine: this.#definitions.stored(definition).machine };
  }

  #read({ number, of, definition, listed }: Known): Execution {
    const { arn, name, startedAt } = listed;
    const { text, machine } = this.#definitions.stored(definition);
    return this.#shelf.read(number, { arn, name, machine: of, definition: text, startedAt }, machine);
  }

  #keep(known: Known, execution: Execution): void {
    known.execution = execution;
    known.listed = execution;
    // Those that came after it was read are not in the storage.
    known.put = execution.events - execution.history.length;
  }

  #add(known: Known): void {
    const list = this.#byMachine.get(known.of.arn) ?? [];
    list.push(known);
    this.#byMachine.set(known.of.arn, list);
    this.#known.set(known.listed.arn, known);
  }

  #forget(known: Known): void {
    const list = this.#byMachine.get(known.of.arn) ?? [];
    list.splice(list.indexOf(known), 1);
    this.#known.delete(known.listed.arn);
    this.#shelf.remove(known.number);
  }

  /** One object for all executions of a machine as it was. */
  machineThen({ arn, name, roleArn, logging, tracing, updatedAt }: MachineThen): MachineThen {
    const key = `${updatedAt} ${arn} ${roleArn} ${JSON.stringify([logging, tracing])}`;
    const known = this.#machines.get(key) ?? { arn, name, roleArn, logging, tracing, updatedAt };
    this.#machines.set(key, known);
    return known;
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

function listedOf({ arn, name, startedAt, status, stoppedAt, redriveCount }: Execution): Listed {
  return { arn, name, startedAt, status, redriveCount, ...(stoppedAt === undefined ? {} : { stoppedAt }) };
}

function shownOf({ status, redriveCount }: Listed): string {
  return `${status} ${redriveCount}`;
}
