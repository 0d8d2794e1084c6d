/** The places of a choreography, one by one. */
import type { AllState, ForEachState, Handler, State } from '../../definition/model.ts';
import { DONE } from '../../definition/route.ts';
import type {
  Each,
  EachState,
  EventRoutes,
  PlacedClock,
  PlacedDue,
  Route,
  Wait,
} from '../../definition/route.ts';
import { itemsClock, readItems } from '../items.ts';
import type { AllPlace, DonePlace, EndPlace, ParallelPlace, Place, TaskPlace, WaitPlace } from '../plan.ts';
import { handlersOver, type HandlerOver } from './around.ts';
import { clockId, dueId, entryId, isOuter } from './clocks.ts';
import { enteringRegion, eventRoutes, plainRoutes, staying, WayNames, type Planning } from './routes.ts';
import { gathers } from './storage.ts';
import { standingOf, upwards, type Node } from './tree.ts';

export function placeOf(planning: Planning, node: Node, state: State): Place | undefined {
  switch (state.kind) {
    case 'compound':
      return undefined;
    case 'wait':
      return waitPlace(planning, node, { handlers: handlersOver(planning, node) });
    case 'all':
      return gathers(node, state, planning.choreography, planning.tree)
        ? gatherPlace(planning, node, state)
        : allPlace(planning, node, state);
    case 'forEach':
      return forEachPlace(planning, node, state);
    case 'parallel':
      return parallelPlace(planning, node, state.onDone);
    case 'task':
      return taskPlace(planning, node, state);
    case 'final':
      return finalPlace(planning, node, state);
  }
}

function placed({ name, scope, level }: Node) {
  return { name, scope, level };
}

type Making = {
  readonly handlers: readonly HandlerOver[];
  readonly names?: WayNames;
  readonly more?: Pick<Wait, 'gather' | 'each'>;
  readonly done?: readonly Route[];
  readonly clocks?: readonly PlacedClock[];
};

function waitPlace(planning: Planning, node: Node, making: Making): WaitPlace {
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

function alwaysOver(planning: Planning, node: Node, names: WayNames): Pick<Wait, 'always'> {
  const branches = upwards(node).flatMap(({ state }) =>
    state !== undefined && 'always' in state ? state.always : [],
  );
  return branches.length === 0 ? {} : { always: plainRoutes(planning, node, branches, names) };
}

function clocksOver(planning: Planning, node: Node, names: WayNames): PlacedClock[] {
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

function duesOver({ choreography, storage }: Planning, node: Node): PlacedDue[] {
  return upwards(node).flatMap((at): PlacedDue[] => {
    const { due } = standingOf(at, choreography);
    if (due === undefined) return [];
    const state = at.parent === undefined ? choreography.title : at.name;
    const stays = isOuter(at) || storage.stays(at);
    if (due.kind === 'delay' && !stays) return [{ state, delay: due.delay }];
    return [{ state, id: dueId(at), ...(stays ? { entered: entryId(at) } : {}) }];
  });
}

/** Each member's wait awaits what leaves the `all`, and itself. */
function allPlace(planning: Planning, node: Node, all: AllState): AllPlace {
  const names = new WayNames();
  const listed = new Set(all.members.map(({ event }) => event));
  const outer = handlersOver(planning, node).filter(
    (handler) => !listed.has(handler.event) || all.on.includes(handler),
  );
  const leaving = eventRoutes(planning, node, outer, names);
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
  const listed = new Set(all.members.map(({ event }) => event));
  const handlers = handlersOver(planning, node).filter(
    (handler) => !listed.has(handler.event) || all.on.includes(handler),
  );
  const members = all.members.map(({ event, branches }) => ({
    event,
    routes: (branches.length === 0 ? [{}] : branches).map((branch): Route => {
      const { guard, assign = [], actions = [] } = branch;
      const planned = actions.map((action) => ({ action, event: true }));
      const stay = names.named(staying(planning, node, assign.length > 0, { event: true }, planned));
      const { keep, start, ...rest } = stay;
      const done = names.named({ ...rest, way: DONE });
      const route: Route = {
        ...(guard === undefined ? {} : { guard }),
        ...(assign.length === 0 ? {} : { assign }),
        ways: [
          stay,
          {
            ...done,
            ...(keep === undefined ? {} : { keep }),
            ...(start === undefined ? {} : { start }),
          },
        ],
      };
      planning.branchOf.set(route, branch);
      return route;
    }),
  }));
  return waitPlace(planning, node, {
    handlers,
    names,
    more: { gather: { members } },
    done: plainRoutes(planning, node, all.onDone, new WayNames()),
  });
}

function forEachPlace(planning: Planning, node: Node, state: ForEachState): WaitPlace {
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
      const { target, guard, assign = [], actions = [] } = branch;
      const drops = target === undefined && assign.length === 0 && actions.length === 0;
      const planned = actions.map((action) => ({ action, event }));
      const stay = staying(planning, node, assign.length > 0, { event }, planned);
      const route: Route = {
        ...(guard === undefined ? {} : { guard }),
        ...(assign.length === 0 ? {} : { assign }),
        ways: drops ? [] : [names.named({ ...stay, ...(typeof target === 'string' ? { to: target } : {}) })],
      };
      planning.branchOf.set(route, branch);
      return route;
    });
  return {
    name: inner.name,
    final: false,
    awaits: inner.on.map(({ event, branches }) => ({ event, routes: routes(branches, true) })),
    after: inner.after.map(({ moment, branches }) => ({ moment, routes: routes(branches, false) })),
    ...(inner.due === undefined ? {} : { due: inner.due }),
  };
}

function parallelPlace(
  planning: Planning,
  node: Node,
  onDone: Parameters<typeof plainRoutes>[2],
): ParallelPlace {
  return {
    kind: 'parallel',
    ...placed(node),
    regions: node.children.map((region) => ({
      name: region.name,
      path: region.scope,
      start: { ways: [enteringRegion(planning, region)] },
    })),
    done: plainRoutes(planning, node, onDone, new WayNames()),
  };
}

function taskPlace(planning: Planning, node: Node, state: Extract<State, { kind: 'task' }>): TaskPlace {
  const names = new WayNames();
  return {
    kind: 'task',
    ...placed(node),
    resource: state.resource,
    arguments: state.arguments,
    retry: state.retry,
    catches: state.catch.map(({ errors, branches }) => ({
      errors,
      routes: plainRoutes(planning, node, branches, new WayNames()),
    })),
    next: plainRoutes(planning, node, state.next, names),
  };
}

function finalPlace(
  planning: Planning,
  node: Node,
  { outcome, error, cause }: Extract<State, { kind: 'final' }>,
): DonePlace | EndPlace {
  const { parent } = node;
  if (parent?.parent === undefined) {
    return {
      kind: 'end',
      ...placed(node),
      outcome,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
  }
  const onDone = parent.state?.kind === 'compound' ? parent.state.onDone : [];
  return { kind: 'done', ...placed(node), done: plainRoutes(planning, node, onDone, new WayNames()) };
}
