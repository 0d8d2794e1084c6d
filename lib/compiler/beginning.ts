/**
 * The first wait of a flow has its variables from where the flow begins, so that no state is needed that only assigns
 * them. Whatever leaves that wait assigns them all: behind it they are always there.
 */
import type { Way } from '../definition/route.ts';
import type { WaitPlace } from '../semantics/plan.ts';
import type { Assign, Catcher } from './asl.ts';
import { VARIABLES, variableAt, type DeliveredWay, type Flow, type Readers } from './flow.ts';
import { jsonata } from './jsonata.ts';
import { actsOn, endIn, readsContext, waysOfWait } from './ways.ts';

export type Beginning = {
  /** The wait that the flow begins with. */
  readonly place: string;
  /** A field of the input with which it is entered the first time, and never again. */
  readonly mark: string;
  /** Variable → its first value, as JSONata. */
  readonly first: Readers;
};

/** Undefined where the way's target needs them to be assigned before it. */
export function beginningWith(flow: Flow, way: Way, mark: string, first: Readers): Beginning | undefined {
  const place = way.to === undefined ? undefined : flow.making.plan.places.get(way.to);
  if (place?.kind !== 'wait' || actsOn(way)) return undefined;
  const { gather, each } = place.wait;
  return gather === undefined && each === undefined ? { place: place.name, mark, first } : undefined;
}

/** The flow as the place sees it. */
export function seenFrom(flow: Flow, place: WaitPlace): Flow {
  const { beginning, owns, reads, scope } = flow;
  if (beginning?.place !== place.name) return flow;
  const once = isEnteredOnce(flow, place);
  const read = VARIABLES.filter((variable) => owns.has(variable)).map((variable): [string, string] => {
    const first = beginning.first[variable] ?? '{}';
    const value = `$${variableAt(variable, scope.level)}`;
    return [variable, once ? first : `($exists($states.input.${beginning.mark}) ? ${first} : ${value})`];
  });
  return { ...flow, reads: { ...reads, ...Object.fromEntries(read) } };
}

/** All that leaves it is the flow's end: nobody assigns a variable that it could read. */
function isEnteredOnce(flow: Flow, { wait, clocks }: WaitPlace): boolean {
  return (
    clocks.length === 0 &&
    waysOfWait(flow, wait).every(
      ({ way }) => flow.exits.has(way.level ?? flow.scope.level) || endIn(flow, way) !== undefined,
    )
  );
}

/** Also where the way changes nothing, for they may not be there yet. */
export function assigningAll(
  flow: Flow,
  { name }: WaitPlace,
  ways: readonly DeliveredWay[],
): readonly DeliveredWay[] {
  const { beginning, owns, exits, scope } = flow;
  if (beginning?.place !== name) return ways;
  return ways.map(({ way, changes }) => {
    if (exits.has(way.level ?? scope.level)) return { way, changes };
    const end = endIn(flow, way);
    if (end !== undefined) {
      const said = owns.has('context') && readsContext(end);
      return { way, changes: said ? { ...changes, context: 'each' } : changes };
    }
    return {
      way,
      changes: {
        ...(owns.has('context') ? ({ context: 'each' } as const) : {}),
        ...(owns.has('clocks') ? ({ clocks: 'some' } as const) : {}),
        ...(owns.has('history') ? ({ history: 'each' } as const) : {}),
        ...changes,
      },
    };
  });
}

/** What a deadline leads to finds them too. `seen`: the flow as the place sees it. */
export function catchesAssigningAll(
  seen: Flow,
  { name }: WaitPlace,
  catchers: readonly Catcher[],
): readonly Catcher[] {
  const { beginning, owns, reads, scope } = seen;
  if (beginning?.place !== name) return catchers;
  const all: Assign = Object.fromEntries(
    VARIABLES.filter((variable) => owns.has(variable)).map((variable) => [
      variableAt(variable, scope.level),
      jsonata(reads[variable] ?? '{}'),
    ]),
  );
  return catchers.map((catcher) => ({ ...catcher, Assign: { ...all, ...catcher.Assign } }));
}
