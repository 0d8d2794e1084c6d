/** What runs of nested choreographies leave behind: rows and histories as the machine writes them, branches included. */
import { shardOf } from '../../lib/definition/hash.ts';
import type { EventRoutes, Memory, Wait } from '../../lib/definition/route.ts';
import { executionName } from '../../lib/projection/execution.ts';
import { itemOf } from '../../lib/projection/parse-row.ts';
import type { Item } from '../../lib/projection/parse-row.ts';
import type { Recorded, Story } from './story.ts';
import { arnOf, ttl } from './story.ts';

/** One event of a history; `after` is the id of the one before it in its branch, where that is not the last one. */
export type Told = { readonly at: number; readonly type: string; readonly after?: number } & Recorded;

export type WaitTold = {
  readonly key: string;
  readonly state: string;
  readonly at: number;
  readonly awaits?: readonly EventRoutes[];
  readonly rules?: Partial<Wait>;
  readonly memory?: readonly Memory[];
  readonly member?: string;
  readonly due?: number;
  readonly deadline?: number;
};

export const entered = (at: number, name: string, kind = 'Task', more: { after?: number } = {}): Told => ({
  at,
  type: `${kind}StateEntered`,
  stateEnteredEventDetails: { name, input: '{}' },
  ...more,
});
export const exited = (at: number, name: string, kind = 'Task'): Told => ({
  at,
  type: `${kind}StateExited`,
  stateExitedEventDetails: { name, output: '{}' },
});
/** A wait's answer: by an event, or by a decision where it has no name. */
export const answered = (
  at: number,
  to: string,
  name?: string,
  more: { after?: number; memory?: Memory } = {},
): Told => {
  const { after, memory } = more;
  const event =
    name === undefined ? {} : { event: { name, identity: `${name} ${at}`, time: '', envelope: {} } };
  const output = JSON.stringify({ to, ...event, ...(memory === undefined ? {} : { memory }) });
  return {
    at,
    type: 'TaskSucceeded',
    taskSucceededEventDetails: { output },
    ...(after === undefined ? {} : { after }),
  };
};
export const started = (to: string, name: string): Told => ({
  at: 0,
  type: 'ExecutionStarted',
  executionStartedEventDetails: {
    input: JSON.stringify({ to, event: { name, identity: `${name} 0`, time: '', envelope: {} } }),
  },
});

/** `at` counts in milliseconds from `began`. */
export function tellNested(
  choreography: string,
  correlationId: string,
  began: number,
  { history, waits }: { readonly history: readonly Told[]; readonly waits: readonly WaitTold[] },
): Story {
  const instance = `${choreography}#${correlationId}`;
  const iso = (at: number) => new Date(began + at).toISOString();
  const execution = executionName(correlationId, 1);
  const opened = itemOf({
    kind: 'instance',
    status: 'open',
    instance,
    choreography,
    correlationId,
    ttl,
    run: 1,
    redrive: 0,
    openedBy: 'x',
    openedAt: iso(0),
    execution,
    overdue: [],
    labels: {},
  });
  const rowOf = ({ key, state, at, awaits = [], rules, memory, member, due, deadline }: WaitTold): Item => ({
    instance,
    choreography,
    correlationId,
    ttl,
    key: `WAIT#${key}`,
    token: `token ${key}`,
    order: `00000001#000#${iso(at)}#000`,
    run: 1,
    redrive: 0,
    state,
    enteredAt: iso(at),
    awaits: JSON.stringify(awaits),
    ...(rules === undefined ? {} : { rules: JSON.stringify({ place: state, level: 0, ...rules }) }),
    ...(memory === undefined ? {} : { memory: JSON.stringify(memory) }),
    ...(member === undefined ? {} : { member }),
    ...(due === undefined ? {} : { due: iso(due) }),
    ...(deadline === undefined ? {} : { deadline: iso(deadline) }),
    anticipates: '[]',
    policies: '{}',
    version: 'v1',
    standing: `${choreography}#${shardOf(correlationId)}`,
  });
  return {
    items: [opened, ...waits.map(rowOf)],
    execution: arnOf(choreography, execution),
    history: history.map(({ at, after, ...event }, index) => ({
      id: index + 1,
      previousEventId: after ?? index,
      timestamp: (began + at) / 1000,
      ...event,
    })),
  };
}
