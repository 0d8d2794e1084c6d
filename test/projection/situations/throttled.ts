/** Throttling by every service, at every call of every function, by the names that the services use. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { startTestTable, type TestTable } from '../../lambdas/test-table.ts';
import { Edge } from './edge.ts';
import type { Fault } from './in-process.ts';
import { event, LINE, orders } from './orders.ts';

const STATES = `
  Unpaid: { on: { Paid: Unshipped }, after: { 30s: Reminded } }
  Reminded: { on: { Paid: Unshipped } }
${LINE.slice(LINE.indexOf('  Unshipped'))}`;

/** A world of its own for each test, with one table for all of a file. */
export function onEdge(given: (edge: Edge) => void): void {
  let stored: TestTable;
  let edge: Edge;
  beforeAll(async () => {
    stored = await startTestTable();
  });
  afterAll(() => stored.stop());
  beforeEach(async () => {
    edge = await Edge.start(orders('Unpaid', STATES), stored);
    given(edge);
  });
  afterEach(() => edge.stop());
}

export const body = (id: string) => JSON.stringify(event(id));

export async function opened(edge: Edge): Promise<void> {
  expect(await edge.messages('start', body('o0'))).toEqual([]);
}

/** What each service says where it wants fewer calls. */
export const SAID: Readonly<Record<string, readonly Fault[]>> = {
  dynamodb: [
    { code: 'com.amazonaws.dynamodb.v20120810#ThrottlingException' },
    { code: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' },
    { code: 'com.amazonaws.dynamodb.v20120810#RequestLimitExceeded' },
  ],
  states: [
    { code: 'ThrottlingException' },
    { code: 'KmsThrottlingException' },
    { code: 'SlowerPlease', status: 429 },
  ],
  sqs: [
    { code: 'com.amazonaws.sqs#RequestThrottled' },
    { code: 'com.amazonaws.sqs#KmsThrottled' },
    { code: 'com.amazonaws.sqs#OverLimit', status: 403 },
  ],
  events: [{ code: 'ThrottlingException' }],
};
export const faultsOf = (asked: string): readonly Fault[] => SAID[asked.slice(0, asked.indexOf(' '))] ?? [];
/** Each call by one name: the names are gone through in turn. */
export const throttledAt = (calls: readonly string[]) =>
  calls.map((call, index) => {
    const faults = faultsOf(call);
    return { call, index, fault: faults[index % faults.length] ?? { code: '' } };
  });

export const QUERY = 'dynamodb Query';
export const PUT = 'dynamodb PutItem';
export const DROP = 'dynamodb DeleteItem';
export const SUCCEED = 'states SendTaskSuccess';
