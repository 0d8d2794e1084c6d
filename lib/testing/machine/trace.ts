import type { HistoryEvent } from '../../local/asl/engine/history.ts';
import { isObject, parseJson, type JsonObject } from '../../local/asl/json.ts';
import type { Json } from '../../local/service.ts';

export type TracedState = {
  readonly state: string;
  /** `Task`, `Choice`, … */
  readonly type: string;
  readonly input: Json;
  /** Absent where it was never left. */
  readonly output?: Json;
  /** Variables that it assigned; absent where it assigned none. */
  readonly assigned?: JsonObject;
};

/** The states entered, in order. Of several visits at a time to one state the first to have begun is the first to end. */
export function traceOf(history: readonly HistoryEvent[]): readonly TracedState[] {
  const trace: TracedState[] = [];
  const open = new Map<number, number>();
  for (const event of history) {
    const entered = detailsIn(event, 'stateEnteredEventDetails');
    const exited = detailsIn(event, 'stateExitedEventDetails');
    if (entered !== undefined) {
      open.set(event.id, trace.length);
      const type = event.type.replace(/StateEntered$/, '');
      trace.push({ state: textIn(entered, 'name'), type, input: jsonIn(entered, 'input') });
    } else if (exited !== undefined) {
      const place = placeOf(event, history, open);
      const before = place === undefined ? undefined : trace[place];
      if (place === undefined || before === undefined) continue;
      const assigned = exited['assignedVariables'];
      trace[place] = {
        ...before,
        output: jsonIn(exited, 'output'),
        ...(isObject(assigned) && { assigned: parsedEach(assigned) }),
      };
    }
  }
  return trace;
}

/** What was entered last before the exit on its own line of events. */
function placeOf(
  exit: HistoryEvent,
  history: readonly HistoryEvent[],
  open: Map<number, number>,
): number | undefined {
  const name = textIn(detailsIn(exit, 'stateExitedEventDetails') ?? {}, 'name');
  for (let id = exit.previousEventId; id > 0;) {
    const event = history[id - 1];
    if (event === undefined) return undefined;
    const entered = detailsIn(event, 'stateEnteredEventDetails');
    const place = open.get(id);
    if (entered !== undefined && place !== undefined && textIn(entered, 'name') === name) {
      open.delete(id);
      return place;
    }
    id = event.previousEventId;
  }
  return undefined;
}

function detailsIn(event: HistoryEvent, name: string): JsonObject | undefined {
  const value = event[name];
  return isObject(value) ? value : undefined;
}

function textIn(details: JsonObject, name: string): string {
  const value = details[name];
  return typeof value === 'string' ? value : '';
}

function jsonIn(details: JsonObject, name: string): Json {
  return parseJson(textIn(details, name) || 'null');
}

function parsedEach(variables: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? parseJson(value) : value,
    ]),
  );
}
