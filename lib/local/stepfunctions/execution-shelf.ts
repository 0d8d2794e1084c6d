/**
 * Executions in the storage, in four kinds of entries by the execution's number, so that no step writes anew what has
 * not changed: what lists show, the input, where it stands, and its events in runs, each written once.
 */
import { startExecution } from '../asl/engine/begin.ts';
import type { Execution } from '../asl/engine/execution.ts';
import type { HistoryEvent } from '../asl/engine/history.ts';
import type { Machine } from '../asl/model.ts';
import type { Storage, StoredEntries } from '../storage/storage.ts';
import type { MachineThen } from './store.ts';
import { packed, unpacked } from './stored-events.ts';

/** What is known of an execution without reading it. */
export type Listed = Pick<Execution, 'arn' | 'name' | 'startedAt' | 'status' | 'stoppedAt' | 'redriveCount'>;

export type ListedRecord = Listed & { readonly of: MachineThen; readonly definition: string };

type Standing = Omit<Execution, keyof Fixed | 'history'>;
type Fixed = Pick<Execution, 'arn' | 'name' | 'machine' | 'definition' | 'input' | 'startedAt'>;

export class ExecutionShelf {
  readonly #listed: StoredEntries;
  readonly #inputs: StoredEntries;
  readonly #standings: StoredEntries;
  readonly #history: StoredEntries;
  /** As JSON, made once for all executions of a machine. */
  readonly #machines = new WeakMap<MachineThen, string>();

  constructor(storage: Storage) {
    this.#listed = storage.entries('states.executions');
    this.#inputs = storage.entries('states.inputs');
    this.#standings = storage.entries('states.standings');
    this.#history = storage.entries('states.history');
  }

  /** In the order of their numbers. */
  all(): readonly (readonly [number: number, record: ListedRecord])[] {
    return this.#listed.all().map(([key, value]) => [Number(key), the(isListed, value, key)]);
  }

  putListed(number: number, listed: Listed, of: MachineThen, definition: string): void {
    const known = this.#machines.get(of) ?? JSON.stringify(of);
    this.#machines.set(of, known);
    const rest = `"definition":${JSON.stringify(definition)},"of":${known}}`;
    this.#listed.putText(keyOf(number), `${JSON.stringify(listed).slice(0, -1)},${rest}`);
  }

  putInput(number: number, input: string): void {
    this.#inputs.put(keyOf(number), input);
  }

  /** All but the history. Before it is put for the first time, it stands at its beginning. */
  putStanding(number: number, execution: Execution): void {
    this.#standings.putText(keyOf(number), JSON.stringify(standingOf(execution)));
  }

  putEvents(number: number, events: readonly HistoryEvent[], input: string): void {
    const last = events.at(-1);
    if (last !== undefined) this.#history.put(eventKey(number, last.id), packed(events, input));
  }

  /** As it was last saved, none of its events with it. */
  read(number: number, given: Omit<Fixed, 'input'>, machine: Machine): Execution {
    const key = keyOf(number);
    const input = the(isText, this.#inputs.get(key), given.arn);
    const standing = this.#standings.get(key);
    if (standing === undefined) return startExecution({ ...given, input }, machine, given.startedAt);
    return { ...given, ...the(isStanding, standing, given.arn), input, history: [] };
  }

  /** The events with these ids, as far as they are saved. */
  events(number: number, first: number, last: number, input: string): readonly HistoryEvent[] {
    const found: HistoryEvent[] = [];
    // Each run lies under the id of its last event, so the first one from there on has the first event.
    for (const [key, run] of this.#history.from(eventKey(number, first))) {
      if (!key.startsWith(`${keyOf(number)}/`)) break;
      const events = unpacked(the(isRun, run, key), input);
      found.push(...events.filter(({ id }) => id >= first && id <= last));
      if ((events.at(-1)?.id ?? 0) >= last) break;
    }
    return found;
  }

  remove(number: number): void {
    const key = keyOf(number);
    for (const entries of [this.#listed, this.#inputs, this.#standings]) entries.remove(key);
    for (const [run] of this.#history.from(`${key}/`)) {
      if (!run.startsWith(`${key}/`)) break;
      this.#history.remove(run);
    }
  }
}

function keyOf(number: number): string {
  return String(number).padStart(12, '0');
}

function eventKey(number: number, id: number): string {
  return `${keyOf(number)}/${String(id).padStart(6, '0')}`;
}

/** What is absent is left out of the JSON. */
function standingOf(execution: Execution): { readonly [member in keyof Standing]-?: unknown } {
  return {
    status: execution.status,
    stoppedAt: execution.stoppedAt,
    output: execution.output,
    error: execution.error,
    cause: execution.cause,
    redriveCount: execution.redriveCount,
    redrivenAt: execution.redrivenAt,
    redriveTokens: execution.redriveTokens,
    timeoutAt: execution.timeoutAt,
    events: execution.events,
    // What a redrive takes up: there is none after a success.
    branches: execution.status === 'SUCCEEDED' ? [] : execution.branches,
    nextBranch: execution.nextBranch,
  };
}

function the<T>(isSo: (value: unknown) => value is T, value: unknown, what: string): T {
  if (isSo(value)) return value;
  throw new Error(`The stored data lacks a part of ${what}, or it was changed.`);
}

// Shallow on purpose: nobody but this class writes there.

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListed(value: unknown): value is ListedRecord {
  return typeof value === 'object' && value !== null && 'arn' in value && 'of' in value;
}

function isStanding(value: unknown): value is Standing {
  return typeof value === 'object' && value !== null && 'branches' in value && 'events' in value;
}

function isRun(value: unknown): value is readonly HistoryEvent[] {
  return Array.isArray(value);
}
