import type { DraftState } from '../draft.ts';
import { statesIn } from '../tree.ts';
import { inheritedTargets, ownTargets } from './flow.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** What stands on an enclosing state, or at the top, is a way out too. A compound is left by what is inside it. */
export const waitsHaveAWayOut: Rule = (draft) =>
  statesIn(draft)
    .filter(({ state }) => state.kind !== 'final' && state.kind !== 'compound')
    .filter((placed) => [...ownTargets(placed), ...inheritedTargets(draft, placed)].length === 0)
    .map(({ state }) => ({
      code: 'no-way-out',
      message: `An instance never leaves ${quoted(state.name.text)}: ${whyOf(state)}`,
      path: state.name.path,
      at: 'key',
    }));

function whyOf({ kind, on }: DraftState): string {
  if (kind === 'parallel' || kind === 'forEach')
    return 'nothing says what follows. Give it an `onDone`, an event with a target under `on`, or a deadline under `after`.';
  const why = on.length === 0 ? 'it awaits nothing and has no deadline' : 'whatever it awaits is dropped';
  return `${why}. Give it an event with a target under \`on\`, a deadline under \`after\`, or make it \`final\`.`;
}
