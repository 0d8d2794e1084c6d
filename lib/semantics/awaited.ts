import type { AllState, Branch, Choreography, Handler, State } from '../definition/model.ts';
import { MEMBER_DONE } from '../definition/wire.ts';
import { stateNamed } from './states.ts';

/**
 * What one member's wait of an `all` awaits: every event that leaves the `all`, and the member itself. An `on` for
 * the member is tried first.
 */
export function memberHandlers(all: AllState, member: string): Handler[] {
  const done: Branch = { target: MEMBER_DONE };
  const leaving = all.on.map((handler) =>
    handler.event === member ? { event: member, branches: [...handler.branches, done] } : handler,
  );
  const listed = all.on.some((handler) => handler.event === member);
  return listed ? leaving : [...leaving, { event: member, branches: [done] }];
}

/** The names of the events that a state awaits when it is entered. */
export function awaitedIn(state: State): string[] {
  if (state.kind === 'final') return [];
  const names = state.on.map((handler) => handler.event);
  return state.kind === 'all' ? [...new Set([...names, ...state.members])] : names;
}

/** The states that one transition leads to, whatever causes it. */
export function targetsOf(state: State): string[] {
  if (state.kind === 'final') return [];
  const targets = targetsOfHandlers(state.on);
  if (state.after !== undefined) targets.push(state.after.target);
  if (state.kind === 'all') targets.push(state.onDone);
  return [...new Set(targets)];
}

export function targetsOfHandlers(handlers: readonly Handler[]): string[] {
  const branches = handlers.flatMap((handler) => handler.branches);
  return [...new Set(branches.flatMap(({ target }) => (target === undefined ? [] : [target])))];
}

/**
 * The events awaited in some state that can still follow, in the order of the vocabulary; a state that can be entered
 * again counts as following itself. With `rerun`, what the next run can await follows too.
 */
export function anticipatedIn(choreography: Choreography, state: State): string[] {
  const names = new Set(following(choreography, targetsOf(state)).flatMap(awaitedIn));
  for (const name of awaitedByNextRun(choreography)) names.add(name);
  return inOrder(choreography, names);
}

/** What a member's wait of an `all` anticipates: the other members, and what its `all` does. */
export function anticipatedByMember(choreography: Choreography, all: AllState, member: string): string[] {
  const siblings = all.members.filter((other) => other !== member);
  return inOrder(choreography, new Set([...siblings, ...anticipatedIn(choreography, all)]));
}

/** With `rerun`: the start events, and what can be awaited after them. Otherwise nothing. */
export function awaitedByNextRun(choreography: Choreography): string[] {
  if (!choreography.rerun) return [];
  const entered = following(choreography, targetsOfHandlers(choreography.start));
  const starting = choreography.start.map((handler) => handler.event);
  return inOrder(choreography, new Set([...starting, ...entered.flatMap(awaitedIn)]));
}

/** The named states and all that can be reached from them. */
function following(choreography: Choreography, names: readonly string[]): State[] {
  const reached = new Map<string, State>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    const state = stateNamed(choreography, name);
    reached.set(name, state);
    open.push(...targetsOf(state));
  }
  return [...reached.values()];
}

function inOrder(choreography: Choreography, names: ReadonlySet<string>): string[] {
  return choreography.events.map(({ name }) => name).filter((name) => names.has(name));
}
