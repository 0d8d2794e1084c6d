/** A `forEach`: one wait for all of its items. */
import type { ForEachState, Handler, State } from '../../definition/model.ts';
import type { Each, EachState, Route } from '../../definition/route.ts';
import { itemsClock, readItems } from '../items.ts';
import type { WaitPlace } from '../plan.ts';
import { handlersOver } from './around.ts';
import { isDrop, plainRoutes, routeBy, stayingBy, WayNames, type Planning } from './routes.ts';
import type { Node } from './tree.ts';
import { waitPlace } from './wait-places.ts';

export function forEachPlace(planning: Planning, node: Node, state: ForEachState): WaitPlace {
  const names = new WayNames();
  const done = plainRoutes(planning, node, state.onDone, new WayNames());
  const each: Each = {
    items: state.items,
    key: state.key,
    match: state.match,
    opens: state.opens,
    initial: state.initial,
    states: state.states.map((inner) => eachState(planning, node, inner, names)),
    closes: state.onDone.length > 0,
    ...(readItems(done) ? { tells: true } : {}),
  };
  const hasClocks = each.states.some(({ after }) => after.length > 0);
  return waitPlace(planning, node, {
    handlers: handlersOver(planning, node),
    names,
    more: { each },
    done,
    clocks: hasClocks ? [{ id: itemsClock(node.name), routes: [], items: true }] : [],
  });
}

/** Whatever an item does, the forEach's own clocks go on as they do when it stays. */
function eachState(planning: Planning, node: Node, inner: State, names: WayNames): EachState {
  if (inner.kind !== 'wait') return { name: inner.name, final: true, awaits: [], after: [] };
  const routes = (branches: Handler['branches'], event: boolean): Route[] =>
    branches.map((branch): Route => {
      if (isDrop(branch)) return routeBy(planning, branch, { ways: [] });
      const to = typeof branch.target === 'string' ? { to: branch.target } : {};
      const stay = stayingBy(planning, node, branch, { event });
      return routeBy(planning, branch, { ways: [names.named({ ...stay, ...to })] });
    });
  return {
    name: inner.name,
    final: false,
    awaits: inner.on.map(({ event, branches }) => ({ event, routes: routes(branches, true) })),
    after: inner.after.map(({ moment, branches }) => ({ moment, routes: routes(branches, false) })),
    ...(inner.due === undefined ? {} : { due: inner.due }),
  };
}
