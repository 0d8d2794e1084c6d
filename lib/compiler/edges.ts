/** From one state to the next: where to, and which variables are assigned on the way. */
import { canonical } from '../definition/canonical.ts';
import type { Assignment } from '../definition/model.ts';
import type { Route, Way } from '../definition/route.ts';
import { isComputable, planActions } from './actions.ts';
import type { Assign, Template } from './asl.ts';
import { contextWith, hasFixedClocks } from './certain-routes.ts';
import {
  add,
  helper,
  variableAt,
  type DeliveredWay,
  type Exit,
  type Exits,
  type Flow,
  type Readers,
} from './flow.ts';
import { storedInstant } from './instants.ts';
import { INPUT, jsonata, text } from './jsonata.ts';
import { actsOn, endIn, isDone, leavesClocks } from './ways.ts';

export type Edge = {
  readonly next: string;
  readonly assign: Assign;
  /** What the next state has as its input; undefined: what is there already. */
  readonly output: Template | undefined;
};

/** Where a delivery lies when its edge is taken. */
export type Source = 'result' | 'input' | 'cause' | 'start';

const WHERE: { readonly [source in Source]: string } = {
  result: '$states.result',
  input: '$states.input',
  cause: '$parse($states.errorOutput.Cause)',
  start: INPUT,
};

/** The place that is answered. */
export type Answered = {
  readonly name: string;
  /** What follows when it is done; reads clocks and history as the answer has left them. */
  readonly done?: (base: Readers) => Edge;
};

export function deliveredEdge(flow: Flow, place: Answered, delivered: DeliveredWay, source: Source): Edge {
  const { way } = delivered;
  const exits = isDone(way) ? undefined : flow.exits.get(way.level ?? flow.scope.level);
  if (exits !== undefined) return leave(flow, exits, { kind: 'delivered', way: delivered });
  const memory = `${WHERE[source]}.memory`;
  const after = isDone(way) ? afterDone(flow, place, delivered, memory) : undefined;
  const next = after?.next ?? way.to ?? place.name;
  const assign = { ...changed(flow, delivered, memory), ...entered(flow, way), ...after?.assign };
  if (!actsOn(way)) return { next, assign, output: after?.output ?? {} };
  const first = planActions(flow, { place: place.name, way, values: 'input', next });
  return { next: first, assign, output: { actions: jsonata(`${WHERE[source]}.actions`) } };
}

/** Where actions come in between, what follows is an edge of its own, which a Pass carries if it assigns anything. */
function afterDone(
  flow: Flow,
  place: Answered,
  { way, changes }: DeliveredWay,
  memory: string,
): Edge | undefined {
  if (place.done === undefined) return undefined;
  if (actsOn(way))
    return { next: landing(flow, place.done(flow.reads), `${place.name}: done`), assign: {}, output: {} };
  const { clocks, history, ...others } = flow.reads;
  return place.done({
    ...others,
    ...(clocks === undefined
      ? {}
      : { clocks: changes.clocks === undefined ? clocks : valueIn(memory, 'clocks', changes) }),
    ...(history === undefined
      ? {}
      : { history: changes.history === undefined ? history : valueIn(memory, 'history', changes) }),
  });
}

function changed({ scope: { level } }: Flow, { changes }: DeliveredWay, memory: string): Assign {
  const names = Object.keys(changes).filter((name) => name in EMPTY);
  return Object.fromEntries(
    names.map((name) => [
      variableAt(keyIn(name), level),
      changes[keyIn(name)] === 'gone' ? {} : jsonata(valueIn(memory, keyIn(name), changes)),
    ]),
  );
}

type Changed = keyof DeliveredWay['changes'];

const EMPTY: { readonly [name in Changed]: string } = {
  context: '{}',
  clocks: '{}',
  history: '{}',
  pending: 'null',
  items: 'null',
};

function keyIn(name: string): Changed {
  switch (name) {
    case 'context':
    case 'clocks':
    case 'history':
    case 'pending':
      return name;
    default:
      return 'items';
  }
}

function valueIn(memory: string, name: Changed, changes: DeliveredWay['changes']): string {
  if (changes[name] === 'gone') return EMPTY[name];
  const value = `${memory}.${name}`;
  return changes[name] === 'each' ? value : `($exists(${value}) ? ${value} : ${EMPTY[name]})`;
}

/** A place's own memory begins anew when it is entered: nobody has gathered, or computed items, yet. */
export function entered({ making, scope: { level } }: Flow, { to }: Way): Assign {
  const place = to === undefined ? undefined : making.plan.places.get(to);
  if (place?.kind !== 'wait') return {};
  const { gather, each } = place.wait;
  return {
    ...(gather === undefined ? {} : { [variableAt('pending', level)]: null }),
    ...(each === undefined ? {} : { [variableAt('items', level)]: null }),
  };
}

/** The one way that is taken whatever anybody computes; undefined where a decision is needed. */
export function staticWay(flow: Flow, routes: readonly Route[]): Way | undefined {
  const [route] = routes;
  const [way] = route?.ways ?? [];
  if (route === undefined || way === undefined || route.ways.length > 1) return undefined;
  if (route.guard !== undefined || route.history !== undefined || (route.assign ?? []).length > 0)
    return undefined;
  const leaving = flow.exits.has(way.level ?? flow.scope.level);
  return hasFixedClocks(way) && (way.actions ?? []).every((action) => isComputable(action, leaving))
    ? way
    : undefined;
}

export type Leaving = {
  /** The author's state that is left. */
  readonly place: string;
  /** The stored clock by which it is. */
  readonly fired?: string;
  /** What clocks and history are then, where the flow's variables do not say it. */
  readonly base?: Readers;
  /** What the way assigns; nothing of it can fail. */
  readonly assigning?: readonly Assignment[];
};

export function staticEdge(flow: Flow, way: Way, leaving: Leaving): Edge {
  const { place, fired, base = flow.reads, assigning = [] } = leaving;
  const exits = flow.exits.get(way.level ?? flow.scope.level);
  if (exits !== undefined) return leave(flow, exits, { kind: 'static', way, fired, from: place });
  const assign = {
    ...clocksOf(flow, way, leaving, base),
    ...historyOf(flow, way, base),
    ...entered(flow, way),
    ...(assigning.length === 0 || !flow.owns.has('context')
      ? {}
      : { [variableAt('context', flow.scope.level)]: jsonata(contextWith(assigning, flow.reads)) }),
  };
  const next = way.to ?? place;
  if (!actsOn(way)) return { next, assign, output: {} };
  return { next: planActions(flow, { place, way, values: 'here', next }), assign, output: {} };
}

/** The clock that fired has run out for this visit. */
function clocksOf(
  flow: Flow,
  { keep = [], start = [] }: Way,
  { place, fired }: Pick<Leaving, 'place' | 'fired'>,
  base: Readers,
): Assign {
  const changes = keep.length + start.length > 0 || fired !== undefined;
  if (!flow.owns.has('clocks') || !(changes || leavesClocks(flow, place, flow.scope.level))) return {};
  const started = new Set(start.map(({ id }) => id));
  const kept = keep.filter((id) => id !== fired && !started.has(id) && base.clocks !== undefined);
  const fields = [
    ...kept.map((id) => `${text(id)}: ${storedInstant(id, base.clocks)}`),
    ...start.map(({ id, moment }) => `${text(id)}: ${instantFromNow('delay' in moment ? moment.delay : 0)}`),
  ];
  const value = fields.length === 0 ? {} : jsonata(`{${fields.join(', ')}}`);
  return { [variableAt('clocks', flow.scope.level)]: value };
}

function instantFromNow(delay: number): string {
  return delay === 0 ? '$fromMillis($millis())' : `$fromMillis($millis() + ${delay})`;
}

function historyOf(flow: Flow, { remember }: Way, base: Readers): Assign {
  if (remember === undefined || !flow.owns.has('history')) return {};
  const value = jsonata(`$merge([${base.history ?? '{}'}, ${JSON.stringify(remember)}])`);
  return { [variableAt('history', flow.scope.level)]: value };
}

/** A state that takes the edge; a Pass where there are variables to assign. */
export function landing(flow: Flow, edge: Edge, wanted: string): string {
  if (Object.keys(edge.assign).length === 0) return edge.next;
  const name = flow.making.names.claim(wanted);
  add(flow, name, { Type: 'Pass', Assign: edge.assign, Output: edge.output ?? {}, Next: edge.next });
  return name;
}

/** Only a failure leaves a Parallel before it is done; the Parallel of that level catches it by its name. */
function leave(flow: Flow, exits: Exits, exit: Exit): Edge {
  const error = errorFor(flow, exit);
  exits.set(error, exit);
  const next = helper(flow, error.charAt(0).toLowerCase() + error.slice(1));
  const carried = exit.kind === 'delivered' ? carriedBy(exit.way) : [];
  const fields = carried.map((name) => `"${name}": $states.input.${name}`);
  const cause = carried.length === 0 ? {} : { Cause: jsonata(`$string({${fields.join(', ')}})`) };
  add(flow, next, { Type: 'Fail', Error: error, ...cause });
  return { next, assign: {}, output: undefined };
}

export function carriedBy({ way, changes }: DeliveredWay): ('memory' | 'actions')[] {
  return [
    ...(Object.values(changes).every((change) => change === 'gone') ? [] : (['memory'] as const)),
    ...(actsOn(way) ? (['actions'] as const) : []),
  ];
}

/** One name never means two things, wherever in the machine it is thrown. */
function errorFor(flow: Flow, exit: Exit): string {
  const { making, scope } = flow;
  const way = exit.kind === 'static' ? exit.way : exit.way.way;
  const { to, level = scope.level, actions } = way;
  const last = endIn(flow, way) !== undefined;
  const meaning =
    exit.kind === 'static'
      ? canonical({ kind: exit.kind, level, ...(last ? { to, actions } : { way, fired: exit.fired }) })
      : canonical({ kind: exit.kind, to, level, actions, changes: exit.way.changes });
  for (let count = 1; ; count += 1) {
    const error = count === 1 ? `Leave for ${way.way}` : `Leave for ${way.way} (${count})`;
    const known = making.errors.get(error);
    if (known !== undefined && known !== meaning) continue;
    making.errors.set(error, meaning);
    return error;
  }
}
