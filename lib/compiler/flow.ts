/** A flow of control that is being compiled: the machine itself, a region, or the branch of an `all`'s member. */
import { TOO_MUCH_DATA } from '../definition/names.ts';
import type { Way } from '../definition/route.ts';
import type { Place, Plan, Scope } from '../semantics/plan.ts';
import type { Beginning } from './beginning.ts';
import type { FailState, MachineState, States } from './asl.ts';
import { UNEXPECTED } from './choice.ts';
import { INPUT, jsonata, text } from './jsonata.ts';
import type { Making } from './making.ts';

export const VARIABLES = ['context', 'clocks', 'history'] as const;
export type Variable = (typeof VARIABLES)[number];

/** What reads it, as JSONata; absent where there is none. */
export type Readers = { readonly [variable in Variable]?: string };

export type Flow = {
  readonly making: Making;
  readonly scope: Scope;
  /** The flow around it; a member's branch shares the scope of the flow around it. */
  readonly parent: Flow | undefined;
  /** Of a region, the place whose branch it is. */
  readonly within: string | undefined;
  /** By the names of its states. */
  readonly states: Map<string, MachineState>;
  /** The variables that it assigns itself. */
  readonly owns: ReadonlySet<Variable>;
  readonly reads: Readers;
  /** Where its variables have no value yet. */
  readonly beginning?: Beginning;
  /** Level → what carries a way to that level out of this flow. Its own level is here only for a member's branch. */
  readonly exits: ReadonlyMap<number, Exits>;
  /** The flow's helper states by what they are for. */
  readonly helpers: Map<string, string>;
  /** How a helper that belongs to the flow as a whole is called. */
  readonly helperName: (what: string) => string;
};

/** The ways that leave a Parallel to its own level, by the name of the error that carries them. */
export type Exits = Map<string, Exit>;

export type Exit =
  | { readonly kind: 'delivered'; readonly way: DeliveredWay }
  /** By a deadline, where nothing has to be computed. */
  | { readonly kind: 'static'; readonly way: Way; readonly fired: string | undefined; readonly from: string };

/** A way as a delivery names it: the same name for the same thing, wherever it comes from. */
export type DeliveredWay = {
  readonly way: Way;
  /**
   * What the delivery's memory changes. `some`: not on each route, so it may be missing there. `gone`: nothing of what was
   * there goes on.
   */
  readonly changes: { readonly [variable in Variable | 'pending' | 'items']?: 'each' | 'some' | 'gone' };
};

export function machineFlow(making: Making): Flow {
  const { plan } = making;
  const owns = ownsOf(plan, scopeAt(plan, ''));
  return {
    making,
    scope: scopeAt(plan, ''),
    parent: undefined,
    within: undefined,
    states: new Map(),
    owns,
    reads: readersFor(0, owns, readFromInput(plan)),
    exits: new Map(),
    helpers: new Map(),
    helperName: (what) => what,
  };
}

export function regionFlow(
  parent: Flow,
  within: string,
  { name, path }: { readonly name: string; readonly path: string },
  exits: Exits,
): Flow {
  const { making } = parent;
  const scope = scopeAt(making.plan, path);
  const owns = ownsOf(making.plan, scope);
  return {
    making,
    scope,
    parent,
    within,
    states: new Map(),
    owns,
    reads: readersFor(scope.level, owns, parent.reads),
    exits: new Map([...parent.exits, [scope.level - 1, exits]]),
    helpers: new Map(),
    helperName: (what) => `${name}: ${what}`,
  };
}

/** It assigns nothing: its level is that of the flow around it, whose variables no inner flow may assign. */
export function memberFlow(parent: Flow, name: string, exits: Exits): Flow {
  return {
    ...parent,
    parent,
    states: new Map(),
    owns: new Set(),
    exits: new Map([...parent.exits, [parent.scope.level, exits]]),
    helpers: new Map(),
    helperName: (what) => `${name}, ${what}`,
  };
}

function scopeAt(plan: Plan, path: string): Scope {
  const scope = plan.scopes.get(path);
  if (scope === undefined) throw new Error(`The plan has no scope "${path}"`);
  return scope;
}

/**
 * What its regions have assigned is merged into its context, so that is its own then; so are clocks of which one fires
 * and the flow goes on.
 */
function ownsOf(plan: Plan, { path, level, changes }: Scope): ReadonlySet<Variable> {
  const inside = [...plan.scopes.values()].filter((scope) => isWithin(scope.path, path));
  const merges = inside.some((scope) => scope.changes.context);
  const fires = [...plan.places.values()].some(
    (place) => isWithin(place.scope, path) && spends(plan, place, level),
  );
  const more: { readonly [name in Variable]: boolean } = { context: merges, clocks: fires, history: false };
  return new Set(VARIABLES.filter((name) => changes[name] || more[name]));
}

function isWithin(path: string, outer: string): boolean {
  return outer === '' || path === outer || path.startsWith(`${outer}/`);
}

/** A stored clock of the place can fire and lead on at that level. */
function spends(plan: Plan, place: Place, level: number): boolean {
  if (place.kind !== 'wait' && place.kind !== 'all') return false;
  const ways = place.clocks.flatMap(({ id, routes }) =>
    id === undefined ? [] : routes.flatMap((route) => route.ways),
  );
  return ways.some(
    (way) =>
      (way.level ?? place.level) === level &&
      (way.to === undefined || plan.places.get(way.to)?.kind !== 'end'),
  );
}

function readersFor(level: number, owns: ReadonlySet<Variable>, outer: Readers): Readers {
  const own = [...owns].map((name): [Variable, string] => [name, `$${variableAt(name, level)}`]);
  // What is remembered in the flow around it is no business of a region's.
  const { context, clocks } = outer;
  return {
    ...(context === undefined ? {} : { context }),
    ...(clocks === undefined ? {} : { clocks }),
    ...Object.fromEntries(own),
  };
}

/** Nothing changes it, so it is as it came. */
function readFromInput(plan: Plan): Readers {
  const starts = plan.start.flatMap(({ routes }) => routes.flatMap(({ ways }) => ways));
  return {
    ...(plan.memory.context === undefined ? {} : { context: `${INPUT}.memory.context` }),
    ...(starts.some(({ start = [] }) => start.length > 0) ? { clocks: `${INPUT}.memory.clocks` } : {}),
  };
}

/** A name that is assigned outside cannot be assigned inside a Parallel, so each level has its own. */
export function variableAt(name: Variable | 'pending' | 'items', level: number): string {
  return level === 0 ? name : `${name}_${level}`;
}

/** Flows by level, from the machine to this one. */
export function levelsOf(flow: Flow): readonly Flow[] {
  const { parent } = flow;
  if (parent === undefined) return [flow];
  return parent.scope === flow.scope ? levelsOf(parent) : [...levelsOf(parent), flow];
}

export function add(flow: Flow, name: string, state: MachineState): void {
  flow.states.set(name, state);
}

export function statesOf(flow: Flow): States {
  return Object.fromEntries(flow.states);
}

/** A state of the flow as a whole, put behind all others when it is finished. */
export function helper(flow: Flow, what: string): string {
  const known = flow.helpers.get(what);
  if (known !== undefined) return known;
  const name = flow.making.names.claim(flow.helperName(what));
  flow.helpers.set(what, name);
  return name;
}

const KEEP_LESS =
  'It may have 262,144 bytes. Keep less in the context, or where a thing is to be found instead of the thing.';

const LATE_HELPERS: { readonly [what: string]: FailState } = {
  unexpected: UNEXPECTED,
  'no transition holds': {
    Type: 'Fail',
    Error: 'NoTransitionHolds',
    Cause: jsonata(`$exists($states.input.cause) ? $states.input.cause : ${text('No transition holds.')}`),
  },
  'too much data': {
    Type: 'Fail',
    Error: TOO_MUCH_DATA.error,
    Cause: jsonata(`$states.input.Cause & ${text(` ${KEEP_LESS}`)}`),
  },
};

/** Where a delivery leads that names nothing that follows. */
export function unexpectedIn(flow: Flow): string {
  return flow.parent === undefined ? flow.making.unexpected : helper(flow, 'unexpected');
}

export function noneHoldsIn(flow: Flow): string {
  return helper(flow, flow.parent === undefined ? 'No transition holds' : 'no transition holds');
}

export function tooMuchIn(flow: Flow): string {
  return helper(flow, TOO_MUCH_DATA.state);
}

/** The states that all others share, as far as anything leads to them. */
export function finish(flow: Flow): States {
  for (const [what, name] of flow.helpers) {
    const state = LATE_HELPERS[what.charAt(0).toLowerCase() + what.slice(1)];
    if (state !== undefined) add(flow, name, state);
  }
  return statesOf(flow);
}
