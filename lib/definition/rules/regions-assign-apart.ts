import type { DraftRegion, Text } from '../draft.ts';
import type { Finding } from '../problems.ts';
import { statesIn, waysIn, type Way } from '../tree.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Each region works on a context of its own; when all are done, a name must have one value. */
export const regionsAssignApart: Rule = (draft) => {
  const ways = waysIn(draft);
  return statesIn(draft).flatMap(({ state }) => {
    const first = new Map<string, DraftRegion>();
    return state.regions.flatMap((region) =>
      assignedIn(region, ways).flatMap((name): readonly Finding[] => {
        const other = first.get(name.text) ?? region;
        first.set(name.text, other);
        if (other === region) return [];
        const message = `The regions ${quoted(other.name.text)} and ${quoted(region.name.text)} of ${quoted(state.name.text)} both assign ${quoted(name.text)}, and only one value could be kept. Use two names, and put them together in \`onDone\`.`;
        return [{ code: 'assigned-twice', message, path: name.path, at: 'key' }];
      }),
    );
  });
};

/** Each name once, where it is assigned first. */
function assignedIn(region: DraftRegion, ways: readonly Way[]): readonly Text[] {
  const names = ways
    .filter(({ owner }) => owner?.within.some((enclosing) => enclosing.region === region) === true)
    .flatMap(({ branches }) => branches.flatMap(({ assign }) => assign.map(({ name }) => name)));
  return names.filter(({ text }, index) => names.findIndex((name) => name.text === text) === index);
}
