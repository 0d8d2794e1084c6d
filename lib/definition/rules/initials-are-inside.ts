import type { DraftState, Text } from '../draft.ts';
import type { Finding } from '../problems.ts';
import { didYouMean, either } from '../suggest.ts';
import { statesIn } from '../tree.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** What is entered first is one of the states right inside. */
export const initialsAreInside: Rule = (draft) =>
  statesIn(draft).flatMap(({ state }) => [
    ...check(quoted(state.name.text), state.initial, state.states),
    ...state.regions.flatMap(({ name, initial, states }) =>
      check(`the region ${quoted(name.text)}`, initial, states),
    ),
  ]);

function check(owner: string, initial: Text | undefined, states: readonly DraftState[]): readonly Finding[] {
  const names = states.map(({ name }) => name.text);
  if (initial === undefined || names.length === 0 || names.includes(initial.text)) return [];
  const meant = didYouMean(initial.text, names);
  const message = `${quoted(initial.text)} is no state right inside ${owner}.${meant} \`initial\` can be ${either(names.map(quoted))}.`;
  return [{ code: 'unknown-initial', message, path: initial.path }];
}
