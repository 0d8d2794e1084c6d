/** What stands over a wait, whatever it waits for: the place of one callback Task. */
import type { PlacedClock, PlacedDue, Route, Wait } from '../../definition/route.ts';
import type { WaitPlace } from '../plan.ts';
import type { HandlerOver } from './around.ts';
import { clockId, dueId, entryId, isOuter } from './clocks.ts';
import { eventRoutes, plainRoutes, WayNames, type Planning } from './routes.ts';
import { standingOf, upwards, type Node } from './tree.ts';

export function placed({ name, scope, level }: Node) {
  return { name, scope, level };
}

type Making = {
  readonly handlers: readonly HandlerOver[];
  readonly names?: WayNames;
  readonly more?: Pick<Wait, 'gather' | 'each'>;
  readonly done?: readonly Route[];
  readonly clocks?: readonly PlacedClock[];
};

export function waitPlace(planning: Planning, node: Node, making: Making): WaitPlace {
  const { names = new WayNames(), handlers, more = {}, done = [], clocks = [] } = making;
  const wait: Wait = {
    place: node.name,
    level: node.level,
    awaits: eventRoutes(planning, node, handlers, names),
    ...alwaysOver(planning, node, names),
    ...more,
  };
  return {
    kind: 'wait',
    ...placed(node),
    wait,
    clocks: [...clocks, ...clocksOver(planning, node, names)],
    dues: duesOver(planning, node),
    ...(planning.storage.stays(node) ? { entered: entryId(node) } : {}),
    anticipates: [],
    done,
  };
}

export function alwaysOver(planning: Planning, node: Node, names: WayNames): Pick<Wait, 'always'> {
  const branches = upwards(node).flatMap(({ state }) =>
    state !== undefined && 'always' in state ? state.always : [],
  );
  return branches.length === 0 ? {} : { always: plainRoutes(planning, node, branches, names) };
}

export function clocksOver(planning: Planning, node: Node, names: WayNames): PlacedClock[] {
  const { choreography, storage } = planning;
  return upwards(node).flatMap((at) =>
    standingOf(at, choreography).after.map(({ moment, branches }, index): PlacedClock => {
      const routes = plainRoutes(planning, node, branches, names);
      const stored = isOuter(at) || storage.stores(at);
      return stored || moment.kind !== 'delay'
        ? { id: clockId(at, index), routes }
        : { delay: moment.delay, routes };
    }),
  );
}

export function duesOver({ choreography, storage }: Planning, node: Node): PlacedDue[] {
  return upwards(node).flatMap((at): PlacedDue[] => {
    const { due } = standingOf(at, choreography);
    if (due === undefined) return [];
    const state = at.parent === undefined ? choreography.title : at.name;
    const stays = isOuter(at) || storage.stays(at);
    if (due.kind === 'delay' && !stays) return [{ state, delay: due.delay }];
    return [{ state, id: dueId(at), ...(stays ? { entered: entryId(at) } : {}) }];
  });
}
