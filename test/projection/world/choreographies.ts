/** Small choreographies for the explorer and the tests, in a short notation. */
import type {
  Branch,
  Choreography,
  Clock,
  EventDeclaration,
  Handler,
  StalePolicy,
  State,
  UnexpectedPolicy,
} from '../../../lib/definition/model.ts';
import type { Subscription } from '../../../lib/definition/wire.ts';
import { planOf } from '../../../lib/semantics/plan-of.ts';
import { awaitedByNextRun } from '../../../lib/semantics/planning/reach.ts';

/** A target, or the whole transition. A target `-` drops the event. */
type Way = string | Branch;
type On = Readonly<Record<string, Way>>;
type Standing = {
  readonly on?: On;
  /** After a minute; a list of branches is a deadline that has to be decided. */
  readonly after?: Way | readonly Branch[];
  readonly always?: readonly Branch[];
};
export type Short =
  | Standing
  | (Standing & { readonly all: readonly string[]; readonly onDone: Way | readonly Branch[] })
  | (Standing & {
      readonly parallel: Readonly<Record<string, Readonly<Record<string, Short>>>>;
      readonly onDone: Way | readonly Branch[];
    })
  /** As the model has it. */
  | { readonly state: State; readonly events: readonly string[] }
  | 'succeeded'
  | 'failed';

export type Options = {
  readonly policy?: UnexpectedPolicy;
  readonly rerun?: boolean;
  readonly hold?: number;
  readonly settle?: number;
  readonly stale?: StalePolicy;
  readonly context?: Choreography['context'];
  readonly redact?: readonly string[];
  readonly labels?: Choreography['labels'];
};

/** A state's guard is written behind the event: `a?guard`. */
export function choreography(states: Readonly<Record<string, Short>>, options: Options = {}): Choreography {
  const [first = ''] = Object.keys(states);
  const parsed = statesOf(states);
  const names = new Set(['s', ...Object.values(states).flatMap(namesIn), 'z']);
  return {
    id: 'm',
    title: 'm',
    description: undefined,
    events: [...names].map((name) => declaration(name, options)),
    start: [{ event: 's', branches: [{ target: first }] }],
    top: { on: [], after: [] },
    states: parsed,
    context: options.context ?? {},
    rerun: options.rerun ?? false,
    redact: options.redact ?? [],
    labels: options.labels ?? [],
  };
}

function namesIn(short: Short): readonly string[] {
  if (typeof short === 'string') return [];
  if ('state' in short) return short.events;
  const regions =
    'parallel' in short ? Object.values(short.parallel).flatMap((states) => Object.values(states)) : [];
  return [
    ...Object.keys(short.on ?? {}).map((written) => eventOf(written)),
    ...('all' in short ? short.all : []),
    ...regions.flatMap(namesIn),
  ];
}

function eventOf(written: string): string {
  return written.split('?')[0] ?? '';
}

function statesOf(states: Readonly<Record<string, Short>>): readonly State[] {
  return Object.entries(states).map(([name, short]) => stateOf(name, short));
}

function stateOf(name: string, short: Short): State {
  const named = { name, entry: [] };
  if (typeof short !== 'string' && 'state' in short) return short.state;
  if (short === 'succeeded') return { kind: 'final', ...named, outcome: 'succeeded' };
  if (short === 'failed') return { kind: 'final', ...named, outcome: 'failed', error: { literal: name } };
  const standing = {
    on: Object.entries(short.on ?? {}).map(([event, way]) => handlerOf(event, way)),
    after: short.after === undefined ? [] : [clockOf(short.after)],
  };
  const always = short.always ?? [];
  if ('all' in short) {
    const members = short.all.map((event) => ({ event, branches: [{}] }));
    return { kind: 'all', ...named, ...standing, members, onDone: branchesOf(short.onDone) };
  }
  if (!('parallel' in short)) return { kind: 'wait', ...named, ...standing, always };
  const regions = Object.entries(short.parallel).map(([region, states]) => ({
    name: region,
    initial: Object.keys(states)[0] ?? '',
    states: statesOf(states),
  }));
  return { kind: 'parallel', ...named, ...standing, always, regions, onDone: branchesOf(short.onDone) };
}

function clockOf(after: Way | readonly Branch[]): Clock {
  return { moment: { kind: 'delay', delay: 60_000 }, branches: branchesOf(after) };
}

function branchesOf(ways: Way | readonly Branch[]): readonly Branch[] {
  return isList(ways) ? ways : [branchOf(ways)];
}

function isList(ways: Way | readonly Branch[]): ways is readonly Branch[] {
  return Array.isArray(ways);
}

function handlerOf(written: string, way: Way): Handler {
  const guard = written.split('?')[1];
  return {
    event: eventOf(written),
    branches: [{ ...(guard === undefined ? {} : { guard }), ...branchOf(way) }],
  };
}

function branchOf(way: Way): Branch {
  if (typeof way !== 'string') return way;
  return way === '-' ? {} : { target: way };
}

function declaration(
  name: string,
  { policy = 'fail', hold = 60_000, settle = 0, stale = 'accept' }: Options,
): EventDeclaration {
  return {
    name,
    pattern: { source: ['test'], 'detail-type': [name] },
    correlation: ['detail.id'],
    identity: 'id',
    time: 'time',
    hold,
    settle,
    stale,
    unexpected: policy,
    ignored: false,
  };
}

export function subscriptionOf(of: Choreography): Subscription {
  const { id, title, events, rerun, states, redact, labels } = of;
  const plan = planOf(of);
  const failures = states.flatMap((state) =>
    state.kind === 'final' && state.outcome === 'failed' ? [[state.name, state.name] as const] : [],
  );
  return {
    choreography: id,
    title,
    version: 'v1',
    rerun,
    events,
    start: plan.start,
    ...(Object.keys(plan.memory).length > 0 && { memory: plan.memory }),
    redact,
    labels,
    nextRun: awaitedByNextRun(plan),
    failures: Object.fromEntries(failures),
  };
}
