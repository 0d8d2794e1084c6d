import fc from 'fast-check';
import type { Branch, Choreography, EventDeclaration, Handler, State } from '../../lib/definition/model.ts';
import { UNEXPECTED_POLICIES } from '../../lib/definition/model.ts';
import { targetsOf, targetsOfHandlers } from '../../lib/semantics/awaited.ts';
import { stateNamed } from '../../lib/semantics/states.ts';

/** The events of a random choreography; `S` starts it, and `G` is ignored. */
const NAMES = ['A', 'B', 'C', 'D'];
export const EVENT_NAMES = ['S', ...NAMES, 'G'];
export const GUARDS = ['one', 'two', 'three'];

const WAITING = ['Wait 1', 'Wait 2', 'All 1', 'All 2'];
const FINAL = ['Good', 'Bad'];

/** Ends are rare, so that lives are long. */
const target = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...WAITING) },
  { weight: 1, arbitrary: fc.constantFrom(...FINAL) },
);
const guard = fc.constantFrom(...GUARDS);

const branch: fc.Arbitrary<Branch> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ guard, target }) },
  { weight: 1, arbitrary: fc.record({ guard }) },
);

/** At most the last branch is without a guard: behind one, none is ever tried. */
const branches: fc.Arbitrary<Branch[]> = fc.oneof(
  target.map((only) => [{ target: only }]),
  fc
    .tuple(fc.array(branch, { minLength: 1, maxLength: 2 }), fc.option(target))
    .map(([guarded, last]) => [...guarded, ...(last === null ? [] : [{ target: last }])]),
);

function handlers(names: readonly string[], minLength: number): fc.Arbitrary<Handler[]> {
  return fc
    .subarray([...names], { minLength })
    .chain((events) =>
      fc.tuple(...events.map((event) => branches.map((list) => ({ event, branches: list })))),
    );
}

/** Odd numbers of seconds, while events come at even ones: nothing happens in the same moment. */
const seconds = fc.integer({ min: 1, max: 9 }).map((count) => (2 * count + 1) * 1000);

const clocks = fc.record(
  { after: fc.record({ delay: seconds, target }), due: seconds },
  { requiredKeys: [] },
);

function waitState(name: string): fc.Arbitrary<State> {
  return fc
    .tuple(handlers(['S', ...NAMES], 1), clocks)
    .map(([on, more]) => ({ kind: 'wait' as const, name, on, ...more }));
}

function allState(name: string): fc.Arbitrary<State> {
  return fc
    .tuple(fc.subarray(NAMES, { minLength: 1, maxLength: 3 }), handlers(NAMES, 0), target, clocks)
    .map(([members, on, onDone, more]) => ({ kind: 'all' as const, name, members, on, onDone, ...more }));
}

const declared: fc.Arbitrary<EventDeclaration[]> = fc
  .tuple(...EVENT_NAMES.map(() => fc.constantFrom(...UNEXPECTED_POLICIES)))
  .map((policies) =>
    EVENT_NAMES.map((name, index) => ({
      name,
      pattern: { source: ['random'], 'detail-type': [name] },
      correlation: ['detail.id'],
      identity: 'id',
      time: 'time',
      hold: 300_000,
      unexpected: policies[index] ?? 'fail',
      ignored: name === 'G',
    })),
  );

/** Of the language as it is supported now. */
export const choreographies: fc.Arbitrary<Choreography> = fc
  .record({
    events: declared,
    start: branches.map((list) => [{ event: 'S', branches: list }]),
    waiting: fc.tuple(waitState('Wait 1'), waitState('Wait 2'), allState('All 1'), allState('All 2')),
    rerun: fc.boolean(),
  })
  .map(({ events, start, waiting, rerun }): Choreography => ({
    id: 'random',
    title: 'Random',
    description: undefined,
    events,
    start,
    states: [
      ...waiting,
      { kind: 'final', name: 'Good', outcome: 'succeeded' },
      { kind: 'final', name: 'Bad', outcome: 'failed', error: 'Bad', cause: 'It was bad' },
    ],
    rerun,
  }))
  .map(withoutUnreachable)
  .filter(({ states }) => states.length > 0);

function withoutUnreachable(choreography: Choreography): Choreography {
  const reached = new Set<string>();
  const open = targetsOfHandlers(choreography.start);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (!reached.has(name)) open.push(...targetsOf(stateNamed(choreography, name)));
    reached.add(name);
  }
  return { ...choreography, states: choreography.states.filter(({ name }) => reached.has(name)) };
}

export type RandomEvent = {
  readonly name: string;
  readonly guards: readonly string[];
  readonly wait: number;
};

/** `wait` is an even number of seconds before the event, in milliseconds. */
export const sequences: fc.Arbitrary<RandomEvent[]> = fc.array(
  fc.record({
    name: fc.constantFrom(...EVENT_NAMES),
    guards: fc.subarray(GUARDS),
    wait: fc.integer({ min: 1, max: 4 }).map((count) => count * 2000),
  }),
  { maxLength: 12 },
);
