/** What happens in an execution, as it is kept, and as GetExecutionHistory gives it. */
import type { Json } from '../../service.ts';
import { textOf, type JsonObject } from '../json.ts';
import type { State } from '../model.ts';
import type { Branch, Execution } from './execution.ts';

/** An event as it is kept. What can be told from its type is added where somebody asks for it. */
export type LoggedEvent = {
  readonly id: number;
  readonly previous: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly type: string;
  /** The type's own details but for the payload. */
  readonly content: Content | undefined;
  /** JSON text: what comes in, goes out, or is asked for. */
  readonly payload: string | undefined;
};

type Content = { readonly [detail: string]: Json | undefined };

/** As the API shows it. */
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

/** The types of events, by the state's kind. */
export const ENTERED = eachKind('StateEntered');
export const EXITED = eachKind('StateExited');

/** Made once: a text that is put together is copied where it is stored. */
function eachKind<E extends string>(what: E): { readonly [K in State['kind']]: `${K}${E}` } {
  return {
    Pass: `Pass${what}`,
    Succeed: `Succeed${what}`,
    Fail: `Fail${what}`,
    Wait: `Wait${what}`,
    Choice: `Choice${what}`,
    Task: `Task${what}`,
    Parallel: `Parallel${what}`,
    Map: `Map${what}`,
  };
}

/** Thrown instead of writing the last event: that one is the execution's end. */
export class HistoryFull extends Error {}

/** Appends an event without a branch: the execution's own. */
export function record(
  execution: Execution,
  now: number,
  type: string,
  previous: number,
  content?: Content,
  payload?: string,
): number {
  const id = execution.events + 1;
  if (id >= MAX_EVENTS && !type.startsWith('Execution')) throw new HistoryFull();
  execution.events = id;
  execution.history.push({ id, previous, at: now, type, content, payload });
  return id;
}

/** Appends an event to a branch's line. */
export function log(
  execution: Execution,
  branch: Branch,
  now: number,
  type: string,
  content?: Content,
  payload?: string,
): void {
  if (branch.silent) return;
  branch.lastEvent = record(execution, now, type, branch.lastEvent, content, payload);
}

let last: { readonly value: Json; readonly text: string } = { value: null, text: 'null' };

/** A state's output is the next one's input: the text that was made last is what is asked for next. */
export function payloadText(value: Json): string {
  if (value !== last.value) last = { value, text: textOf(value) };
  return last.text;
}

/** The events that the execution has with it, as the API shows them. */
export function historyOf({ history }: Execution): readonly HistoryEvent[] {
  return history.map(shown);
}

export function shown({ id, previous, at, type, content, payload }: LoggedEvent): HistoryEvent {
  const event = { timestamp: at / 1000, type, id, previousEventId: previous };
  if (content === undefined && payload === undefined) return event;
  return { ...event, [detailsOf(type)]: { ...given(content), ...payloadOf(type, payload) } };
}

/** Without what is undefined. */
function given(content: Content = {}): JsonObject {
  const kept: { [detail: string]: Json } = {};
  for (const [detail, value] of Object.entries(content)) if (value !== undefined) kept[detail] = value;
  return kept;
}

/** All states have the same details when they are entered, and when they are left. */
function detailsOf(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/** A service is given parameters; all else has an input or an output, and a note that it is complete. */
function payloadOf(type: string, text: string | undefined): JsonObject {
  if (text === undefined) return {};
  if (type === 'TaskScheduled') return { parameters: text };
  const isInput = type === 'ExecutionStarted' || type.endsWith('Entered') || type.endsWith('Scheduled');
  return isInput
    ? { input: text, inputDetails: { truncated: false } }
    : { output: text, outputDetails: { truncated: false } };
}
