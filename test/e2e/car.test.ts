import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { JOURNEY, journey } from '../../lib/elsewhere/stories/journeys.ts';
import { eventually, reachForTest, type ReachedMonitor } from './running-monitor.ts';

let monitor: ReachedMonitor;
beforeAll(async () => {
  monitor = await reachForTest('examples');
});
afterAll(() => monitor.stop());

const delivery = z.object({ event: z.object({ name: z.string() }) });
const deliveredName = (output: string | undefined) => delivery.parse(JSON.parse(output ?? '{}')).event.name;

const completed = (id: string) =>
  eventually(
    () => monitor.standingOf('car-journey', id),
    ({ status }) => status === 'succeeded' || status === 'failed',
  );

test('a car whose events come in order is completed, and its execution has succeeded', async () => {
  for (const event of journey('car-1')) await monitor.publish(event);
  expect(await completed('car-1')).toEqual({ status: 'succeeded', state: 'Completed' });
  const { status, output } = await monitor.describe('car-journey', 'car-1');
  expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: '{"state":"Completed"}' });
});

test('a car is completed when everything but the announcement came first, and in reverse order', async () => {
  const [announced, ...others] = journey('car-2');
  for (const event of [...others].reverse()) await monitor.publish(event);
  await eventually(
    () => monitor.rowsOf('car-journey', 'car-2'),
    (rows) => rows.filter(({ status }) => status === 'held').length === others.length,
  );
  await monitor.publish(announced!);
  expect(await completed('car-2')).toEqual({ status: 'succeeded', state: 'Completed' });
});

test('each event moved the car once, in the order in which they happened', async () => {
  const delivered = (await monitor.historyOf('car-journey', 'car-2'))
    .filter(({ type }) => type === 'TaskSucceeded')
    .map(({ taskSucceededEventDetails }) => deliveredName(taskSucceededEventDetails?.output));
  const [, inspected, cleaned, priced, repaired, ...rest] = JOURNEY;
  expect(delivered[0]).toBe(inspected);
  expect(delivered.slice(1, 4).sort()).toEqual([cleaned, priced, repaired].sort());
  expect(delivered.slice(4, 7)).toEqual(rest.slice(0, 3));
  expect(delivered.slice(7).sort()).toEqual(rest.slice(3).sort());
});

test('ten announcements of one car at the same moment open one execution', async () => {
  const [announced] = journey('car-3');
  await Promise.all(Array.from({ length: 10 }, () => monitor.publish(announced!)));
  const started = await eventually(
    () => monitor.executionsOf('car-journey'),
    (executions) => executions.some(({ name }) => name === 'car-3'),
  );
  expect(started.filter(({ name }) => name?.startsWith('car-3'))).toHaveLength(1);
});
