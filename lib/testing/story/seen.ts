/** What is to be seen of an instance at a moment: in the table, and in its execution. */
import type { Memory } from '../../definition/route.ts';
import { isList, isObject, parseJson, type JsonObject } from '../../local/asl/json.ts';
import type { Execution } from '../../local/asl/engine/execution.ts';
import type { Json } from '../../local/service.ts';
import { isDeviation } from '../../projection/parse-row.ts';
import { activeWaits } from '../../projection/regions.ts';
import type { ClosedInstance, EventRow, InstanceRow, Labels, WaitingRow } from '../../projection/rows.ts';
import { duesOf } from '../../projection/standing.ts';
import { namesIn } from '../../semantics/awaited.ts';
import type { World } from '../world/world.ts';
import { itemsIn } from './items.ts';

export type Seen = {
  readonly choreography: string;
  /** The correlation id. */
  readonly id: string;
  readonly status: 'not started' | 'running' | 'succeeded' | 'failed';
  /** Where it stands: one state, with regions one for each, in the order of their names. The final one where it ended. */
  readonly states: readonly string[];
  /** Of a forEach: from the items' keys to their states. */
  readonly items: { readonly [key: string]: string };
  readonly context: JsonObject;
  readonly labels: Labels;
  /** The events that are awaited there. */
  readonly awaits: readonly string[];
  /** Events that wait for their turn. */
  readonly held: readonly string[];
  /** State → when it is overdue, ISO 8601. */
  readonly dues: { readonly [state: string]: string };
  /** When the next hard deadline is, ISO 8601; undefined where none runs. */
  readonly deadline: string | undefined;
  /** The states that were reported as overdue, in the order of the reports. */
  readonly overdue: readonly string[];
  /** `unexpected Order Paid`, `failed-action publish Order Shipped`, … in the order of the findings. */
  readonly deviations: readonly string[];
  /** `publish Order Shipped`, `notify`, `task arn:…`, with what it said. */
  readonly actions: readonly { readonly what: string; readonly with: Json }[];
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** From 1; 0 where none was started. */
  readonly run: number;
};

/** The instance's partition key: `<choreography>#<correlation id>`. */
export async function seenOf(world: World, instance: string): Promise<Seen> {
  const rows = world.table.of(instance);
  const row = rows.find((each) => each.kind === 'instance');
  const events = rows.filter((each) => each.kind === 'event');
  const waits = rows.filter((each) => each.kind === 'wait').sort((a, b) => (a.key < b.key ? -1 : 1));
  const active = row?.status === 'open' ? activeWaits({ instance: row, waits }) : [];
  const execution = row === undefined ? undefined : world.execution(row);
  const end = instance.indexOf('#');
  return {
    choreography: instance.slice(0, end),
    id: instance.slice(end + 1),
    status: statusOf(row),
    states: row?.status === 'closed' ? lastIn(row) : unique(active.map(({ state }) => state)),
    items: Object.assign({}, ...(await Promise.all(active.map(itemsIn)))) as Seen['items'],
    context: active.length > 0 ? contextOf(active) : contextAtEnd(execution),
    labels: row?.labels ?? {},
    awaits: unique(active.flatMap(awaitsOf)),
    held: inOrder(events.filter(({ status }) => status === 'held' || status === 'sent')).map(
      ({ name }) => name,
    ),
    dues: Object.fromEntries(active.flatMap(duesOf).map(({ state, at }) => [state, at])),
    deadline: active.flatMap(({ deadline }) => deadline ?? []).sort()[0],
    overdue: (row?.overdue ?? []).map((visit) => visit.slice(0, visit.lastIndexOf('#'))),
    deviations: inOrder(events.filter(isDeviation)).map(({ status, name }) => `${status} ${name}`),
    actions: world.done.flatMap(({ instance: whose, what, with: said }) =>
      whose === instance ? [{ what, with: said }] : [],
    ),
    error: execution?.error,
    cause: execution?.cause,
    run: row?.run ?? 0,
  };
}

function statusOf(row: InstanceRow | undefined): Seen['status'] {
  if (row === undefined) return 'not started';
  return row.status === 'open' ? 'running' : row.outcome;
}

/** A machine that fails by itself, as by an expression, is in no state of its author's any more. */
function lastIn({ lastState }: ClosedInstance): readonly string[] {
  return lastState === undefined ? [] : [lastState];
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

function inOrder<Row extends EventRow>(rows: readonly Row[]): readonly Row[] {
  const at = (row: EventRow): string => ('settledAt' in row ? row.settledAt : row.receivedAt);
  return rows.toSorted((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0));
}

/** Members of an \`all\` that have come are awaited no more. */
function awaitsOf({ wait, memories }: WaitingRow): readonly string[] {
  const pending = memories?.at(-1)?.pending;
  const had = new Set(
    isList(pending)
      ? (wait.gather?.members ?? []).flatMap(({ event }) => (pending.includes(event) ? [] : [event]))
      : [],
  );
  return namesIn(wait).filter((name) => !had.has(name));
}

/** Of several regions what each has made of it. */
function contextOf(waits: readonly WaitingRow[]): JsonObject {
  return Object.assign({}, ...waits.map(({ memories }) => memoryOf(memories))) as JsonObject;
}

function memoryOf(memories: readonly Memory[] | undefined): JsonObject {
  return memories?.at(-1)?.context ?? {};
}

/** What the last answer that was delivered left of it. */
function contextAtEnd(execution: Execution | undefined): JsonObject {
  for (const { type, payload } of execution?.history.toReversed() ?? []) {
    if (type !== 'TaskSucceeded' || payload === undefined) continue;
    const context = contextIn(parseJson(payload));
    if (context !== undefined) return context;
  }
  return contextIn(parseJson(execution?.input ?? 'null')) ?? {};
}

function contextIn(delivered: Json): JsonObject | undefined {
  const memory = isObject(delivered) ? delivered['memory'] : undefined;
  const context = isObject(memory) ? memory['context'] : undefined;
  return isObject(context) ? context : undefined;
}
