/**
 * What a choreography means: from where an instance stands and what comes, to where it stands then. The rules a
 * reader could argue about are in `rules.md`, by the names used here.
 */
import type { UnexpectedPolicy } from '../definition/model.ts';
import { UNEXPECTED_STATE } from '../definition/names.ts';
import { ERROR } from '../definition/wire.ts';
import { waitsOf, type Waiting } from './awaited.ts';
import {
  activeStates,
  type Configuration,
  type Flow,
  type Happening,
  type Input,
  type Started,
  type Stepped,
} from './configuration.ts';
import type { Deciding } from './deciding.ts';
import { failed } from './ends.ts';
import { standingNowhere } from './flows.ts';
import type { Plan } from './plan.ts';
import { openBy, receiveAt, type Incoming, type Reception } from './respond.ts';
import { passTime } from './time.ts';
import { Walk } from './walk.ts';

type Open = Extract<Configuration, { kind: 'open' }>;
type Event = Extract<Input, { kind: 'event' }>;

/** What an event does where there is no instance. */
export function* start(plan: Plan, event: Incoming, at: number): Deciding<Started> {
  if (!plan.start.some((handler) => handler.event === event.name)) return { kind: 'no start event' };
  const reception = yield* openBy(plan.start, plan.memory, event, at);
  const walk = new Walk(plan, { kind: 'open', flow: standingNowhere(at) }, at);
  switch (reception.kind) {
    case 'take': {
      const { answer, routes } = reception;
      const branches = walk.branches(routes);
      yield* walk.arrive('', answer.to ?? '', answer.memory);
      yield* walk.settle();
      const taken: Happening = { kind: 'taken', from: '', to: answer.to, branches };
      return { kind: 'opened', configuration: walk.configuration, happened: [taken, ...walk.happened] };
    }
    case 'drop':
      return { kind: 'dropped', branches: walk.branches(reception.routes) };
    default:
      return { kind: 'dropped', branches: [] };
  }
}

/** What an event, a task's end, or time alone does to an instance. Clocks that are over by then go first. */
export function* step(plan: Plan, before: Configuration, input: Input): Deciding<Stepped> {
  const { configuration, happened } = yield* passTime(plan, before, input.at);
  switch (input.kind) {
    case 'time':
      return { configuration, happened };
    case 'event': {
      const received = yield* receive(plan, configuration, input);
      return { configuration: received.configuration, happened: [...happened, ...received.happened] };
    }
    case 'result':
    case 'failure': {
      const flow = taskFlow(configuration, input.task);
      if (flow === undefined) return { configuration, happened };
      const walk = new Walk(plan, configuration, input.at);
      if (input.kind === 'result') yield* walk.result(flow, input.result);
      else yield* walk.result(flow, null, { error: input.error, cause: input.cause });
      yield* walk.settle();
      return { configuration: walk.configuration, happened: [...happened, ...walk.happened] };
    }
  }
}

function taskFlow(configuration: Configuration, task: string): Flow | undefined {
  return configuration.kind === 'ended' ? undefined : flowAtPlace(configuration.flow, task);
}

function flowAtPlace(flow: Flow, place: string): Flow | undefined {
  if (flow.regions.length === 0) return flow.place === place ? flow : undefined;
  for (const region of flow.regions) {
    const found = flowAtPlace(region, place);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The innermost that holds, whichever region it is in. */
type Taker = {
  readonly waiting: Waiting;
  readonly reception: Extract<Reception, { kind: 'take' | 'drop' }>;
  readonly depth: number;
};

function* receive(plan: Plan, configuration: Configuration, event: Event): Deciding<Stepped> {
  const one = (happening: Happening): Stepped => ({ configuration, happened: [happening] });
  const declared = plan.choreography.events.find(({ name }) => name === event.name);
  if (declared === undefined || declared.ignored) return one({ kind: 'not subscribed' });
  if (configuration.kind === 'ended') return one({ kind: 'late' });
  const waits = waitsOf(plan, configuration);
  let later = false;
  let repeated: Waiting | undefined;
  let taker: Taker | undefined;
  for (const waiting of waits) {
    const reception = yield* receiveAt(waiting, event, event.at);
    if (reception.kind === 'take' || reception.kind === 'drop') {
      const depth = reception.routes[0]?.around ?? Infinity;
      if (taker === undefined || depth > taker.depth) taker = { waiting, reception, depth };
      if (depth === Infinity) break;
    }
    if (reception.kind === 'repeated') repeated = waiting;
    if (reception.kind === 'none') later ||= reception.later;
  }
  if (taker?.reception.kind === 'take') {
    return yield* taken(plan, configuration, taker.waiting, taker.reception, event);
  }
  if (taker !== undefined) {
    const branches = taker.reception.routes.flatMap((route) => plan.branchOf.get(route) ?? []);
    return one({ kind: 'dropped', state: taker.waiting.place.name, branches });
  }
  const had = repeated?.place.name ?? memberOf(waits, event.name);
  if (had !== undefined) return one({ kind: 'repeated', state: had });
  const state = activeStates(configuration).join(', ');
  const early =
    later || waits.length === 0 || waits.some(({ anticipates }) => anticipates.includes(event.name));
  if (early) return one({ kind: 'early', state });
  const { unexpected } = declared;
  return {
    configuration: reject(plan, configuration, unexpected, event.at),
    happened: [{ kind: 'unexpected', state, policy: unexpected }],
  };
}

function* taken(
  plan: Plan,
  configuration: Configuration,
  waiting: Waiting,
  { answer, routes }: Extract<Reception, { kind: 'take' }>,
  { at, name }: Event,
): Deciding<Stepped> {
  const walk = new Walk(plan, configuration, at);
  const { flow, place, member } = waiting;
  const branches = walk.branches(routes);
  if (place.kind === 'all' && member === name && answer.to === undefined) {
    const to = yield* walk.gather(flow, name);
    yield* walk.settle();
    const gathered: Happening = { kind: 'gathered', state: place.name, to, branches };
    return { configuration: walk.configuration, happened: [gathered, ...walk.happened] };
  }
  const to = yield* walk.answer(flow.path, answer, place.name);
  yield* walk.settle();
  const gathers =
    waiting.wait.gather?.members.some(({ event }) => event === name) === true && answer.to === undefined;
  const happening: Happening = gathers
    ? { kind: 'gathered', state: place.name, to, branches }
    : { kind: 'taken', from: place.name, to, branches };
  return { configuration: walk.configuration, happened: [happening, ...walk.happened] };
}

/** The `all` that one of its members has come to already. */
function memberOf(waits: readonly Waiting[], event: string): string | undefined {
  const all = waits.find(({ place, flow }) => {
    if (place.kind !== 'all') return false;
    return place.members.some((member) => member.event === event) && !flow.pending.includes(event);
  });
  return all?.place.name;
}

/** What an unexpected event makes of an open instance. */
export function reject(plan: Plan, configuration: Open, policy: UnexpectedPolicy, at: number): Configuration {
  switch (policy) {
    case 'report':
    case 'ignore':
      return configuration;
    case 'fail':
      return failed(at, UNEXPECTED_STATE, ERROR.unexpected);
    case 'halt':
      // The projection fails the last of the waits.
      return failed(
        at,
        waitsOf(plan, configuration).at(-1)?.place.name ?? configuration.flow.place,
        ERROR.halted,
      );
  }
}
