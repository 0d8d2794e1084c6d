import type { DraftRegion, DraftState, Text } from '../draft.ts';
import { guardsExclude } from '../overlap/guards.ts';
import type { Finding } from '../problems.ts';
import { statesIn } from '../tree.ts';
import type { Rule } from './rule.ts';
import { awaitedBy, innerStates, quoted } from './walk.ts';

/** One event is consumed by one wait: two regions that await the same one must be told apart by their guards. */
export const regionsAwaitApart: Rule = (draft) =>
  statesIn(draft).flatMap(({ state }) =>
    state.regions.flatMap((region, index) =>
      awaitedIn(region).flatMap((event): readonly Finding[] => {
        const other = state.regions
          .slice(0, index)
          .find((before) =>
            awaitedIn(before).some((twin) => twin.text === event.text && !apart(twin, event)),
          );
        if (other === undefined) return [];
        const message = `The regions ${quoted(other.name.text)} and ${quoted(region.name.text)} of ${quoted(state.name.text)} both await ${quoted(event.text)}, and one event is consumed by one wait. Use two events, or guards that exclude each other, such as \`detail.kind = "a"\` in one and \`detail.kind = "b"\` in the other.`;
        return [{ code: 'awaited-twice', message, path: event.path, at: event.at }];
      }),
    ),
  );

type Awaited = Text & { readonly at: 'key' | 'value'; readonly guards: readonly (string | undefined)[] };

/** Each event once, with all the guards that await it. */
function awaitedIn(region: DraftRegion): readonly Awaited[] {
  const found = new Map<string, Awaited>();
  for (const state of region.states.flatMap(withInner)) {
    for (const event of awaitedBy(state)) {
      const known = found.get(event.text);
      const guards = [...(known?.guards ?? []), ...guardsOf(state, event.text)];
      found.set(event.text, { ...(known ?? event), guards });
    }
  }
  return [...found.values()];
}

function withInner(state: DraftState): readonly DraftState[] {
  return [state, ...innerStates(state).flatMap(withInner)];
}

function guardsOf({ on, members, forEach }: DraftState, event: string): readonly (string | undefined)[] {
  const branches = [...on, ...members].filter((handler) => handler.event.text === event);
  const opens = forEach?.opens.some(({ text }) => text === event) === true ? [undefined] : [];
  return [...branches.flatMap((handler) => handler.branches.map(({ guard }) => guard?.text)), ...opens];
}

function apart(a: Awaited, b: Awaited): boolean {
  return a.guards.every((one) =>
    b.guards.every((two) => one !== undefined && two !== undefined && guardsExclude(one, two)),
  );
}
