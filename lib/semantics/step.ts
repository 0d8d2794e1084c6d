/**
 * What a choreography means: from where an instance stands and what comes, to where it stands then. The rules a
 * reader could argue about are in `rules.md`, by the names used here.
 */
import type { AllState, Choreography, State, UnexpectedPolicy, WaitState } from '../definition/model.ts';
import { UNEXPECTED_STATE } from '../definition/names.ts';
import { ERROR } from '../definition/wire.ts';
import { anticipatedIn } from './awaited.ts';
import type { Configuration, Happening, Input, Started, Stepped } from './configuration.ts';
import { select } from './select.ts';
import { deadlineOf, errorOf, stateNamed } from './states.ts';

type Open = Extract<Configuration, { kind: 'open' }>;
type Event = Extract<Input, { kind: 'event' }>;

/** What an event does where there is no instance. */
export function start(
  choreography: Choreography,
  eventName: string,
  holds: (guard: string) => boolean,
  at: number,
): Started {
  const handler = choreography.start.find(({ event }) => event === eventName);
  if (handler === undefined) return { kind: 'no start event' };
  const selection = select(handler.branches, holds);
  if (selection.kind !== 'to') return { kind: 'dropped' };
  return { kind: 'opened', configuration: enter(choreography, selection.target, at) };
}

/** What an event, or time alone, does to an instance. Clocks that are over by then go first. */
export function step(choreography: Choreography, before: Configuration, input: Input): Stepped {
  const { configuration, happened } = passTime(choreography, before, input.at);
  if (input.kind === 'time') return { configuration, happened };
  const [after, happening] = receive(choreography, configuration, input);
  return { configuration: after, happened: [...happened, happening] };
}

function enter(choreography: Choreography, name: string, at: number): Configuration {
  const state = stateNamed(choreography, name);
  if (state.kind !== 'final') {
    const pending = state.kind === 'all' ? state.members : [];
    return { kind: 'open', state: name, enteredAt: at, pending, overdue: false };
  }
  const error = errorOf(state);
  return {
    kind: 'ended',
    state: name,
    endedAt: at,
    outcome: state.outcome,
    ...(error === undefined ? {} : { error }),
    ...(state.cause === undefined ? {} : { cause: state.cause }),
  };
}

/** Lets the clocks run to `until`, through as many deadlines as are over by then. */
function passTime(choreography: Choreography, before: Configuration, until: number): Stepped {
  const happened: Happening[] = [];
  let configuration = before;
  while (configuration.kind === 'open') {
    const state = stateNamed(choreography, configuration.state);
    const deadline = configuration.enteredAt + (deadlineOf(state) ?? Infinity);
    const due = state.kind === 'final' ? Infinity : configuration.enteredAt + (state.due ?? Infinity);
    if (!configuration.overdue && due < deadline && due <= until) {
      happened.push({ kind: 'overdue', at: due, state: state.name });
      configuration = { ...configuration, overdue: true };
    }
    if (deadline > until || state.kind === 'final' || state.after === undefined) break;
    happened.push({ kind: 'deadline passed', at: deadline, from: state.name, to: state.after.target });
    configuration = enter(choreography, state.after.target, deadline);
  }
  return { configuration, happened };
}

function receive(
  choreography: Choreography,
  configuration: Configuration,
  event: Event,
): [Configuration, Happening] {
  const declared = choreography.events.find(({ name }) => name === event.name);
  if (declared === undefined || declared.ignored) return [configuration, { kind: 'not subscribed' }];
  if (configuration.kind === 'ended') return [configuration, { kind: 'late' }];
  const state = stateNamed(choreography, configuration.state);
  if (state.kind === 'final') return [configuration, { kind: 'late' }];
  return (
    leave(choreography, configuration, state, event) ??
    (state.kind === 'all' ? gather(choreography, configuration, state, event) : undefined) ??
    notAwaited(choreography, configuration, state, event, declared.unexpected)
  );
}

/** The state's `on`. */
function leave(
  choreography: Choreography,
  configuration: Open,
  state: WaitState | AllState,
  event: Event,
): [Configuration, Happening] | undefined {
  const handler = state.on.find((candidate) => candidate.event === event.name);
  if (handler === undefined) return undefined;
  const selection = select(handler.branches, event.holds);
  switch (selection.kind) {
    case 'none':
      return undefined;
    case 'drop':
      return [configuration, { kind: 'dropped', state: state.name }];
    case 'to': {
      const { target } = selection;
      return [enter(choreography, target, event.at), { kind: 'taken', from: state.name, to: target }];
    }
  }
}

/** A member of an `all`, after its `on` was tried. */
function gather(
  choreography: Choreography,
  configuration: Open,
  state: AllState,
  event: Event,
): [Configuration, Happening] | undefined {
  if (!state.members.includes(event.name)) return undefined;
  if (!configuration.pending.includes(event.name)) {
    return [configuration, { kind: 'repeated', state: state.name }];
  }
  const pending = configuration.pending.filter((name) => name !== event.name);
  if (pending.length > 0) {
    return [
      { ...configuration, pending },
      { kind: 'gathered', state: state.name, to: undefined },
    ];
  }
  return [
    enter(choreography, state.onDone, event.at),
    { kind: 'gathered', state: state.name, to: state.onDone },
  ];
}

function notAwaited(
  choreography: Choreography,
  configuration: Open,
  state: State,
  event: Event,
  policy: UnexpectedPolicy,
): [Configuration, Happening] {
  if (anticipatedIn(choreography, state).includes(event.name)) {
    return [configuration, { kind: 'early', state: state.name }];
  }
  return [reject(configuration, policy, event.at), { kind: 'unexpected', state: state.name, policy }];
}

/** What an unexpected event makes of an open instance. */
export function reject(configuration: Open, policy: UnexpectedPolicy, at: number): Configuration {
  switch (policy) {
    case 'report':
    case 'ignore':
      return configuration;
    case 'fail':
      return failed(UNEXPECTED_STATE, at, ERROR.unexpected);
    case 'halt':
      return failed(configuration.state, at, ERROR.halted);
  }
}

function failed(state: string, endedAt: number, error: string): Configuration {
  return { kind: 'ended', state, endedAt, outcome: 'failed', error };
}
