import { describe, expect, test } from '@jest/globals';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { hashOf } from '../../../lib/definition/hash.ts';
import { ResultSearch, TokenSearch } from '../../../lambdas/adapters/history.ts';

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

type Place = { readonly key: string; readonly state: string; readonly member?: string };

const scheduled = (token: string, place: Place = { key: 'WAIT#', state: 'A' }): Partial<HistoryEvent> => ({
  taskScheduledEventDetails: {
    resource: 'putItem.waitForTaskToken',
    resourceType: 'aws-sdk:dynamodb',
    region: 'eu-west-1',
    parameters: JSON.stringify({
      Item: Object.fromEntries(
        Object.entries({ token, ...place }).map(([attribute, value]) => [attribute, { S: value }]),
      ),
    }),
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
});

test('what has not ended, or is not there, is not shown', () => {
  expect(endOf()).toStrictEqual({ kind: 'not-shown' });
  expect(new TokenSearch('other').read(history(...UNDER_WAY))).toBeUndefined();
});

describe('a task whose own end is not shown', () => {
  const after = (place: Place, ...left: readonly string[]) =>
    new TokenSearch(hashOf('t')).read(
      history(
        ['ExecutionStarted', 0],
        ['TaskStateEntered', 1],
        ['TaskScheduled', 2, scheduled('t', place)],
        ...left.map((name): Short => ['ParallelStateExited', 0, { stateExitedEventDetails: { name } }]),
      ),
    );
  const member = { key: 'WAIT#Moving/Power/Papers/Signed', state: 'Papers', member: 'Signed' };
  const inRegion = { key: 'WAIT#Moving/Power', state: 'Waiting for power' };

  test.each([
    ['an all', { ...member, key: 'WAIT#Papers/Signed' }, 'Papers'],
    ['an all in a region', member, 'Papers'],
    ['regions', inRegion, 'Moving'],
    ['regions round an all', member, 'Moving'],
    ['regions inside regions', { key: 'WAIT#Moving/Power/Wires/Copper', state: 'A' }, 'Wires'],
    ['regions with a slash', { key: 'WAIT#In~1out ~0/Power', state: 'A' }, 'In/out ~'],
    ['an all with a slash', { key: 'WAIT#In/out/Signed', state: 'In/out', member: 'Signed' }, 'In/out'],
  ])('has ended where %s was left around it', (_, place, left) => {
    expect(after(place, left)).toStrictEqual({ kind: 'otherwise' });
  });

  test.each([
    ['at the outermost level', { key: 'WAIT#', state: 'Moving' }, 'Papers'],
    ['in a region beside an all', inRegion, 'Papers'],
    ['in a region that is called like an all elsewhere', { key: 'WAIT#Moving/Papers', state: 'A' }, 'Papers'],
    [
      'for an event that is called like an all',
      { ...member, key: 'WAIT#Papers/Moving', member: 'Moving' },
      'Moving',
    ],
  ])('may still be on its way %s', (_, place, left) => {
    expect(after(place, left)).toStrictEqual({ kind: 'not-shown' });
  });
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

describe('the result that a decision is about', () => {
  const entered = (input: string): Partial<HistoryEvent> => ({
    stateEnteredEventDetails: { name: 'A', input },
  });
  const search = () => new ResultSearch(hashOf('abc+/='));

  test('is the input of the state whose task carries the token', () => {
    const events = history(
      ['ExecutionStarted', 0],
      ['TaskStateEntered', 1, entered('{"of":"another"}')],
      ['TaskStateEntered', 1, entered('{"verdict":["good",17]}')],
      ['TaskScheduled', 2, scheduled('xyz')],
      ['TaskScheduled', 3, scheduled('abc+/=')],
      ['TaskStarted', 5],
      ['TaskSubmitted', 6],
    );
    expect(search().read(events)).toStrictEqual({ kind: 'shown', value: { verdict: ['good', 17] } });
  });

  test('also where the put was tried again, and its pages end in between', () => {
    const events = history(
      ['ExecutionStarted', 0],
      ['TaskStateEntered', 1, entered('null')],
      ['TaskScheduled', 2, scheduled('first')],
      ['TaskStarted', 3],
      ['TaskFailed', 4],
      ['TaskScheduled', 5, scheduled('abc+/=')],
      ['TaskStarted', 6],
    );
    for (let end = 1; end < events.length; end += 1) {
      const paged = search();
      expect(paged.read(events.slice(0, end)) ?? paged.read(events.slice(end))).toStrictEqual({
        kind: 'shown',
        value: null,
      });
    }
  });

  test('of another token is not there', () => {
    const events = history(['TaskStateEntered', 0, entered('{}')], ['TaskScheduled', 1, scheduled('xyz')]);
    expect(search().read(events)).toBeUndefined();
  });
});
