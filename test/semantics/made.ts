/** Choreographies in a few words: what is not said is empty. */
import type {
  AllState,
  Branch,
  Choreography,
  Clock,
  CompoundState,
  EventDeclaration,
  FinalState,
  ForEachState,
  Handler,
  Moment,
  ParallelState,
  State,
  TaskState,
  WaitState,
} from '../../lib/definition/model.ts';

type Ways = Branch | string | readonly (Branch | string)[];
type On = { readonly [event: string]: Ways };

export function branches(ways: Ways | undefined): Branch[] {
  if (ways === undefined) return [];
  const list = Array.isArray(ways) ? ways : [ways];
  return list.map((way: Branch | string) => (typeof way === 'string' ? { target: way } : way));
}

export function handlers(on: On = {}): Handler[] {
  return Object.entries(on).map(([event, ways]) => ({ event, branches: branches(ways) }));
}

/** `[milliseconds or moment, ways]` */
type After = readonly (readonly [number | Moment, Ways])[];

type Stands = { readonly on?: On; readonly after?: After; readonly due?: number | Moment };

export function standing({ on, after = [], due }: Stands) {
  return {
    on: handlers(on),
    after: after.map(([moment, ways]): Clock => ({ moment: momentOf(moment), branches: branches(ways) })),
    ...(due === undefined ? {} : { due: momentOf(due) }),
  };
}

function momentOf(moment: number | Moment): Moment {
  return typeof moment === 'number' ? { kind: 'delay', delay: moment } : moment;
}

export function wait(
  name: string,
  more: Stands & { always?: Ways; entry?: WaitState['entry'] } = {},
): WaitState {
  return { kind: 'wait', name, entry: more.entry ?? [], ...standing(more), always: branches(more.always) };
}

export function final(name: string, more: Partial<FinalState> = {}): FinalState {
  return { kind: 'final', name, entry: [], outcome: 'succeeded', ...more };
}

export function failing(name: string): FinalState {
  return final(name, { outcome: 'failed', error: { literal: name } });
}

export function all(
  name: string,
  members: readonly string[] | On,
  onDone: Ways,
  more: Stands = {},
): AllState {
  const listed = Array.isArray(members)
    ? members.map((event: string): Handler => ({ event, branches: [] }))
    : handlers(Object.fromEntries(Object.entries(members)));
  return { kind: 'all', name, entry: [], ...standing(more), members: listed, onDone: branches(onDone) };
}

export function compound(
  name: string,
  states: readonly State[],
  more: Stands & { always?: Ways; onDone?: Ways; initial?: string } = {},
): CompoundState {
  return {
    kind: 'compound',
    name,
    entry: [],
    ...standing(more),
    initial: more.initial ?? states[0]?.name ?? '',
    states,
    always: branches(more.always),
    onDone: branches(more.onDone),
  };
}

export function parallel(
  name: string,
  regions: { readonly [region: string]: readonly State[] },
  onDone: Ways,
  more: Stands & { always?: Ways } = {},
): ParallelState {
  return {
    kind: 'parallel',
    name,
    entry: [],
    ...standing(more),
    regions: Object.entries(regions).map(([region, states]) => ({
      name: region,
      initial: states[0]?.name ?? '',
      states,
    })),
    always: branches(more.always),
    onDone: branches(onDone),
  };
}

export function forEach(
  name: string,
  each: Pick<ForEachState, 'items' | 'match' | 'states'> & Partial<Pick<ForEachState, 'key' | 'opens'>>,
  onDone: Ways | undefined,
  more: Stands & { always?: Ways } = {},
): ForEachState {
  return {
    kind: 'forEach',
    name,
    entry: [],
    ...standing(more),
    key: '$item',
    opens: [],
    ...each,
    initial: each.states[0]?.name ?? '',
    always: branches(more.always),
    onDone: branches(onDone),
  };
}

export function task(name: string, next: Ways, more: Partial<TaskState> = {}): TaskState {
  return {
    kind: 'task',
    name,
    entry: [],
    resource: 'arn:aws:states:::sqs:sendMessage',
    arguments: {},
    retry: [],
    catch: [],
    next: branches(next),
    ...more,
  };
}

export function declared(name: string, more: Partial<EventDeclaration> = {}): EventDeclaration {
  return {
    name,
    pattern: { source: ['s'], 'detail-type': [name] },
    correlation: ['detail.id'],
    identity: 'id',
    time: 'time',
    hold: 300_000,
    settle: 0,
    stale: 'accept',
    unexpected: 'fail',
    ignored: false,
    ...more,
  };
}

/** Its vocabulary is every name that is awaited somewhere, in that order, unless it is given. */
export function choreography(
  states: readonly State[],
  more: Stands & Partial<Omit<Choreography, 'states' | 'start' | 'top'>> & { start?: On } = {},
): Choreography {
  const { start = { Start: states[0]?.name ?? '' }, on, after, due, ...rest } = more;
  const stands: Stands = {
    ...(on === undefined ? {} : { on }),
    ...(after === undefined ? {} : { after }),
    ...(due === undefined ? {} : { due }),
  };
  const names = new Set([...Object.keys(start), ...Object.keys(on ?? {}), ...states.flatMap(awaitedBy)]);
  return {
    id: 'made',
    title: 'Made',
    description: undefined,
    events: [...names].map((name) => declared(name)),
    start: handlers(start),
    top: standing(stands),
    states,
    context: {},
    rerun: false,
    redact: [],
    labels: [],
    ...rest,
  };
}

function awaitedBy(state: State): string[] {
  const on = 'on' in state ? state.on.map(({ event }) => event) : [];
  switch (state.kind) {
    case 'all':
      return [...on, ...state.members.map(({ event }) => event)];
    case 'compound':
      return [...on, ...state.states.flatMap(awaitedBy)];
    case 'forEach':
      return [...on, ...state.opens, ...state.states.flatMap(awaitedBy)];
    case 'parallel':
      return [...on, ...state.regions.flatMap((region) => region.states.flatMap(awaitedBy))];
    default:
      return on;
  }
}
