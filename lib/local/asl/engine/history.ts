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

type Details = { readonly name: string; readonly content: JsonObject };

/** Appends an event without a branch: the execution's own. */
export function record(
  execution: Execution,
  now: number,
  type: string,
  previousEventId: number,
  given?: Details,
): number {
  const id = execution.events + 1;
  if (id >= MAX_EVENTS && !type.startsWith('Execution')) throw new HistoryFull();
  execution.events = id;
  const event: { -readonly [member in keyof HistoryEvent]: HistoryEvent[member] } = {
    timestamp: now / 1000,
    type,
    id,
    previousEventId,
  };
  if (given !== undefined) event[given.name] = given.content;
  execution.history.push(event);
  return id;
}

/** Appends an event to a branch's line. */
export function log(execution: Execution, branch: Branch, now: number, type: string, given?: Details): void {
  if (branch.silent) return;
  branch.lastEvent = record(execution, now, type, branch.lastEvent, given);
}

let last: { readonly value: Json; readonly text: string } = { value: null, text: 'null' };

/** A state's output is the next one's input: the text that was made last is what is asked for next. */
export function payloadText(value: Json): string {
  if (value !== last.value) last = { value, text: textOf(value) };
  return last.text;
}

/** One for all events. */
const COMPLETE = { truncated: false };

/** A payload's text and the note that it is complete: `input` and `inputDetails`. */
export function payload(name: 'input' | 'output', text: string): JsonObject {
  return name === 'input'
    ? { input: text, inputDetails: COMPLETE }
    : { output: text, outputDetails: COMPLETE };
}

/** Made once for each kind of event: making them anew for each event takes longer than the event. */
const NAMES = new Map<string, string>();

/** The details without what is undefined. `name` is as in the API, without `EventDetails`. */
export function details(name: string, content: { readonly [key: string]: Json | undefined }): Details {
  let full = NAMES.get(name);
  if (full === undefined) NAMES.set(name, (full = `${name}EventDetails`));
  const kept: { [key: string]: Json } = {};
  for (const key in content) {
    const value = content[key];
    if (value !== undefined) kept[key] = value;
  }
  return { name: full, content: kept };
}
