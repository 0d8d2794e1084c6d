/** An `all`: a Parallel of single waits where its members change nothing but themselves, otherwise one wait. */
import type { AllState } from '../../definition/model.ts';
import { DONE } from '../../definition/route.ts';
import type { EventRoutes, Route } from '../../definition/route.ts';
import type { AllPlace, WaitPlace } from '../plan.ts';
import { handlersOver, type HandlerOver } from './around.ts';
import { eventRoutes, plainRoutes, routeBy, stayingBy, WayNames, type Planning } from './routes.ts';
import { gathers } from './storage.ts';
import type { Node } from './tree.ts';
import { alwaysOver, clocksOver, duesOver, placed, waitPlace } from './wait-places.ts';

export function placeOfAll(planning: Planning, node: Node, all: AllState): AllPlace | WaitPlace {
  return gathers(node, all, planning.choreography, planning.tree)
    ? gatherPlace(planning, node, all)
    : allPlace(planning, node, all);
}

/** Each member's wait awaits what leaves the `all`, and itself. */
function allPlace(planning: Planning, node: Node, all: AllState): AllPlace {
  const names = new WayNames();
  const leaving = eventRoutes(planning, node, handlersBeside(planning, node, all), names);
  const always = alwaysOver(planning, node, names);
  const members = all.members.map(({ event }) => ({
    event,
    wait: { place: node.name, level: node.level, awaits: withMember(leaving, event), ...always },
    anticipates: [],
  }));
  return {
    kind: 'all',
    ...placed(node),
    members,
    clocks: clocksOver(planning, node, names),
    dues: duesOver(planning, node),
    done: plainRoutes(planning, node, all.onDone, new WayNames()),
  };
}

/** An `on` for the member is tried first. */
function withMember(leaving: readonly EventRoutes[], event: string): EventRoutes[] {
  const done: Route = { ways: [{ way: DONE }] };
  const own = leaving.find((handler) => handler.event === event);
  if (own === undefined) return [...leaving, { event, routes: [done] }];
  return leaving.map((handler) => (handler === own ? { event, routes: [...own.routes, done] } : handler));
}

function gatherPlace(planning: Planning, node: Node, all: AllState): WaitPlace {
  const names = new WayNames();
  const members = all.members.map(({ event, branches }) => ({
    event,
    routes: (branches.length === 0 ? [{}] : branches).map((branch): Route => {
      const stay = stayingBy(planning, node, branch, { event: true });
      return routeBy(planning, branch, { ways: [names.named(stay), names.named({ ...stay, way: DONE })] });
    }),
  }));
  return waitPlace(planning, node, {
    handlers: handlersBeside(planning, node, all),
    names,
    more: { gather: { members } },
    done: plainRoutes(planning, node, all.onDone, new WayNames()),
  });
}

/** What stands around the `all` is not tried for its members; its own `on` is. */
function handlersBeside(planning: Planning, node: Node, all: AllState): readonly HandlerOver[] {
  const listed = new Set(all.members.map(({ event }) => event));
  return handlersOver(planning, node).filter(
    (handler) => !listed.has(handler.event) || all.on.includes(handler),
  );
}
