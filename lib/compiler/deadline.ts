/** What follows when the deadline of a place is over. */
import type { Each, PlacedClock } from '../definition/route.ts';
import type { Catcher, ChoiceRule, Template } from './asl.ts';
import { assigned, TIMEOUT } from './callback-task.ts';
import { decisionWait } from './decision.ts';
import { staticEdge, staticWay, type Answered, type Edge } from './edges.ts';
import { add, unexpectedIn, type Flow } from './flow.ts';
import { earliestOf, instantOf, storedInstant, type Hands } from './instants.ts';
import { ENTERED, ENTERED_BEFORE, ENTERED_TIME, jsonata, VISIT } from './jsonata.ts';
import { reserve } from './outcome.ts';
import { undelivered } from './undelivered.ts';

export type Timed = {
  readonly place: Answered;
  readonly clocks: readonly PlacedClock[];
  readonly hands: Hands;
  readonly each: Each | undefined;
  readonly remembers: readonly ('pending' | 'items')[];
};

/** Nothing where there are no deadlines. */
export function catchDeadline(flow: Flow, timed: Timed): Catcher[] {
  if (timed.clocks.length === 0) return [];
  const { next, assign, output } = deadlineEdge(flow, timed);
  return [{ ErrorEquals: [TIMEOUT], ...assigned(assign), Output: output ?? {}, Next: next }];
}

function deadlineEdge(flow: Flow, timed: Timed): Edge {
  const { place, clocks, hands } = timed;
  const { name } = place;
  const [only] = clocks;
  const later = afterwards(timed);
  const isStatic = clocks.every(
    ({ items, routes }) => items !== true && staticWay(flow, routes) !== undefined,
  );
  if (isStatic && clocks.length > 1) return whichDeadline(flow, timed, later);
  const decision = () =>
    decisionWait(flow, {
      name: `${name}: deadline`,
      place,
      decide: { kind: 'clocks', clocks, ...(timed.each === undefined ? {} : { each: timed.each }) },
      hands: { ...hands, since: later.since, items: undefined },
      remembers: timed.remembers,
    });
  if (clocks.length > 1 || only === undefined || only.items === true)
    return { next: decision(), assign: {}, output: later.input };
  return undelivered(flow, only.routes, {
    place: name,
    decision,
    choice: { name: `${name}: deadline` },
    input: later.input,
    ...(only.id === undefined ? {} : { fired: only.id }),
  });
}

/** When the place was entered, for what comes behind it. */
function afterwards({ clocks, hands }: Timed): {
  since: string;
  input: { readonly [name: string]: Template };
} {
  const isPlain = clocks.some(({ delay }) => delay !== undefined);
  // Its own task says when it was entered, and a state behind it has another time.
  const isOwn = hands.since === ENTERED || hands.since === VISIT;
  if (!isOwn) return { since: hands.since, input: {} };
  if (!isPlain) return { since: ENTERED, input: {} };
  return { since: ENTERED_BEFORE, input: { entered: jsonata(ENTERED_TIME) } };
}

/** The earliest; at a tie the inner one, which comes first. */
function whichDeadline(
  flow: Flow,
  { place: { name }, clocks, hands }: Timed,
  { since, input }: ReturnType<typeof afterwards>,
): Edge {
  const choice = flow.making.names.claim(`${name}: which deadline`);
  reserve(flow, choice);
  const rules = clocks.flatMap((clock): ChoiceRule[] => {
    const way = staticWay(flow, clock.routes);
    if (way === undefined) return [];
    const fired = clock.id === undefined ? {} : { fired: clock.id };
    const { next, assign, output } = staticEdge(flow, way, { place: name, ...fired });
    const instant =
      clock.id === undefined
        ? `$fromMillis(${instantOf(clock, { ...hands, since })})`
        : storedInstant(clock.id, hands.clocks);
    return [
      {
        Condition: jsonata(`${instant} = $states.input.earliest`),
        ...assigned(assign),
        ...(output === undefined ? {} : { Output: output }),
        Next: next,
      },
    ];
  });
  add(flow, choice, {
    Comment: 'The earliest deadline; at a tie the inner one.',
    Type: 'Choice',
    Choices: rules,
    Default: unexpectedIn(flow),
  });
  const earliest = jsonata(`$fromMillis(${earliestOf(clocks, hands)})`);
  return { next: choice, assign: {}, output: { ...input, earliest } };
}
