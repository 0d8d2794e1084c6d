import { afterEach, describe, expect, test } from '@jest/globals';
import { address } from '../../lib/console/address.ts';
import type { ChoreographyAnswer, InstanceAnswer, OverviewAnswer } from '../../lib/console/api.ts';
import type { InboxAnswer } from '../../lib/console/inbox-api.ts';
import type { DeviatingEvent, OpenInstance } from '../../lib/projection/rows.ts';
import { itemOf } from '../../lib/projection/parse-row.ts';
import { car } from '../layout/car.ts';
import { order } from '../layout/rich.ts';
import type { Stage, StageOptions } from './stage.ts';
import { openStage } from './stage.ts';
import type { Happening } from './story.ts';
import { tell } from './story.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const at = (milliseconds: number) => new Date(NOW + milliseconds).toISOString();

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.stop();
  stage = undefined;
});

async function staged(options: Partial<StageOptions> = {}): Promise<Stage> {
  stage = await openStage({ choreographies: [car], now: () => NOW, ...options });
  return stage;
}
const json = async <T>(path: string): Promise<T> => {
  const answer = await stage?.console.fetch(new Request(`http://localhost${path}`));
  return (await answer?.json()) as T;
};
const inbox = (query = '') => json<InboxAnswer>(`/api/choreographies/car-journey/inbox${query}`);

const announced: Happening = { at: 0, take: 'Car Announced', to: 'Announced' };
const LOCAL = 'AWS_ENDPOINT_URL=http://localhost:4566 npm run choreo --';
const exactly = (count: number) => ({ count, atLeast: false });

function stranger(index: number, status: DeviatingEvent['status'], settledAt: string): DeviatingEvent {
  const correlationId = `x${index}`;
  return {
    ...{
      kind: 'event',
      instance: `car-journey#${correlationId}`,
      choreography: 'car-journey',
      correlationId,
    },
    ...{ identity: `e${index}`, name: 'Car Sold', time: settledAt, receivedAt: settledAt, settledAt, status },
    ...{ reason: 'No instance was opened within 5 minutes.', payload: '{}', hold: 0, putBack: 0, ttl: 1 },
  };
}

describe('the inbox', () => {
  test('has what is held, not allowed, and late, the newest first, with what can be done about it', async () => {
    const { add } = await staged();
    await add(
      tell(car, 'a', NOW - 2 * HOUR, [announced, { at: HOUR, unexpected: 'Car Sold' }]),
      tell(car, 'b', NOW - 9 * HOUR, [{ at: 0, late: 'Car Priced', reason: 'It had ended.' }]),
      tell(car, "c'1", NOW - 2 * MIN, [announced, { at: MIN, hold: 'Car Sold' }]),
      tell(car, 'd', NOW - 60 * HOUR, [
        announced,
        { at: HOUR, take: 'Inspection Completed', to: 'In preparation' },
      ]),
    );
    const whose = { choreography: 'car-journey', title: 'Second-hand car journey' };
    expect(await inbox()).toStrictEqual({
      entries: [
        {
          ...{ kind: 'held', ...whose, correlationId: "c'1", name: 'Car Sold', at: at(-MIN) },
          reason: 'It came before its turn, and waits until it is awaited.',
          ...{ identity: "c'1-1", until: at(4 * MIN) },
          command: {
            does: 'List what has come for it',
            text: `${LOCAL} inbox car-journey '--instance=c'\\''1'`,
          },
        },
        {
          ...{ kind: 'unexpected', ...whose, correlationId: 'a', name: 'Car Sold', at: at(-HOUR) },
          ...{ reason: '"Car Sold" was not expected in "Announced".', identity: 'a-1' },
          command: {
            does: 'Put it back',
            text: `${LOCAL} inbox put-back car-journey --event=a-1 --instance=a`,
          },
        },
        {
          ...{ kind: 'late', ...whose, correlationId: 'b', name: 'Car Priced', at: at(-9 * HOUR) },
          ...{ reason: 'It had ended.', identity: 'b-0' },
          command: {
            does: 'Put it back',
            text: `${LOCAL} inbox put-back car-journey --event=b-0 --instance=b`,
          },
        },
        {
          ...{ kind: 'overdue', ...whose, correlationId: 'd', name: 'In preparation', at: at(-11 * HOUR) },
          reason: '"In preparation" should have been left by now.',
          command: {
            does: 'See what it still expects',
            text: `${LOCAL} expect car-journey d`,
          },
        },
      ],
      matching: exactly(4),
      kinds: [
        { kind: 'held', count: exactly(1) },
        { kind: 'unexpected', count: exactly(1) },
        { kind: 'late', count: exactly(1) },
        { kind: 'overdue', count: exactly(1) },
      ],
    });
  });

  test('is narrowed to a kind, and still says how many there are of each', async () => {
    const { add } = await staged();
    await add(
      tell(car, 'a', NOW - 2 * HOUR, [announced, { at: HOUR, unexpected: 'Car Sold' }]),
      tell(car, 'c', NOW - 2 * MIN, [announced, { at: MIN, hold: 'Car Sold' }]),
    );
    const { entries, kinds, matching } = await inbox('?kind=held');
    expect([entries.map(({ correlationId }) => correlationId), matching]).toStrictEqual([['c'], exactly(1)]);
    expect(kinds.map(({ kind }) => kind)).toStrictEqual(['held', 'unexpected']);
    expect((await inbox('?kind=orphan')).matching).toStrictEqual(exactly(0));
  });

  test('counts thousands rightly, and finds the few of a kind behind them', async () => {
    const { addItems } = await staged();
    const flood = Array.from({ length: 2_431 }, (_, index) => stranger(index, 'orphan', at(-index * 1_000)));
    const few = Array.from({ length: 3 }, (_, index) => stranger(9_000 + index, 'late', at(-30 * HOUR)));
    await addItems([...flood, ...few].map((row) => itemOf(row)));
    const all = await inbox();
    expect([all.entries.length, all.matching]).toStrictEqual([100, exactly(2_434)]);
    expect(all.entries.map(({ correlationId }) => correlationId)).toStrictEqual(
      Array.from({ length: 100 }, (_, index) => `x${index}`),
    );
    expect(all.kinds).toStrictEqual([
      { kind: 'late', count: exactly(3) },
      { kind: 'orphan', count: exactly(2_431) },
    ]);
    const late = await inbox('?kind=late');
    expect(late.entries.map(({ correlationId }) => correlationId)).toStrictEqual(['x9000', 'x9001', 'x9002']);
    const { choreographies } = await json<OverviewAnswer>('/api/choreographies');
    expect(choreographies[0]?.deviations).toStrictEqual(exactly(2_434));
    expect(choreographies[0]?.lastDay.deviations).toStrictEqual(exactly(2_431));
  });

  test('has what the machine itself could not do, and no command for it', async () => {
    const { addItems } = await staged();
    const row = stranger(1, 'failed-action', at(-MIN));
    await addItems([itemOf({ ...row, identity: '!failed-action#Sold: notify#1', name: 'notify' })]);
    const { entries } = await inbox();
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ kind: 'failed-action', name: 'notify' });
    expect(entries[0]).not.toHaveProperty('command');
    expect(entries[0]).not.toHaveProperty('identity');
  });

  test('has what the sweep has warned of, in the generation that is open now', async () => {
    const { addItems } = await staged();
    const row: OpenInstance = {
      ...{
        kind: 'instance',
        instance: 'car-journey#7',
        choreography: 'car-journey',
        correlationId: '7',
        ttl: 1,
      },
      ...{ status: 'open', run: 1, redrive: 2, openedBy: 'e', openedAt: at(-9 * HOUR), execution: '7' },
      ...{ overdue: [], labels: {}, warned: ['year-end#1.1', 'unfinished-redrive#1.2'] },
    };
    await addItems([itemOf(row)]);
    const { entries, kinds } = await inbox();
    expect(entries.map(({ kind, command }) => [kind, command])).toStrictEqual([
      ['unfinished-redrive', { does: 'Finish the redrive', text: `${LOCAL} redrive car-journey 7` }],
    ]);
    expect(kinds).toStrictEqual([{ kind: 'unfinished-redrive', count: exactly(1) }]);
  });

  test('of all choreographies says which one each entry is of', async () => {
    const { add } = await staged({ choreographies: [car, order] });
    await add(
      tell(car, 'a', NOW - HOUR, [{ at: 0, hold: 'Car Sold' }]),
      tell(order, 'b', NOW - 2 * HOUR, [{ at: 0, hold: 'Line Shipped' }]),
    );
    const { entries, matching } = await json<InboxAnswer>('/api/inbox');
    expect(entries.map(({ choreography, name }) => [choreography, name])).toStrictEqual([
      [car.id, 'Car Sold'],
      [order.id, 'Line Shipped'],
    ]);
    expect(matching).toStrictEqual(exactly(2));
  });
});

describe('how much happens', () => {
  test('is told of the last day, by the hour, with the median of what has ended', async () => {
    const { add } = await staged();
    const reject = (after: number): Happening => ({
      at: after,
      take: 'Inspection Completed',
      to: 'Rejected',
    });
    await add(
      tell(car, 'a', NOW - 24 * HOUR + 1, [announced, reject(HOUR)]),
      tell(car, 'b', NOW - 24 * HOUR, [announced, reject(2 * HOUR)]),
      tell(car, 'c', NOW - 90 * HOUR, [announced, reject(4 * HOUR)]),
      tell(car, 'd', NOW - 1, [announced]),
      tell(car, 'e', NOW - 3 * HOUR, [announced, { at: HOUR, unexpected: 'Car Sold' }]),
    );
    const { lastDay, pace } = await json<ChoreographyAnswer>('/api/choreographies/car-journey');
    const { hours, ...counts } = lastDay;
    expect(counts).toStrictEqual({
      opened: exactly(3),
      succeeded: exactly(2),
      failed: exactly(1),
      deviations: exactly(1),
    });
    expect(hours.flatMap((count, hour) => (count === 0 ? [] : [[hour, count]]))).toStrictEqual([
      [0, 1],
      [21, 1],
      [23, 1],
    ]);
    expect(pace).toStrictEqual({ median: 1.5 * HOUR, succeeded: 0.75 });
  });

  test('is nothing where nothing has happened', async () => {
    await staged();
    const { lastDay, pace } = await json<ChoreographyAnswer>('/api/choreographies/car-journey');
    expect([lastDay.opened, pace]).toStrictEqual([exactly(0), undefined]);
  });
});

describe('the page of an instance', () => {
  const instance = (id: string) => json<InstanceAnswer>(`/api${address.instance('car-journey', id)}`);

  test('says until when what is held is held', async () => {
    const { add } = await staged();
    await add(tell(car, 'a', NOW - HOUR, [announced, { at: HOUR - MIN, hold: 'Car Sold' }]));
    const { timeline } = await instance('a');
    expect(timeline[1]?.what).toMatchObject({ status: 'held', heldUntil: at(4 * MIN) });
    expect(timeline[0]?.what).not.toHaveProperty('heldUntil');
  });

  test('shows what can be done by hand: with one that runs, and with one that failed in the midst', async () => {
    const { add } = await staged();
    await add(
      tell(car, 'a', NOW - HOUR, [announced]),
      tell(car, 'b', NOW - HOUR, [announced, { at: MIN, unexpected: 'Car Sold' }]),
      tell(car, 'c', NOW - HOUR, [announced, { at: MIN, deadline: 'Inspection missed' }]),
      tell(car, 'd', NOW - HOUR, [announced, { at: MIN, unexpected: 'Car Sold', halts: true }]),
    );
    const texts = async (id: string) => (await instance(id)).commands.map(({ text }) => text);
    expect(await texts('a')).toStrictEqual([
      `${LOCAL} expect car-journey a`,
      `${LOCAL} close car-journey a '--reason=why it is ended'`,
    ]);
    // Its author said that this ends it.
    expect(await texts('c')).toStrictEqual([]);
    expect(await texts('b')).toStrictEqual([]);
    expect(await texts('d')).toStrictEqual([`${LOCAL} redrive car-journey d`]);
  });
});
