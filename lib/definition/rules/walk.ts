import type { Draft, DraftBranch, DraftHandler, DraftState, Text } from '../draft.ts';
import { entriesOf, memberOf } from '../read-draft.ts';
import type { Data } from '../data.ts';
import { parseDuration } from '../duration.ts';

/** Every handler of the definition, `start` first. */
export function handlersOf(draft: Draft): readonly DraftHandler[] {
  return [...draft.start, ...draft.states.flatMap(({ on }) => on)];
}

export function branchesOf(draft: Draft): readonly DraftBranch[] {
  return handlersOf(draft).flatMap(({ branches }) => branches);
}

/** Every place that names a state to go to. */
export function targetsIn(draft: Draft): readonly Text[] {
  return [
    ...branchesOf(draft).map(({ target }) => target),
    ...draft.states.flatMap(({ onDone, after }) => [onDone, after?.target]),
  ].filter((target) => target !== undefined);
}

export type NamedExpression = Text & {
  /** The key it stands under: `guard`, `correlation`, `identity` or `time`. */
  readonly role: string;
};

/** Every JSONata expression of the definition. */
export function expressionsOf(draft: Draft): readonly NamedExpression[] {
  const policies = [draft.policies, ...draft.events.map((event) => event.policies)].flatMap(
    ({ correlation, identity, time }) => [
      ...correlation.map((text) => ({ role: 'correlation', ...text })),
      ...(identity === undefined ? [] : [{ role: 'identity', ...identity }]),
      ...(time === undefined ? [] : [{ role: 'time', ...time }]),
    ],
  );
  const guards = branchesOf(draft).flatMap(({ guard }) =>
    guard === undefined ? [] : [{ role: 'guard', ...guard }],
  );
  return [...policies, ...guards];
}

/** The names of all states, those inside kinds of states that are not supported yet included. */
export function stateNamesOf(draft: Draft): ReadonlySet<string> {
  return new Set([
    ...draft.states.map(({ name }) => name.text),
    ...entriesOf(memberOf(draft.data, 'states')).flatMap(([, state]) => innerStates(state)),
  ]);
}

function innerStates(data: Data): readonly string[] {
  return entriesOf(data).flatMap(([key, value]) =>
    key === 'states'
      ? entriesOf(value).flatMap(([name, inner]) => [name, ...innerStates(inner)])
      : innerStates(value),
  );
}

/** The names of the states that one transition leads to, whatever causes it. */
export function waysOutOf(state: DraftState): readonly string[] {
  const byEvent = state.on.flatMap(({ branches }) => branches.map(({ target }) => target));
  return [...byEvent, state.onDone, byDeadline(state)].flatMap((target) =>
    target === undefined ? [] : [target.text],
  );
}

function byDeadline({ after }: DraftState): Text | undefined {
  return after !== undefined && isSwapped(after) ? after.delay : after?.target;
}

/** `after: { Target: 30m }`, the wrong way round. */
export function isSwapped({ delay, delayIsKey, target }: NonNullable<DraftState['after']>): boolean {
  return delayIsKey && parseDuration(delay.text) === undefined && parseDuration(target.text) !== undefined;
}

/** The names of the states that can be reached from these, they included. */
export function reachableFrom(draft: Draft, names: Iterable<string>): ReadonlySet<string> {
  const states = new Map(draft.states.map((state) => [state.name.text, state]));
  const reached = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states.get(name);
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    open.push(...waysOutOf(state));
  }
  return reached;
}

/** The names of the states that an instance can open in. */
export function startsOf(draft: Draft): readonly string[] {
  return draft.start.flatMap(({ branches }) =>
    branches.flatMap(({ target }) => (target === undefined ? [] : [target.text])),
  );
}

export function quoted(name: string): string {
  return JSON.stringify(name);
}
