/** What stands over a place, and what of it stands around regions of which one awaits the same event itself. */
import type { Handler, State } from '../../definition/model.ts';
import type { Planning } from './routes.ts';
import { standingOf, upwards, type Node } from './tree.ts';

/** `around`: it goes after what a region beside the place awaits itself; the level of the state it stands on. */
export type HandlerOver = Handler & { readonly around?: number };

/** Inner before outer. */
export function handlersOver({ choreography }: Planning, place: Node): HandlerOver[] {
  const chain = upwards(place);
  return chain.flatMap((owner, index) =>
    standingOf(owner, choreography).on.map((handler): HandlerOver => {
      if (owner.level === place.level) return handler;
      const regions = chain.slice(0, index).filter(({ region }) => region !== undefined);
      const beside = regions.flatMap((own) => (own.parent?.children ?? []).filter((other) => other !== own));
      const shared = beside.some(({ region }) =>
        region?.states.some((state) => isAwaitedIn(state, handler.event)),
      );
      return shared ? { ...handler, around: owner.level } : handler;
    }),
  );
}

function isAwaitedIn(state: State, name: string): boolean {
  if (state.kind === 'final' || state.kind === 'task') return false;
  if (state.on.some(({ event }) => event === name)) return true;
  switch (state.kind) {
    case 'wait':
      return false;
    case 'all':
      return state.members.some(({ event }) => event === name);
    case 'forEach':
      return state.opens.includes(name) || state.states.some((inner) => isAwaitedIn(inner, name));
    case 'compound':
      return state.states.some((inner) => isAwaitedIn(inner, name));
    case 'parallel':
      return state.regions.some(({ states }) => states.some((inner) => isAwaitedIn(inner, name)));
  }
}
