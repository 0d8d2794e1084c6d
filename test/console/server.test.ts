import { afterEach, describe, expect, test } from '@jest/globals';
import { address } from '../../lib/console/address.ts';
import type { InstanceAnswer, InstancesAnswer, OverviewAnswer } from '../../lib/console/api.ts';
import { DONE } from '../../lib/definition/route.ts';
import { cutKey } from '../../lib/projection/cut.ts';
import { car } from '../layout/car.ts';
import type { Stage, StageOptions } from './stage.ts';
import { openStage } from './stage.ts';
import type { Happening } from './story.ts';
import { arnOf, tell } from './story.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-20T12:00:00.000Z');

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.stop();
  stage = undefined;
});

async function staged(options: Partial<StageOptions> = {}): Promise<Stage> {
  stage = await openStage({ choreographies: [car], now: () => NOW, ...options });
  return stage;
}

const get = (path: string, headers: { [name: string]: string } = {}) =>
  (stage as Stage).console.fetch(new Request(`http://localhost${path}`, { headers }));
const json = async <T>(path: string): Promise<T> => (await (await get(path)).json()) as T;
const instance = (id: string, run = '') =>
  json<InstanceAnswer>(`/api${address.instance('car-journey', id)}${run}`);

const announced: Happening = { at: 0, take: 'Car Announced', to: 'Announced' };
const inspected: Happening = { at: HOUR, take: 'Inspection Completed', to: 'In preparation' };
const done = (at: number, take: string): Happening => ({ at, take, to: DONE });

describe('the overview', () => {
  test('counts instances by what became of them, and says where they stand', async () => {
    const { add } = await staged();
    await add(
      tell(car, 'a', NOW - HOUR, [announced]),
      tell(car, 'b', NOW - 60 * HOUR, [announced, inspected]),
      tell(car, 'c', NOW - 9 * HOUR, [announced, { at: HOUR, take: 'Inspection Completed', to: 'Rejected' }]),
      tell(car, 'd', NOW - 8 * HOUR, [announced, { at: HOUR, unexpected: 'Car Sold' }]),
    );
    const { choreographies, where } = await json<OverviewAnswer>('/api/choreographies');
    expect(where).toBe('local cloud');
    expect(choreographies).toStrictEqual([
      {
        id: 'car-journey',
        title: 'Second-hand car journey',
        running: { count: 2, atLeast: false },
        overdue: { count: 1, atLeast: false },
        succeeded: { count: 1, atLeast: false },
        failed: { count: 1, atLeast: false },
        deviations: { count: 1, atLeast: false },
        held: { count: 0, atLeast: false },
        lastDay: {
          opened: { count: 3, atLeast: false },
          succeeded: { count: 1, atLeast: false },
          failed: { count: 1, atLeast: false },
          deviations: { count: 1, atLeast: false },
          hours: [...Array.from({ length: 15 }, () => 0), 1, 1, 0, 0, 0, 0, 0, 0, 1],
        },
        pace: { median: HOUR, succeeded: 0.5 },
        states: [
          { state: 'Announced', count: 1, overdue: 0, oldest: '2026-11-20T11:00:00.000Z' },
          { state: 'In preparation', count: 1, overdue: 1, oldest: '2026-11-18T01:00:00.000Z' },
        ],
      },
    ]);
  });

  test('teaches two commands that make the first instance', async () => {
    await staged();
    const { lessons } = await json<OverviewAnswer>('/api/choreographies');
    expect(lessons.map(({ command }) => command)).toStrictEqual([
      `echo '{"events":[{"source":"car","detailType":"Car Announced","detail":{"id":"first-1"}}]}' > events.json`,
      'AWS_ENDPOINT_URL=http://localhost:4566 npm run choreo -- publish events.json',
    ]);
  });

  test('asks nothing of Step Functions', async () => {
    const { asked, add } = await staged();
    await add(tell(car, 'a', NOW, [announced]));
    await json('/api/choreographies');
    await json('/api/choreographies/car-journey');
    await json('/api/choreographies/car-journey/instances');
    expect(asked).toStrictEqual([]);
  });
});

describe('the list of instances', () => {
  const ids = async (query: string) => {
    const answer = await json<InstancesAnswer>(`/api/choreographies/car-journey/instances?${query}`);
    return answer.instances.map(({ correlationId }) => correlationId);
  };

  test('has the newest first, and is narrowed by search, status and state', async () => {
    const { add } = await staged();
    await add(
      tell(car, 'old-1', NOW - 60 * HOUR, [announced, inspected]),
      tell(car, 'new-1', NOW - HOUR, [announced]),
      tell(car, 'mid-1', NOW - 5 * HOUR, [
        announced,
        { at: HOUR, take: 'Inspection Completed', to: 'Rejected' },
      ]),
    );
    expect(await ids('')).toStrictEqual(['new-1', 'mid-1', 'old-1']);
    expect(await ids('search=NEW')).toStrictEqual(['new-1']);
    expect(await ids('status=running')).toStrictEqual(['new-1', 'old-1']);
    expect(await ids('status=overdue')).toStrictEqual(['old-1']);
    expect(await ids('status=succeeded')).toStrictEqual(['mid-1']);
    expect(await ids('status=failed')).toStrictEqual([]);
    expect(await ids('state=In%20preparation')).toStrictEqual(['old-1']);
    expect(await ids('state=Rejected')).toStrictEqual(['mid-1']);
    expect(await ids('limit=1')).toStrictEqual(['new-1']);
  });

  test('counts an instance only where it was last: used waits of other regions lie about', async () => {
    const { add } = await staged();
    const before = tell(car, 'a', NOW - 3 * HOUR, [announced]);
    const after = tell(car, 'a', NOW - 3 * HOUR, [announced, inspected]);
    await add(before);
    await add(after);
    const { instances } = await json<InstancesAnswer>('/api/choreographies/car-journey/instances');
    expect(instances.map(({ places }) => [...new Set(places.map(({ state }) => state))])).toStrictEqual([
      ['In preparation'],
    ]);
    expect(await ids('state=Announced')).toStrictEqual([]);
    expect((await instance('a')).places.map(({ member }) => member)).toStrictEqual([
      'Car Cleaned',
      'Car Priced',
      'Car Repaired',
    ]);
  });

  test('says of an id that has only events that no instance was opened', async () => {
    const { add } = await staged();
    await add(tell(car, 'early', NOW, [{ at: 0, hold: 'Car Sold' }]));
    const path = '/api/choreographies/car-journey/instances?search=early';
    expect(await json<InstancesAnswer>(path)).toStrictEqual({
      instances: [],
      matching: { count: 0, atLeast: false },
      onlyEvents: true,
    });
  });
});

describe('an instance', () => {
  test('shows where it stands, what has arrived and what is awaited', async () => {
    const { add } = await staged();
    await add(tell(car, 'a', NOW - 3 * HOUR, [announced, inspected, done(2 * HOUR, 'Car Repaired')]));
    const answer = await instance('a');
    expect(answer.status).toBe('running');
    expect(answer.marks).toStrictEqual({ '': 'passed', Announced: 'passed', 'In preparation': 'current' });
    expect(answer.taken).toStrictEqual(['["","Announced"]', '["Announced","In preparation"]']);
    expect(answer.arrived).toStrictEqual({ 'In preparation': ['Car Repaired'] });
    expect(answer.awaited.map(({ event, member }) => [event, member])).toStrictEqual([
      ['Car Cleaned', true],
      ['Car Priced', true],
    ]);
    expect(answer.places.map(({ state, since, due }) => [state, since, due])).toStrictEqual([
      ['In preparation', '2026-11-20T10:00:00.000Z', '2026-11-22T10:00:00.000Z'],
      ['In preparation', '2026-11-20T10:00:00.000Z', '2026-11-22T10:00:00.000Z'],
    ]);
    expect(answer.executionArn).toBe(arnOf('car-journey', 'a'));
  });

  test('tells its events in the order they came, early and dropped ones included, with payloads', async () => {
    const { add } = await staged();
    await add(
      tell(car, 'a', NOW - 3 * HOUR, [
        announced,
        { at: HOUR, came: 10_000, take: 'Inspection Completed', to: 'In preparation' },
        { at: 2 * HOUR, hold: 'Car Sold' },
        { at: 2 * HOUR + 1, drop: 'Car Cleaned', reason: 'No branch wants it.' },
      ]),
    );
    const { timeline } = await instance('a');
    expect(
      timeline.map(({ title, detail, what }) => [
        title,
        detail,
        what.kind === 'event' && [what.status, what.heldFor, what.payload !== undefined],
      ]),
    ).toStrictEqual([
      ['Car Announced', 'Start → Announced', ['consumed', undefined, true]],
      ['Inspection Completed', 'Announced → In preparation', ['consumed', HOUR - 10_000, true]],
      ['Car Sold', 'Came before its turn; waits until it is awaited', ['held', undefined, true]],
      ['Car Cleaned', 'No branch wants it.', ['ignored', undefined, true]],
    ]);
  });

  test('tells what came almost at once in the order it was taken, whichever queue was quicker', async () => {
    const { add } = await staged();
    await add(
      tell(car, 'a', NOW - HOUR, [
        { at: 400, came: 300, take: 'Car Announced', to: 'Announced' },
        { at: 500, came: 100, take: 'Inspection Completed', to: 'In preparation' },
        { at: 600, came: 200, take: 'Car Cleaned', to: DONE },
        { at: 10_000, came: 50, take: 'Car Repaired', to: DONE },
      ]),
    );
    const { timeline } = await instance('a');
    expect(timeline.map(({ title, at }) => [title, Date.parse(at) - (NOW - HOUR)])).toStrictEqual([
      ['Car Repaired', 50],
      ['Car Announced', 300],
      ['Inspection Completed', 100],
      ['Car Cleaned', 200],
    ]);
  });

  test('that an unexpected event failed is marked where it stood', async () => {
    const { add } = await staged();
    await add(tell(car, 'a', NOW - 3 * HOUR, [announced, { at: HOUR, unexpected: 'Car Sold' }]));
    const answer = await instance('a');
    expect([answer.status, answer.lastState, answer.error, answer.cause]).toStrictEqual([
      'failed',
      'Announced',
      'UnexpectedEvent',
      '"Car Sold" was not expected in "Announced".',
    ]);
    expect(answer.marks).toStrictEqual({ '': 'passed', Announced: 'failed' });
    expect(answer.awaited).toStrictEqual([]);
    expect(answer.timeline.map(({ title }) => title)).toStrictEqual([
      'Car Announced',
      'Car Sold',
      'Failed in Announced',
    ]);
  });

  test('that a deadline moved shows it in its way', async () => {
    const { add } = await staged();
    await add(
      tell(car, 'a', NOW - 200 * HOUR, [announced, { at: 120 * HOUR, deadline: 'Inspection missed' }]),
    );
    const answer = await instance('a');
    expect(answer.marks).toStrictEqual({ '': 'passed', Announced: 'passed', 'Inspection missed': 'failed' });
    expect(answer.timeline.map(({ title, detail }) => [title, detail])).toStrictEqual([
      ['Car Announced', 'Start → Announced'],
      ['Deadline passed', 'Announced → Inspection missed'],
      // Its error is its name in one word.
      ['Failed: Inspection missed', undefined],
    ]);
  });

  test('of several runs shows the newest, and each of the others by its number', async () => {
    const { add } = await staged();
    const reject: Happening = { at: HOUR, take: 'Inspection Completed', to: 'Rejected' };
    await add(tell(car, 'a', NOW - 9 * HOUR, [announced, reject]));
    await add(tell(car, 'a', NOW - HOUR, [announced], 2));
    const [newest, first] = [await instance('a'), await instance('a', '?run=1')];
    expect([newest.run, newest.runs, newest.status]).toStrictEqual([2, 2, 'running']);
    expect([first.run, first.runs, first.status, first.lastState]).toStrictEqual([
      1,
      2,
      'succeeded',
      'Rejected',
    ]);
    expect(first.closedAt).toBe('2026-11-20T04:00:00.000Z');
    expect(first.marks).toStrictEqual({ '': 'passed', Announced: 'passed', Rejected: 'succeeded' });
  });

  test('without a history, gone after 90 days, still shows what the table knows', async () => {
    const { add } = await staged();
    const { items, execution } = tell(car, 'a', NOW - HOUR, [announced]);
    await add({ items, execution, history: [] });
    const answer = await instance('a');
    expect(answer.note).toContain('has no history of this run');
    expect(answer.marks).toStrictEqual({ '': 'passed', Announced: 'current' });
    expect(answer.timeline.map(({ title }) => title)).toStrictEqual(['Car Announced']);
  });

  test('that does not exist is a clear 404', async () => {
    await staged();
    const response = await get('/api/choreographies/car-journey/instances/nobody');
    expect([response.status, await response.json()]).toStrictEqual([
      404,
      { error: 'Second-hand car journey has no instance "nobody".', title: 'Second-hand car journey' },
    ]);
  });

  test.each([
    'a/b',
    'a b',
    'a%2Fb',
    '100%',
    '..',
    '.',
    '~x',
    '?#&',
    'ü☃',
    '<script>alert(1)</script>',
    'x'.repeat(300),
  ])('has an address of its own, whatever its id is: %s', async (id) => {
    const { add } = await staged();
    await add(tell(car, id, NOW - HOUR, [announced]));
    expect((await instance(id)).correlationId).toBe(id);
  });

  test('of an id that was cut to fit the table is found by the whole id', async () => {
    const { add } = await staged();
    const id = 'y'.repeat(600);
    await add(tell(car, cutKey(id, 'car-journey#'), NOW - HOUR, [announced]));
    expect((await instance(id)).marks).toStrictEqual({ '': 'passed', Announced: 'current' });
  });

  test('links into the Step Functions console on AWS only', async () => {
    const { add } = await staged({ place: { kind: 'aws', region: 'eu-central-1' } });
    await add(tell(car, 'a', NOW - HOUR, [announced]));
    expect((await instance('a')).awsUrl).toBe(
      `https://eu-central-1.console.aws.amazon.com/states/home?region=eu-central-1#/v2/executions/details/${arnOf('car-journey', 'a')}`,
    );
  });
});

describe('histories', () => {
  const finished: Happening[] = [announced, { at: HOUR, take: 'Inspection Completed', to: 'Rejected' }];

  test('of closed runs are read once', async () => {
    let now = NOW;
    const { add, asked } = await staged({ now: () => now });
    await add(tell(car, 'a', NOW - 5 * HOUR, finished));
    for (let times = 0; times < 5; times += 1) {
      await instance('a');
      now += 60_000;
    }
    expect(asked.map(({ operation }) => operation)).toStrictEqual(['GetExecutionHistory']);
  });

  test('of running ones are read again when the table has news, from the last page on', async () => {
    let now = NOW;
    const { add, asked } = await staged({ now: () => now, pageSize: 2 });
    await add(tell(car, 'a', NOW - 5 * HOUR, [announced]));
    await instance('a');
    await instance('a');
    expect(asked).toHaveLength(1);
    await add(tell(car, 'a', NOW - 5 * HOUR, [announced, inspected, done(2 * HOUR, 'Car Cleaned')]));
    now += 2_000;
    expect((await instance('a')).arrived).toStrictEqual({ 'In preparation': ['Car Cleaned'] });
    const tokens = asked.map(({ input }) => (input as { nextToken?: string }).nextToken);
    expect(tokens).toStrictEqual([undefined, undefined, '2', '4']);
    now += 6_000;
    await instance('a');
    expect(asked.slice(4).map(({ input }) => (input as { nextToken?: string }).nextToken)).toStrictEqual([
      '4',
    ]);
  });

  test('that cannot be read are said to be missing, and read later', async () => {
    let now = NOW;
    const { add, failWith } = await staged({ now: () => now });
    await add(tell(car, 'a', NOW - 5 * HOUR, finished));
    failWith(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }));
    expect((await instance('a')).note).toBe('The history of this run cannot be read just now: Rate exceeded');
    failWith(undefined);
    now += 10_000;
    const answer = await instance('a');
    expect([answer.note, answer.marks['Rejected']]).toStrictEqual([undefined, 'succeeded']);
  });
});

describe('the server', () => {
  test('answers an unchanged question with 304', async () => {
    await staged();
    const first = await get('/api/choreographies');
    const again = await get('/api/choreographies', { 'if-none-match': first.headers.get('etag') ?? '' });
    expect([first.status, again.status, await again.text()]).toStrictEqual([200, 304, '']);
  });

  test('lets nothing run in a page but its own files', async () => {
    await staged({ clientDir: import.meta.dirname });
    for (const path of ['/api/choreographies', '/nothing', '/']) {
      const policy = (await get(path)).headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    }
  });

  test('never leaves its folder, and says what is missing', async () => {
    await staged({ clientDir: import.meta.dirname });
    expect((await get('/..%2f..%2fpackage.json')).status).toBe(404);
    expect((await get('/%2e%2e/package.json')).status).toBe(404);
    const page = await get('/choreographies/car-journey');
    expect([page.status, await page.text()]).toStrictEqual([
      503,
      'The console has not been built yet: run `node lib/console/build.ts`, then load this page again.',
    ]);
    expect((await get('/api/choreographies/nothing')).status).toBe(404);
    for (const none of ['/elsewhere', '/server.test.ts/inside.json', `/${'long'.repeat(100)}.json`])
      expect((await get(none)).status).toBe(404);
    expect(await (await get('/elsewhere')).text()).toBe('There is no page at /elsewhere.');
  });

  test('leaves out a broken row and shows the others', async () => {
    const { add, addItems } = await staged();
    await add(tell(car, 'a', NOW - HOUR, [announced]));
    await addItems([{ instance: 'car-journey#a', key: 'EVENT#broken', status: 'no such status', ttl: 1 }]);
    const answer = await instance('a');
    expect(answer.note).toBe('1 rows of this instance could not be read.');
    expect(answer.timeline).toHaveLength(1);
  });
});
