/** The history as GetExecutionHistory gives it. */
import type { Json } from '../../service.ts';
import { textOf, type JsonObject } from '../json.ts';
import type { Branch, Execution } from './execution.ts';

export type HistoryEvent = {
  readonly id: number;
  readonly previousEventId: number;
  /** Epoch seconds. */
  readonly timestamp: number;
  readonly type: string;
  /** The type's own details, as `taskScheduledEventDetails`. */
  readonly [details: string]: Json;
};

export const MAX_EVENTS = 25_000;

/** Thrown instead of writing the last event: that one is the execution's end. */
export class HistoryFull extends Error {}

/** Appends an event without a branch: the execution's own. */
export function record(
  execution: Execution,
  now: number,
  type: string,
  previousEventId: number,
  details?: { readonly name: string; readonly content: JsonObject },
): number {
  const id = execution.events + 1;
  if (id >= MAX_EVENTS && !type.startsWith('Execution')) throw new HistoryFull();
  execution.events = id;
  execution.history.push({
    timestamp: now / 1000,
    type,
    id,
    previousEventId,
    ...(details === undefined ? {} : { [`${details.name}EventDetails`]: details.content }),
  });
  return id;
}

/** Appends an event to a branch's line. `details` is named as in the API, without `EventDetails`. */
export function log(
  execution: Execution,
  branch: Branch,
  now: number,
  type: string,
  details?: { readonly name: string; readonly content: JsonObject },
): void {
  if (branch.silent) return;
  branch.lastEvent = record(execution, now, type, branch.lastEvent, details);
}

/** A payload and the note that it is complete: `input` and `inputDetails`. */
export function payload(name: 'input' | 'output', value: Json | string, isText = false): JsonObject {
  const text = isText && typeof value === 'string' ? value : textOf(value);
  return { [name]: text, [`${name}Details`]: { truncated: false } };
}

/** The details without what is undefined. */
export function details(
  name: string,
  content: { readonly [key: string]: Json | undefined },
): { readonly name: string; readonly content: JsonObject } {
  const entries = Object.entries(content).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return { name, content: Object.fromEntries(entries) };
}
