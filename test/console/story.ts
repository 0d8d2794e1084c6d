/**
 * What a run leaves behind, told step by step: the rows as the functions and the machine write them, and the history as
 * GetExecutionHistory gives it (timestamps in seconds, as on the wire).
 */
import { hashOf, shardOf } from '../../lib/definition/hash.ts';
import type { Branch, Choreography, Handler, Moment, Text } from '../../lib/definition/model.ts';
import type { EventRoutes } from '../../lib/definition/route.ts';
import { DONE } from '../../lib/definition/route.ts';
import { executionName } from '../../lib/projection/execution.ts';
import type { Item } from '../../lib/projection/parse-row.ts';
import { itemOf } from '../../lib/projection/parse-row.ts';
import type { EventRow, InstanceRow } from '../../lib/projection/rows.ts';

export type Recorded = { readonly [field: string]: unknown };
export type Story = {
  readonly items: readonly Item[];
  readonly execution: string;
  readonly history: readonly Recorded[];
};

export type Happening =
  | {
      readonly at: number;
      readonly take: string;
      readonly to: string;
      readonly came?: number;
      readonly detail?: unknown;
    }
  | { readonly at: number; readonly deadline: string }
  | { readonly at: number; readonly unexpected: string; readonly halts?: true }
  | { readonly at: number; readonly hold: string; readonly detail?: unknown }
  | { readonly at: number; readonly drop: string; readonly reason: string }
  | { readonly at: number; readonly late: string; readonly reason: string };

const ACCOUNT = 'arn:aws:states:eu-central-1:123456789012';
export const PREFIX = `${ACCOUNT}:stateMachine:choreography-monitor-`;
export const arnOf = (choreography: string, execution: string) =>
  `${ACCOUNT}:execution:choreography-monitor-${choreography}:${execution}`;
export const ttl = 2_000_000_000;

/** `at` and `came` are milliseconds after `began`. */
export function tell(
  choreography: Choreography,
  correlationId: string,
  began: number,
  happenings: readonly Happening[],
  run = 1,
): Story {
  const instance = `${choreography.id}#${correlationId}`;
  const base = { instance, choreography: choreography.id, correlationId, ttl };
  const iso = (at: number) => new Date(began + at).toISOString();
  const execution = executionName(correlationId, run);
  const events: EventRow[] = [];
  const history: Recorded[] = [];
  let waits: Item[] = [];
  let end: { outcome: 'succeeded' | 'failed'; lastState: string; at: number; error?: string } | undefined;
  let visits = 0;

  const record = (type: string, at: number, details: Recorded = {}) =>
    history.push({
      id: history.length + 1,
      previousEventId: history.length,
      timestamp: (began + at) / 1000,
      type,
      ...details,
    });
  const envelopeOf = (name: string, detail: unknown, at: number) => ({
    version: '0',
    id: `${correlationId}-${events.length}`,
    'detail-type': name,
    source: 'test',
    account: '123456789012',
    time: iso(at).replace(/\.\d+Z$/u, 'Z'),
    region: 'eu-central-1',
    resources: [],
    detail: detail ?? { id: correlationId },
  });
  const common = (name: string, at: number) => ({
    ...base,
    kind: 'event' as const,
    identity: `${correlationId}-${events.length}`,
    name,
    time: iso(at),
    receivedAt: iso(at),
    putBack: 0,
  });

  const enter = (name: string, at: number) => {
    const state = choreography.states.find((each) => each.name === name);
    if (state === undefined) throw new Error(`There is no state ${name}.`);
    visits += 1;
    if (state.kind === 'final') {
      const type = state.outcome === 'succeeded' ? 'Succeed' : 'Fail';
      record(`${type}StateEntered`, at, { stateEnteredEventDetails: { name, input: '{}' } });
      const error = literal(state.error) ?? name.replaceAll(' ', '');
      end = { outcome: state.outcome, lastState: name, at, ...(type === 'Fail' ? { error } : {}) };
      if (type === 'Succeed')
        record('ExecutionSucceeded', at, { executionSucceededEventDetails: { output: '{}' } });
      else
        record('ExecutionFailed', at, {
          executionFailedEventDetails: { error, cause: literal(state.cause) ?? '' },
        });
      waits = [];
      return;
    }
    if (state.kind !== 'wait' && state.kind !== 'all') throw new Error(`${name} is not told here.`);
    const type = state.kind === 'all' ? 'Parallel' : 'Task';
    const [clock] = state.after;
    record(`${type}StateEntered`, at, { stateEnteredEventDetails: { name, input: '{}' } });
    const waitOf = (key: string, awaits: readonly EventRoutes[], member?: string): Item => ({
      ...base,
      key,
      token: `token ${correlationId} ${visits} ${key}`,
      order: `0000000${run}#000#${iso(at)}#000`,
      run,
      redrive: 0,
      state: name,
      enteredAt: iso(at),
      ...(member === undefined ? {} : { member }),
      ...(state.due === undefined ? {} : { due: iso(at + delayOf(state.due)) }),
      ...(clock === undefined ? {} : { deadline: iso(at + delayOf(clock.moment)) }),
      awaits: JSON.stringify(awaits),
      anticipates: '[]',
      policies: '{}',
      version: 'v1',
      standing: `${choreography.id}#${shardOf(correlationId)}`,
    });
    const members = state.kind === 'all' ? state.members : [];
    const own = state.on.map(routesOf);
    waits = members.map(({ event }) =>
      waitOf(`WAIT#${name}/${event}`, [...own, { event, routes: [{ ways: [{ way: DONE }] }] }], event),
    );
    if (state.kind === 'wait') waits = [waitOf('WAIT#', own)];
  };

  for (const happening of happenings) {
    const { at } = happening;
    if ('take' in happening) {
      const { take, to, came = at, detail } = happening;
      const envelope = envelopeOf(take, detail, came);
      const row = common(take, came);
      const event = { name: take, identity: row.identity, time: row.time, envelope };
      const wait = waits.find(({ member }) => member === take) ?? waits[0];
      const waitHash = wait === undefined ? {} : { waitHash: hashOf(String(wait['token'])) };
      events.push({ ...row, status: 'consumed', settledAt: iso(at), run, ...waitHash });
      const delivery = { to, event, identity: row.identity, putBack: 0 };
      if (history.length === 0) {
        record('ExecutionStarted', at, { executionStartedEventDetails: { input: JSON.stringify(delivery) } });
      } else {
        record('TaskSucceeded', at, {
          taskSucceededEventDetails: {
            resourceType: 'aws-sdk',
            resource: 'dynamodb:putItem',
            output: JSON.stringify(delivery),
          },
        });
      }
      if (to !== DONE) enter(to, at);
      else if (
        waits.every(({ token }) =>
          events.some((e) => 'waitHash' in e && e.waitHash === hashOf(String(token))),
        )
      ) {
        const all = choreography.states.find(({ name }) => name === wait?.['state']);
        if (all?.kind === 'all') enter(targetOf(all.onDone[0]), at);
      }
    } else if ('deadline' in happening) {
      record('TaskTimedOut', at, {
        taskTimedOutEventDetails: {
          resourceType: 'aws-sdk',
          resource: 'dynamodb:putItem',
          error: 'States.Timeout',
        },
      });
      enter(happening.deadline, at);
    } else if ('unexpected' in happening) {
      const row = common(happening.unexpected, at);
      const state = String(waits[0]?.['state']);
      const message = `"${row.name}" was not expected in "${state}".`;
      const payload = JSON.stringify(envelopeOf(row.name, undefined, at));
      events.push({
        ...row,
        status: 'unexpected',
        settledAt: iso(at),
        reason: message,
        payload,
        hold: 300_000,
        run,
      });
      const details = {
        error: happening.halts === true ? 'UnexpectedEventHalted' : 'UnexpectedEvent',
        cause: JSON.stringify({ message, event: row.name, state }),
      };
      record('TaskFailed', at, {
        taskFailedEventDetails: { resourceType: 'aws-sdk', resource: 'dynamodb:putItem', ...details },
      });
      if (happening.halts !== true)
        record('FailStateEntered', at, {
          stateEnteredEventDetails: { name: 'Unexpected event', input: '{}' },
        });
      record('ExecutionFailed', at, { executionFailedEventDetails: details });
      end = { outcome: 'failed', lastState: state, at, error: details.error };
      waits = [];
    } else {
      const name =
        'hold' in happening ? happening.hold : 'drop' in happening ? happening.drop : happening.late;
      const detail = 'detail' in happening ? happening.detail : undefined;
      const payload = JSON.stringify(envelopeOf(name, detail, at));
      const row = { ...common(name, at), payload, hold: 300_000 };
      if ('hold' in happening) events.push({ ...row, status: 'held' });
      else
        events.push({
          ...row,
          status: 'drop' in happening ? 'ignored' : 'late',
          settledAt: iso(at),
          reason: happening.reason,
        });
    }
  }

  const opened = {
    ...base,
    kind: 'instance' as const,
    run,
    redrive: 0,
    openedBy: `${correlationId}-0`,
    execution,
    overdue: [],
    labels: {},
  };
  const openedAt =
    history.length === 0 ? undefined : new Date(Number(history[0]?.['timestamp']) * 1000).toISOString();
  const rows: (InstanceRow | EventRow)[] = [...events];
  if (openedAt !== undefined) {
    if (end === undefined) rows.push({ ...opened, openedAt, status: 'open' });
    else {
      const { at, ...how } = end;
      rows.push({ ...opened, openedAt, status: 'closed', closedAt: iso(at), ...how });
    }
  }
  return { items: [...rows.map(itemOf), ...waits], execution: arnOf(choreography.id, execution), history };
}

function literal(text: Text | undefined): string | undefined {
  return text !== undefined && 'literal' in text ? text.literal : undefined;
}

function delayOf(moment: Moment): number {
  if (moment.kind !== 'delay') throw new Error('Only fixed delays are told here.');
  return moment.delay;
}

function targetOf(branch: Branch | undefined): string {
  return typeof branch?.target === 'string' ? branch.target : '';
}

export function routesOf({ event, branches }: Handler): EventRoutes {
  return {
    event,
    routes: branches.map(({ guard, target }) => ({
      ...(guard === undefined ? {} : { guard }),
      ways: typeof target === 'string' ? [{ way: target, to: target }] : [],
    })),
  };
}
