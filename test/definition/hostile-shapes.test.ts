import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkDefinition } from '../../lib/definition/define.ts';

/** Words of the language, names that are declared and names that are not, and what is neither. */
const word = fc.constantFrom(
  ...['A', 'B', 'S', 'T', 'U', 'nobody', '', '30m', '2d', 'PT1H', '__proto__', 'constructor'],
  ...['$context.n', '$item', '$items', '$result', '{% $id %}', '{% ', 'detail.x', '"text"', '$count($', '('],
  ...['2027-01-01', 'failed', 'succeeded', 'arn:aws:states:::lambda:invoke', 'States.ALL'],
);
const junk = fc.oneof(
  word,
  fc.constantFrom<unknown>(null, 0, -1, 1.5, true, [], {}, ['A'], [[]], { a: { b: [] } }),
);

const { state, branch, action } = fc.letrec((tie) => {
  // A few keys at a time, so that many a state is nearly right.
  const some = (shape: Record<string, fc.Arbitrary<unknown>>) =>
    fc
      .subarray(Object.keys(shape), { maxLength: Math.min(4, Object.keys(shape).length) })
      .chain((keys) =>
        fc.record(
          Object.fromEntries(
            keys.map((key) => [
              key,
              fc.oneof({ weight: 8, arbitrary: shape[key] ?? junk }, { weight: 1, arbitrary: junk }),
            ]),
          ),
        ),
      );
  const list = (item: fc.Arbitrary<unknown>) => fc.array(item, { maxLength: 3 });
  const mapping = (value: fc.Arbitrary<unknown>) => fc.dictionary(word, value, { maxKeys: 2 });
  const transition = fc.oneof(word, tie('branch'), list(fc.oneof(word, tie('branch'))));
  const moment = { delay: word, at: word, silence: word };
  const branches = { guard: word, target: fc.oneof(word, some({ history: word })), assign: mapping(junk) };
  const states = mapping(tie('state'));
  const actions = fc.oneof(tie('action'), list(tie('action')));
  const task = { task: word, arguments: mapping(junk), retry: list(some({ ErrorEquals: list(word) })) };
  const catcher = some({ ...branches, errors: list(word), ErrorEquals: list(word), Next: word });
  return {
    action: fc.oneof(
      some({ publish: fc.oneof(word, some({ detailType: word, detail: junk })), detail: junk, source: word }),
      some({ notify: fc.oneof(word, some({ subject: word, message: word })) }),
      some(task),
    ),
    branch: some({ ...branches, actions }),
    state: some({
      on: mapping(transition),
      after: fc.oneof(mapping(transition), list(some({ ...moment, ...branches }))),
      due: fc.oneof(word, some(moment)),
      always: transition,
      entry: actions,
      all: fc.oneof(list(word), mapping(tie('branch'))),
      onDone: transition,
      initial: word,
      states: fc.oneof({ maxDepth: 2 }, fc.constant({}), states),
      parallel: fc.oneof({ maxDepth: 2 }, fc.constant({}), mapping(some({ initial: word, states }))),
      forEach: fc.oneof(
        { maxDepth: 2 },
        fc.constant({}),
        some({ items: word, key: word, match: word, opens: list(word), initial: word, states }),
      ),
      ...task,
      catch: fc.oneof(mapping(transition), list(catcher)),
      next: transition,
      final: word,
      error: word,
      cause: word,
    }),
  };
});

describe('whatever stands in a definition', () => {
  const definition = (inner: Record<string, unknown>) => ({
    id: 'sample',
    correlation: 'detail.id',
    events: { A: { source: 'a' }, B: { source: 'b' } },
    start: { on: { A: 'S' } },
    states: { S: { on: { B: 'T' } }, T: { final: 'succeeded' } },
    ...inner,
  });

  const judge = (value: unknown) => {
    const { choreography, problems } = checkDefinition(value);
    expect(choreography === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
    for (const { message } of problems) expect(message).toMatch(/^.+[.)?]$/su);
  };

  test('as a state, it never throws, and is a problem or a choreography', () => {
    fc.assert(
      fc.property(state, (one) => judge(definition({ states: { S: one, T: { final: 'succeeded' } } }))),
      { numRuns: 250 },
    );
  });

  test('inside a compound, a region, an item just as well', () => {
    const holders = fc.constantFrom(
      (one: unknown) => ({ initial: 'U', states: { U: one } }),
      (one: unknown) => ({ parallel: { R: { initial: 'U', states: { U: one } } }, onDone: 'T' }),
      (one: unknown) => ({
        forEach: { items: '$context.n', match: 'detail.n', initial: 'U', states: { U: one } },
      }),
    );
    fc.assert(
      fc.property(holders, state, (hold, one) =>
        judge(definition({ context: { n: [] }, states: { S: hold(one), T: { final: 'succeeded' } } })),
      ),
      { numRuns: 250 },
    );
  });

  test('as a transition, or as an action', () => {
    fc.assert(
      fc.property(branch, action, (one, other) =>
        judge(
          definition({
            states: { S: { on: { B: one }, entry: other, after: { '3d': 'T' } }, T: { final: 'succeeded' } },
          }),
        ),
      ),
      { numRuns: 250 },
    );
  });

  test('states in states in states are too complex some day, and never overflow', () => {
    const nested = (depth: number): unknown =>
      depth === 0
        ? { final: 'succeeded' }
        : { initial: `S${depth}`, states: { [`S${depth}`]: nested(depth - 1) } };
    const { problems } = checkDefinition(definition({ states: { S: nested(5000) } }));
    expect(problems.map(({ code }) => code)).toEqual(['too-complex']);
  });
});
