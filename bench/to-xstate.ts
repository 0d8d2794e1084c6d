/** The same machine for xstate; the guards' results come with the event, as they are given to `semantics`. */
import { createMachine, type AnyStateMachine } from 'xstate';
import type { Branch, Choreography, Handler, Standing, State } from '../lib/definition/model.ts';
import type { Told } from './machines.ts';

export type XEvent = { readonly type: string; readonly holds: ReadonlySet<string> };

type XTransition = {
  readonly target?: string;
  readonly guard?: (seen: { readonly event: XEvent }) => boolean;
  readonly reenter?: boolean;
};
type XState = {
  readonly id?: string;
  readonly type?: 'final' | 'parallel';
  readonly initial?: string;
  readonly states?: Readonly<Record<string, XState>>;
  readonly on?: Readonly<Record<string, readonly XTransition[]>>;
  readonly after?: Readonly<Record<number, readonly XTransition[]>>;
  readonly onDone?: readonly XTransition[];
};

export function eventFor({ name, holds }: Told): XEvent {
  return { type: name, holds };
}

export function toXstate(choreography: Choreography): AnyStateMachine {
  const [opening] = choreography.start.flatMap(({ branches }) => branches);
  if (typeof opening?.target !== 'string') throw new Error('It has no state to begin with');
  const config = {
    id: choreography.id,
    initial: 'all',
    states: {
      all: {
        initial: 'start',
        ...standing(choreography.top),
        states: { start: { always: '#'.concat(opening.target) }, ...statesOf(choreography.states) },
      },
    },
  };
  // The types of a machine that is built at run time are not known.
  return Reflect.apply(createMachine, undefined, [config]) as AnyStateMachine;
}

function statesOf(states: readonly State[]): Readonly<Record<string, XState>> {
  return Object.fromEntries(states.map((state) => [state.name, { id: state.name, ...stateOf(state) }]));
}

function stateOf(state: State): XState {
  switch (state.kind) {
    case 'final':
      return { type: 'final' };
    case 'wait':
      return standing(state);
    case 'all':
      return {
        ...standing(state),
        type: 'parallel',
        onDone: branches(state.onDone),
        states: Object.fromEntries(state.members.map(({ event }) => [event, member(event)])),
      };
    case 'compound':
      return {
        ...standing(state),
        initial: state.initial,
        states: statesOf(state.states),
        ...(state.onDone.length === 0 ? {} : { onDone: branches(state.onDone) }),
      };
    case 'parallel':
      return {
        ...standing(state),
        type: 'parallel',
        onDone: branches(state.onDone),
        states: Object.fromEntries(
          state.regions.map(({ name, initial, states }) => [name, { initial, states: statesOf(states) }]),
        ),
      };
    default:
      throw new Error(`"${state.name}" has no counterpart in xstate`);
  }
}

function member(event: string): XState {
  return {
    initial: 'missing',
    states: { missing: { on: { [event]: [{ target: 'come' }] } }, come: { type: 'final' } },
  };
}

function standing({ on, after }: Standing): XState {
  return {
    ...(on.length === 0 ? {} : { on: Object.fromEntries(on.map(handler)) }),
    ...(after.length === 0
      ? {}
      : {
          after: Object.fromEntries(
            after.map(({ moment, branches: list }) => ['delay' in moment ? moment.delay : 0, branches(list)]),
          ),
        }),
  };
}

function handler({ event, branches: list }: Handler): [string, XTransition[]] {
  return [event, branches(list)];
}

function branches(list: readonly Branch[]): XTransition[] {
  return list.map(({ guard, target }) => ({
    ...(typeof target === 'string' ? { target: `#${target}`, reenter: true } : {}),
    ...(guard === undefined ? {} : { guard: ({ event }) => event.holds.has(guard) }),
  }));
}
