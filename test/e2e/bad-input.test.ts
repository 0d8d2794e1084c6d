import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, startForTest, type RunningMonitor } from './running-monitor.ts';

let monitor: RunningMonitor;
beforeAll(async () => {
  monitor = await startForTest();
});
afterAll(() => monitor.stop());

const announce = (id: unknown, more: object = {}) =>
  monitor.publish({ source: 'car', detailType: 'Car Announced', detail: { id, ...more } });
const inspect = (id: unknown, result: unknown) =>
  monitor.publish({ source: 'car', detailType: 'Inspection Completed', detail: { id, result } });
const standsIn = (id: string, wanted: string) =>
  eventually(
    () => monitor.standingOf('car-journey', id),
    ({ state }) => state === wanted,
  );

describe('correlation ids', () => {
  test.each(['x'.repeat(300), 'car 7/8 #?*&|"\\ é', '../../etc'])(
    'an id of any characters and length opens an instance: %s',
    async (id) => {
      await announce(id);
      await standsIn(id, 'Announced');
      await inspect(id, 'Rejected');
      expect(await standsIn(id, 'Rejected')).toEqual({ status: 'succeeded', state: 'Rejected' });
    },
  );

  test('two long ids that differ only at their end are two instances', async () => {
    const ids = ['1', '2'].map((end) => 'y'.repeat(299) + end);
    for (const id of ids) await announce(id);
    for (const id of ids) await standsIn(id, 'Announced');
    const names = (await monitor.executionsOf('car-journey')).map(({ name }) => name);
    expect(names.filter((name) => name?.startsWith('yyy'))).toHaveLength(2);
  });

  test('a number and its decimal string are one id', async () => {
    await announce(4711);
    await standsIn('4711', 'Announced');
    await inspect('4711', 'Rejected');
    await standsIn('4711', 'Rejected');
  });
});

test('a second start event for the same id does not open another execution', async () => {
  await announce('car-twice');
  await standsIn('car-twice', 'Announced');
  await announce('car-twice');
  // Nothing awaits a second announcement any more: by the policy `fail` the instance ends, and says why.
  const { error, cause } = await eventually(
    () => monitor.describe('car-journey', 'car-twice'),
    ({ status }) => status === 'FAILED',
  );
  expect(error).toBe('UnexpectedEvent');
  expect(JSON.parse(cause ?? '{}')).toMatchObject({ event: 'Car Announced', state: 'Announced' });
  const executions = (await monitor.executionsOf('car-journey')).filter(({ name }) =>
    name?.startsWith('car-twice'),
  );
  expect(executions).toHaveLength(1);
});

test.each([
  [300, 'text', (bytes: number) => 'x'.repeat(bytes)],
  [1000, 'surrogate pairs', (bytes: number) => '😀'.repeat(bytes / 4)],
  [1000, 'numbers', (bytes: number) => Array.from({ length: bytes / 8 }, (_, n) => n + 1_000_000)],
])('an event of %i KB of %s is delivered, cut to what Step Functions takes', async (size, what, fill) => {
  const id = `car-large-${size}-${what.slice(0, 4)}`;
  await announce(id, { description: fill(size * 1024) });
  await standsIn(id, 'Announced');
  const { input } = await monitor.describe('car-journey', id);
  expect(Buffer.byteLength(input ?? '')).toBeLessThanOrEqual(250_000);
  expect((input ?? '').isWellFormed()).toBe(true);
  expect(JSON.parse(input ?? '{}')).toMatchObject({ event: { envelope: { detail: { id } } } });
  await inspect(id, 'Rejected');
  expect(await standsIn(id, 'Rejected')).toEqual({ status: 'succeeded', state: 'Rejected' });
});

test('an event without a correlation id is kept as a deviation', async () => {
  await monitor.publish({ source: 'car', detailType: 'Car Announced', detail: { car: 'nobody' } });
  const page = await eventually(
    async () => (await fetch(`${monitor.url}/api/choreographies/car-journey/inbox`)).text(),
    (text) => text.includes('uncorrelated'),
  );
  expect(page).toContain('uncorrelated');
});

test('an event none of whose guards holds is unexpected, and the failure names what was awaited', async () => {
  await announce('car-guard');
  await standsIn('car-guard', 'Announced');
  await inspect('car-guard', { not: 'a string' });
  const { error, cause } = await eventually(
    () => monitor.describe('car-journey', 'car-guard'),
    ({ status }) => status === 'FAILED',
  );
  expect(error).toBe('UnexpectedEvent');
  expect(JSON.parse(cause ?? '{}')).toMatchObject({
    event: 'Inspection Completed',
    state: 'Announced',
    awaited: ['Inspection Completed'],
  });
  // The execution fails a moment before the event's row says so.
  const statuses = await eventually(
    async () => (await monitor.rowsOf('car-journey', 'car-guard')).map(({ status }) => status),
    (all) => !all.includes('sent'),
  );
  expect(statuses).toContain('unexpected');
});

describe('the local API answers as AWS does', () => {
  const post = (target: string, body: string) =>
    fetch(monitor.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
      body,
    });

  test('malformed JSON', async () => {
    const response = await post('AWSStepFunctions.ListStateMachines', '{"maxResults":');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      __type: expect.stringContaining('SerializationException'),
    });
  });

  test('an operation that does not exist', async () => {
    const response = await post('AWSStepFunctions.MakeCoffee', '{}');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      __type: expect.stringContaining('UnknownOperationException'),
    });
  });
});
