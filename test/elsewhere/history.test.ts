import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { isMoving, linesOf, statesIn } from '../../lib/elsewhere/trace/history.ts';

const place = { account: '123456789012', region: 'eu-west-1', prefix: 'e2e', table: 'e2e-table' };

const event = (id: number, previousEventId: number, type: HistoryEventType, name?: string): HistoryEvent => ({
  id,
  previousEventId,
  type,
  timestamp: new Date(id),
  ...(name !== undefined && { stateEnteredEventDetails: { name } }),
});

/** Two branches beside each other, whose events come in one order or another. */
const history = (first: string, second: string): readonly HistoryEvent[] => [
  event(1, 0, 'ExecutionStarted'),
  event(2, 0, 'ParallelStateEntered', 'Both'),
  event(3, 2, 'ParallelStateStarted'),
  event(4, 3, 'TaskStateEntered', first),
  event(5, 3, 'TaskStateEntered', second),
  event(6, 5, 'TaskScheduled'),
  event(7, 4, 'TaskScheduled'),
  event(8, 6, 'TaskStateExited'),
  event(9, 7, 'TaskStateExited'),
  event(10, 9, 'ParallelStateSucceeded'),
  event(11, 10, 'ParallelStateExited'),
];

const EXPECTED = [
  'ExecutionStarted',
  'ParallelStateEntered {"name":"Both"}',
  'ParallelStateStarted',
  '  TaskStateEntered {"name":"Left"}',
  '  TaskScheduled',
  '  TaskStateExited',
  '  TaskStateEntered {"name":"Right"}',
  '  TaskScheduled',
  '  TaskStateExited',
  'ParallelStateSucceeded',
  'ParallelStateExited',
];

test('branches are told one after the other, whichever went first', () => {
  expect(linesOf(history('Left', 'Right'), place)).toEqual(EXPECTED);
  expect(linesOf(history('Right', 'Left'), place)).toEqual(EXPECTED);
});

test('the states that were entered come in that order too', () => {
  expect(statesIn(history('Right', 'Left'))).toEqual(['Both', 'Left', 'Right']);
});

test('iterations of a Map are branches, and what follows it is not', () => {
  const events = [
    event(1, 0, 'MapStateStarted'),
    event(2, 1, 'MapIterationStarted'),
    event(3, 1, 'MapIterationStarted'),
    event(4, 3, 'MapIterationSucceeded'),
    event(5, 2, 'MapIterationSucceeded'),
    event(6, 5, 'MapStateSucceeded'),
    event(7, 6, 'PassStateEntered', 'After'),
  ];
  expect(linesOf(events, place)).toEqual([
    'MapStateStarted',
    '  MapIterationStarted',
    '  MapIterationSucceeded',
    '  MapIterationStarted',
    '  MapIterationSucceeded',
    'MapStateSucceeded',
    'PassStateEntered {"name":"After"}',
  ]);
});

test('an execution moves while anything of it is neither waiting nor over', () => {
  const begun = history('Left', 'Right').slice(0, 7);
  expect(isMoving(begun)).toBe(true);
  const oneWaits = [...begun, event(8, 6, 'TaskSubmitted')];
  expect(isMoving(oneWaits)).toBe(true);
  expect(isMoving([...oneWaits, event(9, 7, 'TaskSubmitted')])).toBe(false);
  expect(isMoving([event(1, 0, 'ExecutionStarted'), event(2, 0, 'WaitStateEntered', 'Later')])).toBe(false);
  expect(isMoving([event(1, 0, 'ExecutionStarted'), event(2, 0, 'ChoiceStateEntered', 'Which')])).toBe(true);
  expect(isMoving([...oneWaits, event(9, 0, 'ExecutionAborted')])).toBe(false);
});

test('a task whose time was up is told the same whether or not it had been submitted by then', () => {
  const begun = [event(1, 0, 'TaskScheduled'), event(2, 1, 'TaskStarted')];
  const late = [...begun, event(3, 2, 'TaskTimedOut')];
  const inTime = [...begun, event(3, 2, 'TaskSubmitted'), event(4, 3, 'TaskTimedOut')];
  expect(linesOf(inTime, place)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskTimedOut']);
  expect(linesOf(late, place)).toEqual(linesOf(inTime, place));
});
