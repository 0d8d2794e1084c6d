import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compile } from '../../lib/compiler/compile.ts';
import { compileMachine } from '../../lib/compiler/machine.ts';
import type { State } from '../../lib/definition/model.ts';
import { build } from '../semantics/random/build.ts';
import { recipes } from '../semantics/random/recipe.ts';
import { choreographyOf, ORDER } from '../semantics/choreography.ts';
import { objectionsTo } from './asl-check.ts';

const { definition } = compile(ORDER);
const states = compileMachine(ORDER).States;

test('the definition is the machine as JSON', () => {
  expect(JSON.parse(definition)).toEqual(compileMachine(ORDER));
});

test('nobody objects to a machine with every kind of state', () => {
  expect(objectionsTo(definition)).toEqual([]);
});

test('the author names the states, and plumbing is named after them', () => {
  expect(Object.keys(states)).toEqual([
    'Start',
    'Preparing',
    'Sending',
    'Sending: which way',
    'Gone',
    'Done',
    'Too late',
    'Unexpected event',
  ]);
});

test('nobody objects to the machine of a choreography that ends with its second event', () => {
  const short = choreographyOf(`
id: short
correlation: detail.id
events: { Begun: { source: shop }, Ended: { source: shop } }
context: { note: '' }
start: { on: { Begun: Open } }
states:
  Open: { on: { Ended: { target: Done, assign: { note: detail.note } } } }
  Done: { final: succeeded }
`);
  expect(objectionsTo(compile(short).definition)).toEqual([]);
});

test('nobody objects to the machine of any choreography', () => {
  fc.assert(
    fc.property(recipes, (recipe) => {
      expect(objectionsTo(compile(build(recipe)).definition)).toEqual([]);
    }),
    { numRuns: 20, endOnFailure: true },
  );
});

test('a machine too large for Step Functions is refused', () => {
  const states = Array.from({ length: 500 }, (_, index): State => {
    const on = [{ event: 'Paid', branches: [{ target: `State ${index + 1}` }] }];
    return index === 499
      ? { kind: 'final', name: 'State 499', outcome: 'succeeded', entry: [] }
      : { kind: 'wait', name: `State ${index}`, on, after: [], always: [], entry: [] };
  });
  const start = [{ event: 'Placed', branches: [{ target: 'State 0' }] }];
  expect(() => compile({ ...ORDER, start, states })).toThrow(
    /^The state machine of order comes to \d+ bytes; Step Functions takes 1048576\. Split the choreography/,
  );
});

describe('the start', () => {
  test('chooses where start events lead to different states', () => {
    expect(states['Start']).toEqual({
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.context.Execution.Input.to = "Sending" %}', Next: 'Sending' },
        { Condition: '{% $states.context.Execution.Input.to = "Preparing" %}', Next: 'Preparing' },
      ],
      Default: 'Unexpected event',
    });
  });
});

describe('a wait', () => {
  test('has a Choice behind it where there are several ways', () => {
    expect(states['Sending']).toMatchObject({
      Type: 'Task',
      Resource: 'arn:${Partition}:states:::aws-sdk:dynamodb:putItem.waitForTaskToken',
      TimeoutSeconds: 120,
      Output: { to: '{% $states.result.to %}' },
      Next: 'Sending: which way',
    });
    expect(states['Sending: which way']).toEqual({
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.to = "Preparing" %}', Next: 'Preparing' },
        { Condition: '{% $states.input.to = "Done" %}', Next: 'Done' },
      ],
      Default: 'Unexpected event',
    });
  });

  test('leads on directly where there is one way', () => {
    const chain = compileMachine(
      choreographyOf(`
id: chain
correlation: detail.id
events: { Go: { source: s }, A: { source: s }, B: { source: s } }
start: { on: { Go: One } }
states:
  One: { on: { A: End, B: { } } }
  End: { final: succeeded }
`),
    ).States;
    expect(Object.keys(chain)).toEqual(['One', 'End', 'Unexpected event']);
    expect(chain['One']).toMatchObject({ Output: {}, Next: 'End' });
  });

  test('that only its deadline leaves has no Choice', () => {
    const states = ORDER.states.map((state) =>
      state.name === 'Sending'
        ? { ...state, on: [{ event: 'Delivered', branches: [{ guard: 'detail.partial' }] }] }
        : state,
    );
    const compiled = compileMachine({ ...ORDER, states });
    expect(Object.keys(compiled.States)).not.toContain('Sending: which way');
    expect(compiled.States['Sending']).toMatchObject({ Output: {}, Next: 'Unexpected event' });
  });

  test('catches its deadline, the unexpected, and a newer wait in its place; no more', () => {
    expect(states['Sending']).toHaveProperty('Catch', [
      { ErrorEquals: ['States.Timeout'], Output: {}, Next: 'Too late' },
      { ErrorEquals: ['UnexpectedEvent'], Next: 'Unexpected event' },
      {
        ErrorEquals: ['DynamoDb.ConditionalCheckFailedException'],
        Output: '{% $states.input %}',
        Next: 'Sending',
      },
    ]);
  });
});

describe('an all', () => {
  const parallel = states['Preparing'];

  test('is a Parallel of the members, left by names that it catches', () => {
    expect(parallel).toMatchObject({
      Type: 'Parallel',
      Arguments: { visit: '{% $fromMillis($toMillis($states.context.State.EnteredTime)) %}' },
      Output: {},
      Catch: [
        { ErrorEquals: ['Leave for Gone'], Output: {}, Next: 'Gone' },
        { ErrorEquals: ['States.Timeout'], Output: {}, Next: 'Too late' },
        { ErrorEquals: ['UnexpectedEvent'], Next: 'Unexpected event' },
      ],
      Next: 'Sending',
    });
  });

  test("a member's branch waits, and then is done or fails under such a name", () => {
    expect(parallel).toHaveProperty('Branches.0.StartAt', 'Preparing: Paid');
    expect(parallel).toHaveProperty(['Branches', '0', 'States', 'Preparing: Paid', 'TimeoutSeconds'], 300);
    expect(parallel).toHaveProperty(['Branches', '0', 'States', 'Preparing: Paid, which way'], {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.to = "Gone" %}', Next: 'Preparing: Paid, leave for Gone' },
        { Condition: '{% $states.input.to = "#done" %}', Next: 'Preparing: Paid, done' },
      ].reverse(),
      Default: 'Preparing: Paid, unexpected',
    });
    expect(parallel).toHaveProperty(['Branches', '0', 'States', 'Preparing: Paid, leave for Gone'], {
      Type: 'Fail',
      Error: 'Leave for Gone',
    });
    expect(parallel).toHaveProperty(['Branches', '0', 'States', 'Preparing: Paid, done'], {
      Type: 'Succeed',
    });
  });

  test('a member that nothing else can end is a wait alone', () => {
    const car = compileMachine(
      choreographyOf(`
id: one
correlation: detail.id
events: { Go: { source: s }, A: { source: s } }
start: { on: { Go: All } }
states:
  All: { all: [A], onDone: End }
  End: { final: succeeded }
`),
    ).States;
    expect(car['All']).toMatchObject({
      Branches: [{ StartAt: 'All: A', States: { 'All: A': { Output: {}, End: true } } }],
    });
  });
});

describe('the ends', () => {
  test('succeeded names its state; failed shows error and cause', () => {
    expect(states['Done']).toEqual({ Type: 'Succeed', Output: { state: 'Done' } });
    expect(states['Too late']).toEqual({ Type: 'Fail', Error: 'TooLate', Cause: 'Nobody came' });
  });
});

describe('names', () => {
  test('never clash, and never exceed 80 characters', () => {
    const long = 'x'.repeat(78);
    const names = choreographyOf(`
id: names
correlation: detail.id
events: { Go: { source: s }, Gone: { source: s }, A: { source: s }, B: { source: s } }
start: { on: { Go: Start, Gone: '${long}' } }
states:
  Start: { on: { A: '${long}', B: 'Start: which way' } }
  'Start: which way': { on: { A: End, B: '${long}' } }
  ${long}: { all: [A, B], on: { Go: Start }, onDone: End }
  End: { final: succeeded }
`);
    expect(objectionsTo(compile(names).definition)).toEqual([]);
    expect(Object.keys(compileMachine(names).States)).toEqual([
      'Start (2)',
      'Start',
      'Start: which way (2)',
      'Start: which way',
      'Start: which way: which way',
      long,
      'End',
      'Unexpected event',
    ]);
  });

  test("a placeholder or an expression in the author's words is none", () => {
    const compiled = compile({
      ...ORDER,
      title: 'Costs ${TableName} in ${Partition}',
      states: ORDER.states.map((state) =>
        state.kind === 'final' ? { ...state, cause: { literal: '{% $nothing %}' } } : state,
      ),
    });
    expect(compiled.definition.match(/"[^"]*\$\{[^"]*"/g)).toEqual(
      Array.from({ length: 3 }, () => [
        '"arn:${Partition}:states:::aws-sdk:dynamodb:putItem.waitForTaskToken"',
        '"${TableName}"',
      ]).flat(),
    );
    expect(JSON.parse(compiled.definition)).toMatchObject({
      Comment: `Costs \${TableName} in \${Partition} (order, version ${compiled.subscription.version})`,
      States: { 'Too late': { Cause: '{% "{% $nothing %}" %}' } },
    });
  });
});
