/** Small choreographies for the explorer and the tests, in a short notation. */
import type {
  Choreography,
  EventDeclaration,
  State,
  UnexpectedPolicy,
} from '../../../lib/definition/model.ts';
import type { Subscription } from '../../../lib/definition/wire.ts';
import { awaitedByNextRun, awaitedIn } from '../../../lib/semantics/awaited.ts';

type Short =
  | { readonly on: Readonly<Record<string, string>>; readonly after?: string }
  | {
      readonly all: readonly string[];
      readonly onDone: string;
      readonly on?: Readonly<Record<string, string>>;
      readonly after?: string;
    }
  | 'succeeded'
  | 'failed';

export type Options = {
  readonly policy?: UnexpectedPolicy;
  readonly rerun?: boolean;
  readonly hold?: number;
};

/** A state's guard is written behind the event: `a?guard`. A target `-` drops the event. */
export function choreography(states: Readonly<Record<string, Short>>, options: Options = {}): Choreography {
  const [first = ''] = Object.keys(states);
  const parsed = Object.entries(states).map(([name, short]) => stateOf(name, short));
  const names = new Set(['s', ...parsed.flatMap(awaitedIn), 'z']);
  return {
    id: 'm',
    title: 'm',
    description: undefined,
    events: [...names].map((name) => declaration(name, options)),
    start: [{ event: 's', branches: [{ target: first }] }],
    states: parsed,
    rerun: options.rerun ?? false,
  };
}

function stateOf(name: string, short: Short): State {
  if (short === 'succeeded') return { kind: 'final', name, outcome: 'succeeded' };
  if (short === 'failed') return { kind: 'final', name, outcome: 'failed', error: name };
  const clocks = short.after === undefined ? {} : { after: { delay: 60_000, target: short.after } };
  const on = Object.entries(short.on ?? {}).map(([event, target]) => handlerOf(event, target));
  return 'all' in short
    ? { kind: 'all', name, members: short.all, onDone: short.onDone, on, ...clocks }
    : { kind: 'wait', name, on, ...clocks };
}

function handlerOf(written: string, target: string) {
  const [event = '', guard] = written.split('?');
  const branch = {
    ...(guard === undefined ? {} : { guard }),
    ...(target === '-' ? {} : { target }),
  };
  return { event, branches: [branch] };
}

function declaration(name: string, { policy = 'fail', hold = 60_000 }: Options): EventDeclaration {
  return {
    name,
    pattern: { source: ['test'], 'detail-type': [name] },
    correlation: ['detail.id'],
    identity: 'id',
    time: 'time',
    hold,
    unexpected: policy,
    ignored: false,
  };
}

export function subscriptionOf(of: Choreography): Subscription {
  const { id, title, events, start, rerun, states } = of;
  const failures = states.flatMap((state) =>
    state.kind === 'final' && state.outcome === 'failed' ? [[state.error ?? state.name, state.name]] : [],
  );
  return {
    choreography: id,
    title,
    version: 'v1',
    rerun,
    events: events.map(({ name, pattern, correlation, identity, time, hold, unexpected }) => ({
      name,
      pattern,
      correlation,
      identity,
      time,
      hold,
      unexpected,
    })),
    start,
    nextRun: awaitedByNextRun(of),
    failures: Object.fromEntries(failures) as Record<string, string>,
  };
}
