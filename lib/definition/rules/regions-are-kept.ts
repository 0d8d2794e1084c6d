import type { Finding } from '../problems.ts';
import { statesIn, type Enclosing, type Placed } from '../tree.ts';
import type { Rule } from './rule.ts';
import { quoted, statesByName, targetsIn } from './walk.ts';

/** A region, or a forEach, is entered and left through its state as a whole: never by a transition across its border. */
export const regionsAreKept: Rule = (draft) => {
  const states = statesByName(draft);
  const twice = new Set(
    statesIn(draft).flatMap(({ state }) =>
      states.get(state.name.text)?.state === state ? [] : [state.name.text],
    ),
  );
  return targetsIn(draft).flatMap(({ way, target }): readonly Finding[] => {
    const placed = states.get(target.text);
    // Which of two states with one name is meant, nobody knows.
    if (placed === undefined || twice.has(target.text)) return [];
    const from = way.owner === undefined ? undefined : borderOf(way.owner);
    const to = borderOf(placed);
    if (same(from, to)) return [];
    const message =
      from !== undefined && !isInside(placed, from)
        ? leaving(target.text, from)
        : entering(target.text, to ?? from);
    return message === undefined ? [] : [{ code: 'region-crossed', message, path: target.path }];
  });
};

/** The region, or the forEach, that a state lies in. */
function borderOf({ within }: Placed): Enclosing | undefined {
  return within.findLast(({ state, region }) => region !== undefined || state.kind === 'forEach');
}

function same(a: Enclosing | undefined, b: Enclosing | undefined): boolean {
  return a?.state === b?.state && a?.region === b?.region;
}

function isInside({ within }: Placed, border: Enclosing): boolean {
  return within.some((enclosing) => same(enclosing, border));
}

function leaving(target: string, { state, region }: Enclosing): string {
  const name = quoted(state.name.text);
  return region === undefined
    ? `${quoted(target)} lies outside the forEach ${name}, and an item of it never leaves it. Let the item end in a final state inside, or put the transition on ${name} itself.`
    : `${quoted(target)} lies outside the region ${quoted(region.name.text)} of ${name}, and a region is not left alone. Let the region end in a final state inside, or put the transition on ${name} itself, which leaves all its regions.`;
}

function entering(target: string, border: Enclosing | undefined): string | undefined {
  if (border === undefined) return undefined;
  const { state, region } = border;
  const name = quoted(state.name.text);
  return region === undefined
    ? `${quoted(target)} is where an item of the forEach ${name} stands; nothing else goes there. Make ${name} the target.`
    : `${quoted(target)} lies in the region ${quoted(region.name.text)} of ${name}, which is entered with all its regions only. Make ${name} the target.`;
}
