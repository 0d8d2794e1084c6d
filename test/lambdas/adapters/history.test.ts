import { expect, test } from '@jest/globals';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { hashOf } from '../../../lib/definition/hash.ts';
import { TokenSearch } from '../../../lambdas/adapters/history.ts';

type Short = readonly [type: NonNullable<HistoryEvent['type']>, before: number, rest?: Partial<HistoryEvent>];

/** Numbered from 1, given from the newest back. */
function history(...events: readonly Short[]): HistoryEvent[] {
  const timestamp = new Date(0);
  return events
    .map(([type, previousEventId, rest], index) => ({
      id: index + 1,
      previousEventId,
      type,
      timestamp,
      ...rest,
    }))
    .reverse();
}

const scheduled = (token: string): Partial<HistoryEvent> => ({
  taskScheduledEventDetails: {
    resource: 'putItem.waitForTaskToken',
    resourceType: 'aws-sdk:dynamodb',
    region: 'eu-west-1',
    parameters: JSON.stringify({ Item: { token: { S: token } } }),
  },
});
const UNDER_WAY: readonly Short[] = [
  ['ExecutionStarted', 0],
  ['TaskStateEntered', 1],
  ['TaskScheduled', 2, scheduled('abc+/=')],
  ['TaskStarted', 3],
  ['TaskSubmitted', 4],
];
const endOf = (...after: readonly Short[]) =>
  new TokenSearch(hashOf('abc+/=')).read(history(...UNDER_WAY, ...after));

test('a delivery names its event in the output', () => {
  const output = JSON.stringify({ to: 'B', identity: 'e1', putBack: 2, event: {} });
  const details = { resource: 'r', resourceType: 't', output };
  expect(endOf(['TaskSucceeded', 5, { taskSucceededEventDetails: details }])).toStrictEqual({
    kind: 'event',
    identity: 'e1',
    putBack: 2,
  });
});

test('a failure names it in the cause', () => {
  const cause = JSON.stringify({ message: 'm', identity: 'e1', putBack: 0 });
  const details = { resource: 'r', resourceType: 't', error: 'UnexpectedEvent', cause };
  expect(endOf(['TaskFailed', 5, { taskFailedEventDetails: details }])).toStrictEqual({
    kind: 'event',
    identity: 'e1',
    putBack: 0,
  });
});

test("a deadline, an interrupt, a stranger's answer and the end of the execution name none", () => {
  expect(endOf(['TaskTimedOut', 5])).toStrictEqual({ kind: 'otherwise' });
  expect(endOf(['TaskStateAborted', 5])).toStrictEqual({ kind: 'otherwise' });
  const details = { resource: 'r', resourceType: 't', output: '"by hand"' };
  expect(endOf(['TaskSucceeded', 5, { taskSucceededEventDetails: details }])).toStrictEqual({
    kind: 'otherwise',
  });
  expect(endOf(['ExecutionAborted', 0])).toStrictEqual({ kind: 'otherwise' });
  expect(endOf(['ParallelStateExited', 0])).toStrictEqual({ kind: 'otherwise' });
});

test('what has not ended, or is not there, is not shown', () => {
  expect(endOf()).toStrictEqual({ kind: 'not-shown' });
  expect(new TokenSearch('other').read(history(...UNDER_WAY))).toBeUndefined();
});

test('tasks side by side are told apart', () => {
  const output = JSON.stringify({ identity: 'other', putBack: 0 });
  expect(
    endOf(
      ['TaskScheduled', 2, scheduled('xyz')],
      ['TaskSubmitted', 6],
      ['TaskSucceeded', 7, { taskSucceededEventDetails: { resource: 'r', resourceType: 't', output } }],
    ),
  ).toStrictEqual({ kind: 'not-shown' });
});

test('the end may be on a page before the one that shows the token', () => {
  const output = JSON.stringify({ identity: 'e1', putBack: 0 });
  const [newest, ...older] = history(...UNDER_WAY, [
    'TaskSucceeded',
    5,
    { taskSucceededEventDetails: { resource: 'r', resourceType: 't', output } },
  ]);
  const search = new TokenSearch(hashOf('abc+/='));
  expect(search.read([newest!])).toBeUndefined();
  expect(search.read(older)).toStrictEqual({ kind: 'event', identity: 'e1', putBack: 0 });
});
