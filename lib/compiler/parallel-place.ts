import type { ParallelPlace, PlannedRegion } from '../semantics/plan.ts';
import { catchExits } from './all-place.ts';
import type { Assign } from './asl.ts';
import { beginningWith, type Beginning } from './beginning.ts';
import { assigned, catchEnds } from './callback-task.ts';
import { decisionWait } from './decision.ts';
import { landing, staticEdge, staticWay, type Edge } from './edges.ts';
import { add, finish, noneHoldsIn, regionFlow, variableAt, type Exits, type Flow } from './flow.ts';
import { ENTERED, jsonata } from './jsonata.ts';
import { reserve } from './outcome.ts';
import { doneOf } from './wait-place.ts';

/** One branch for each region; left by failures that it catches, or when all regions are done. */
export function compileParallel(
  flow: Flow,
  place: ParallelPlace,
  compileInside: (region: Flow) => void,
): void {
  const { name } = place;
  reserve(flow, name);
  const exits: Exits = new Map();
  const regions = place.regions.map((region) => ({
    region,
    inside: regionFlow(flow, name, region, exits),
  }));
  const branches = regions.map(({ region, inside }) => {
    const { at, ...begins } = startOf(inside, region);
    compileInside({ ...inside, ...begins });
    return { StartAt: at, begins, States: finish(inside) };
  });
  const left = catchExits(flow, name, exits);
  const merges = regions.some(({ inside }) => inside.owns.has('context'));
  const done = doneOf(flow, name, place.done).done?.(flow.reads);
  const catches = [...left, ...catchEnds(flow)];
  add(flow, name, {
    Type: 'Parallel',
    ...(branches.some(({ begins }) => begins.beginning !== undefined)
      ? { Arguments: { [BEGINS]: true } }
      : {}),
    Branches: branches.map(({ StartAt, States }) => ({ StartAt, States })),
    ...assigned({ ...(merges ? contextMerged(flow) : {}), ...done?.assign }),
    Output: {},
    ...(catches.length === 0 ? {} : { Catch: catches }),
    Next: done?.next ?? noneHoldsIn(flow),
  });
}

/** Marks the input of a region's first state. */
const BEGINS = 'begins';

/** A region's memory begins as a copy of the one around it. */
function startOf(
  inside: Flow,
  region: PlannedRegion,
): { readonly at: string; readonly beginning?: Beginning } {
  const { level } = inside.scope;
  const around = inside.parent?.reads ?? {};
  const way = staticWay(inside, [region.start]);
  const first = {
    context: around.context ?? '{}',
    clocks: around.clocks ?? '{}',
    history: '{}',
  };
  const beginning =
    way?.start === undefined && way !== undefined && inside.owns.size > 0
      ? beginningWith(inside, way, BEGINS, first)
      : undefined;
  if (beginning !== undefined) return { at: beginning.place, beginning };
  const copied: Assign = {
    ...(inside.owns.has('context')
      ? { [variableAt('context', level)]: jsonata(around.context ?? '{}') }
      : {}),
    ...(inside.owns.has('history') ? { [variableAt('history', level)]: {} } : {}),
  };
  const clocks = inside.owns.has('clocks')
    ? { [variableAt('clocks', level)]: jsonata(around.clocks ?? '{}') }
    : {};
  const edge: Edge =
    way === undefined
      ? { next: firstDecision(inside, region), assign: clocks, output: {} }
      : withClocks(
          // Its own clocks are not there yet.
          staticEdge(inside, way, { place: region.name, base: around }),
          clocks,
        );
  return { at: landing(inside, { ...edge, assign: { ...copied, ...edge.assign } }, region.name) };
}

/** Assigned in any case, as every state of the region may read them. */
function withClocks(edge: Edge, clocks: Assign): Edge {
  return { ...edge, assign: { ...clocks, ...edge.assign } };
}

function firstDecision(inside: Flow, { name, start }: PlannedRegion): string {
  const [way] = start.ways;
  return decisionWait(inside, {
    name: `${name}: start`,
    place: { name: way?.to ?? name },
    decide: { kind: 'routes', routes: [start] },
    hands: { since: ENTERED, clocks: inside.reads.clocks, items: undefined },
  });
}

/** What each region has changed; nobody else's values, for two regions never assign one name. */
function contextMerged(flow: Flow): Assign {
  const name = variableAt('context', flow.scope.level);
  const merged = `$merge([$${name}, $states.result.set])`;
  const kept = `$sift(${merged}, function($value, $name) { $not($name in $states.result.unset) })`;
  return { [name]: jsonata(`$merge([${kept}])`) };
}

/** The output of a region that is done: what it changed of the context that it found. */
export function changesOf(flow: Flow): string | undefined {
  if (!flow.owns.has('context')) return undefined;
  const own = flow.reads.context ?? '{}';
  const found = flow.parent?.reads.context ?? '{}';
  const set = `$merge([$sift(${own}, function($value, $name) { $not($value = $lookup(${found}, $name)) })])`;
  const unset = `[$keys(${found})[$not($exists($lookup(${own}, $)))]]`;
  return jsonata(`{"set": ${set}, "unset": ${unset}}`);
}
