/**
 * Executions in the storage, in three kinds of entries by the execution's number, so that no step writes anew what has
 * not changed: where it stands, the input, and its events in runs, each written once.
 */
import { startExecution } from '../asl/engine/begin.ts';
import type { Execution } from '../asl/engine/execution.ts';
import type { LoggedEvent } from '../asl/engine/history.ts';
import type { Storage, StoredEntries, StoredTexts } from '../storage/storage.ts';
import { restored, standingOf, type StoredStanding } from './standing.ts';
import { packed, unpacked } from './stored-events.ts';
import type { Version } from './versions.ts';

/** What is known of an execution without reading it. */
export type Listed = Pick<Execution, 'arn' | 'name' | 'startedAt' | 'status' | 'stoppedAt' | 'redriveCount'>;

/** How it began, which does not change. `version`: the machine's. */
type Begun = { readonly name: string; readonly startedAt: number; readonly version: string };

/** Before it has taken a step, nothing else needs to be said of where it stands. */
type Standing = StoredStanding | Pick<StoredStanding, 'status' | 'stoppedAt' | 'redriveCount'>;

export type Row = Standing & { readonly begun: Begun };

export class ExecutionShelf {
  readonly #executions: StoredEntries;
  readonly #inputs: StoredTexts;
  readonly #history: StoredTexts;

  constructor(storage: Storage) {
    this.#executions = storage.entries('states.executions');
    this.#inputs = storage.texts('states.inputs');
    this.#history = storage.texts('states.history');
  }

  /** In the order of their numbers; as they were last saved, to be read within one turn of the event loop. */
  *all(): Iterable<readonly [number: number, row: Row]> {
    for (const [key, value] of this.#executions.from('')) yield [Number(key), the(isRow, value, key)];
  }

  putInput(number: number, input: string): void {
    this.#inputs.put(keyOf(number), input);
  }

  putBeginning(number: number, { name, startedAt, status, redriveCount }: Execution, version: string): void {
    this.#executions.put(keyOf(number), { begun: { name, startedAt, version }, status, redriveCount });
  }

  /** As it is now; but for its events. */
  put(number: number, execution: Execution, version: string): void {
    const { name, startedAt } = execution;
    const row = { begun: { name, startedAt, version }, ...standingOf(execution) };
    this.#executions.putText(keyOf(number), JSON.stringify(row));
  }

  putEvents(number: number, events: readonly LoggedEvent[], input: string): void {
    const last = events.at(-1);
    if (last !== undefined) this.#history.put(eventKey(number, last.id), ...packed(events, input));
  }

  /** As it was last saved, none of its events with it. */
  read(number: number, arn: string, version: Version): Execution {
    return this.restored(number, the(isRow, this.#executions.get(keyOf(number)), arn), arn, version);
  }

  /** What its row says. */
  restored(number: number, row: Row, arn: string, { of, definition }: Version): Execution {
    const { begun, ...standing } = row;
    const { name, startedAt } = begun;
    const input = the(isText, this.#inputs.get(keyOf(number)), arn);
    const given = { arn, name, machine: of, definition: definition.text, input };
    if (!isStanding(standing)) return startExecution(given, definition.machine, startedAt);
    const payloadOf = (event: number): string =>
      the(isText, this.events(number, event, event, input)[0]?.payload, `event ${event} of ${arn}`);
    return { ...given, startedAt, ...restored(standing, arn, payloadOf), history: [] };
  }

  /** The events with these ids, as far as they are saved. */
  events(number: number, first: number, last: number, input: string): readonly LoggedEvent[] {
    const found: LoggedEvent[] = [];
    // Each run lies under the id of its last event, so the first one from there on has the first event.
    for (const [key, run] of this.#history.from(eventKey(number, first))) {
      if (!key.startsWith(`${keyOf(number)}/`)) break;
      const events = unpacked(run, Number(key.slice(-EVENT_DIGITS)), input);
      found.push(...events.filter(({ id }) => id >= first && id <= last));
      if ((events.at(-1)?.id ?? 0) >= last) break;
    }
    return found;
  }

  remove(number: number): void {
    const key = keyOf(number);
    this.#executions.remove(key);
    this.#inputs.remove(key);
    for (const [run] of this.#history.from(`${key}/`)) {
      if (!run.startsWith(`${key}/`)) break;
      this.#history.remove(run);
    }
  }
}

const KEY_DIGITS = 12;
const EVENT_DIGITS = 6;

let last = { number: -1, key: '' };

/** One execution's entries are mostly put one after the other. */
function keyOf(number: number): string {
  if (number !== last.number) last = { number, key: String(number).padStart(KEY_DIGITS, '0') };
  return last.key;
}

function eventKey(number: number, id: number): string {
  return `${keyOf(number)}/${String(id).padStart(EVENT_DIGITS, '0')}`;
}

function the<T>(isSo: (value: unknown) => value is T, value: unknown, what: string): T {
  if (isSo(value)) return value;
  throw new Error(`The stored data lacks a part of ${what}, or it was changed.`);
}

// Shallow on purpose: nobody but this class writes there.

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && 'begun' in value && 'status' in value;
}

function isStanding(value: Standing): value is StoredStanding {
  return 'branches' in value && 'events' in value;
}
