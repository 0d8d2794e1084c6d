import { describe, expect, test } from '@jest/globals';
import { lintMachine } from '../../lib/compiler/lint/lint-machine.ts';

const DONE = { Type: 'Succeed' };

/** The codes of what is found in a machine that begins with `A`. */
function codesIn(states: object): string[] {
  return lintMachine({ StartAt: 'A', States: states }).map(({ state, code }) => `${state}: ${code}`);
}

describe('the lint of compiled machines', () => {
  test('has nothing to say of a machine that is in order', () => {
    expect(
      codesIn({
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
        B: { Type: 'Pass', Output: '{% $x %}', Next: 'C' },
        C: DONE,
      }),
    ).toEqual([]);
  });

  test('finds targets outside the scope, and states that nothing leads to', () => {
    const branch = { StartAt: 'B', States: { B: { Type: 'Pass', Next: 'C' } } };
    expect(codesIn({ A: { Type: 'Parallel', Branches: [branch], Next: 'D' }, C: DONE, D: DONE })).toEqual([
      'C: unreachable',
      'B: target-outside',
    ]);
  });

  test('finds names that are there twice, or too long', () => {
    const long = 'x'.repeat(81);
    const branch = { StartAt: 'A', States: { A: DONE } };
    expect(codesIn({ A: { Type: 'Parallel', Branches: [branch], Next: long }, [long]: DONE })).toEqual([
      `${long}: state-name`,
      'A: state-name',
    ]);
  });

  test('finds a variable that is assigned outside and inside', () => {
    const branch = {
      StartAt: 'B',
      States: { B: { Type: 'Pass', Assign: { x: 2, y_1: 3 }, Next: 'C' }, C: DONE },
    };
    expect(
      codesIn({ A: { Type: 'Parallel', Branches: [branch], Assign: { x: 1 }, Next: 'D' }, D: DONE }),
    ).toEqual(['B: assigned-outside']);
  });

  test.each(['states', 'two words', '1st', 'x'.repeat(81)])('finds that %s is no variable', (name) => {
    expect(codesIn({ A: { Type: 'Pass', Assign: { [name]: 1 }, Next: 'B' }, B: DONE })).toEqual([
      'A: variable-name',
    ]);
  });

  test('finds what an expression reads where it is not', () => {
    const rule = { Condition: '{% $states.result.to = 1 %}', Next: 'B' };
    const task = {
      Type: 'Task',
      Output: '{% $states.errorOutput %}',
      Catch: [{ ErrorEquals: ['X'], Output: '{% $states.result %}', Next: 'C' }],
      Next: 'C',
    };
    expect(
      codesIn({
        A: { Type: 'Choice', Choices: [rule], Default: 'C' },
        B: task,
        C: { Type: 'Succeed', Output: '{% $nobody + $eval("1") %}' },
      }),
    ).toEqual([
      'A: expression-reads',
      'B: expression-reads',
      'B: expression-reads',
      'C: expression-reads',
      'C: expression-reads',
    ]);
  });

  test('finds JSONata that is newer than 2.0.6', () => {
    expect(codesIn({ A: { Type: 'Succeed', Output: '{% $states.input.x ?? 1 %}' } })).toEqual([
      'A: expression-invalid',
    ]);
  });

  test('finds catchers that come too late, and retries that swallow an unexpected event', () => {
    const task = {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItem.waitForTaskToken',
      Retry: [{ ErrorEquals: ['States.TaskFailed'] }],
      Catch: [
        { ErrorEquals: ['States.ALL'], Next: 'B' },
        { ErrorEquals: ['Late'], Next: 'B' },
      ],
      Next: 'B',
    };
    expect(codesIn({ A: task, B: DONE })).toEqual(['A: catch-order', 'A: retry-too-broad']);
  });

  test('finds causes and timeouts without a bound', () => {
    const task = { Type: 'Task', TimeoutSeconds: '{% $states.input.seconds %}', Next: 'B' };
    expect(codesIn({ A: task, B: { Type: 'Fail', Cause: '{% $states.context.Execution.Name %}' } })).toEqual([
      'A: unbounded',
      'B: unbounded',
    ]);
  });
});
