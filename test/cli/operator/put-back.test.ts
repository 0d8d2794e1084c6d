import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../e2e/running-monitor.ts';
import { choreo, choreoTimes, openStage, PATIENCE } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;
let identities: Promise<ReadonlyMap<string, string>>;
beforeAll(async () => {
  stage = await openStage();
  // Side by side, for each takes as long as a hold and a look.
  identities = allPacked('ten', 'first-life', 'broken-off', 'all-1', 'all-2');
}, 120_000);
afterAll(() => stage.stop());

const SLOW = 2 * PATIENCE * 1000;

const shop = (detailType: string, id: string, more: object = {}) =>
  stage.publish('shop', detailType, { id, ...more });

/** An order that has been paid and packed, and whose `Order Sent` came before all that, and was not awaited in time. */
async function packed(id: string): Promise<string> {
  await shop('Order Placed', id);
  await stage.until('order', id, 'Placed');
  await shop('Order Sent', id);
  await stage.untilEvent('order', id, 'Order Sent', 'unexpected');
  await shop('Order Paid', id, { amount: 5 });
  await stage.until('order', id, 'Paid');
  await shop('Order Packed', id);
  await stage.until('order', id, 'Packed');
  return (await stage.eventOf('order', id, 'Order Sent')).identity;
}

async function allPacked(...ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map(await Promise.all(ids.map(async (id) => [id, await packed(id)] as const)));
}

const identityOf = async (id: string): Promise<string> => (await identities).get(id) ?? '';

/** How often the history shows that this event was delivered. */
async function deliveries(id: string, identity: string): Promise<number> {
  const history = await stage.historyOf('order', id);
  return history.filter(({ type, taskSucceededEventDetails }) => {
    if (type !== 'TaskSucceeded') return false;
    const said = JSON.parse(taskSucceededEventDetails?.output ?? '{}') as { identity?: string };
    return said.identity === identity;
  }).length;
}

const isSent = async (id: string, identity: string): Promise<void> => {
  expect(await stage.until('order', id, 'Sent')).toEqual({ status: 'succeeded', state: 'Sent' });
  expect(await stage.statusOf('order', id, identity)).toBe('consumed');
  expect(await deliveries(id, identity)).toBe(1);
};

describe('choreo inbox put-back', () => {
  test(
    'ten times at once, an event moves its instance once',
    async () => {
      const identity = await identityOf('ten');
      const all = await choreoTimes(10, 'inbox', 'put-back', 'order', '--event', identity);
      // Whoever comes when it has been consumed is told so.
      expect(all.map(({ status }) => status)).toContain(0);
      expect(all[0]?.out).toContain(
        '"Order Sent" is held again, and goes to the first wait that awaits it.\n',
      );
      await isSent('ten', identity);
      const again = await choreo('inbox', 'put-back', 'order', '--event', identity, '--instance', 'ten');
      expect(again.status).toBe(1);
      expect(again.err).toMatch(
        /^It has moved the instance, at .* in run 1\. An event moves an instance once\.\n$/,
      );
    },
    SLOW,
  );

  test(
    'while messages of its first life are still on their way',
    async () => {
      const identity = await identityOf('first-life');
      const { payload } = await stage.eventOf('order', 'first-life', 'Order Sent');
      const envelope: unknown = JSON.parse(String(payload));
      const look = {
        instance: 'order#first-life',
        identity,
        name: 'Order Sent',
        putBack: 0,
        at: new Date().toISOString(),
      };
      await Promise.all([
        choreo('inbox', 'put-back', 'order', '--event', identity),
        ...[1, 2, 3].flatMap(() => [
          stage.send('order-events', envelope),
          stage.send('order-events', { look }),
        ]),
      ]);
      await isSent('first-life', identity);
    },
    SLOW,
  );

  test(
    'given again after it broke off between the write and the message',
    async () => {
      const identity = await identityOf('broken-off');
      const row = await stage.eventOf('order', 'broken-off', 'Order Sent');
      const { reason, settledAt, listing, listedAt, identity: _, ...event } = row;
      expect([reason, settledAt, listedAt, _]).not.toContain(undefined);
      await stage.put({
        ...event,
        status: 'held',
        putBack: 1,
        receivedAt: new Date(Date.now() - 600_000).toISOString(),
        listing: String(listing).replace('#deviation#', '#held#'),
        listedAt: new Date().toISOString(),
      });
      const seen = await choreo('inbox', 'order', '--status', 'held');
      expect(seen.out).toMatch(
        /Its hold was over at .*, and nobody has looked at it since\. Put it back\.\n/,
      );
      expect((await choreo('inbox', 'put-back', 'order', '--event', identity)).status).toBe(0);
      await isSent('broken-off', identity);
    },
    SLOW,
  );

  test(
    'all of a choreography, and how many',
    async () => {
      await identities;
      const { status, out } = await choreo('inbox', 'put-back', 'order', '--all', '--status', 'unexpected');
      expect(status).toBe(0);
      expect(out).toMatch(/^order all-1, Order Sent, \S+: "Order Sent" is held again, /m);
      expect(out).toMatch(/\d+ were put back\.\n$/);
      for (const id of ['all-1', 'all-2'])
        expect(await stage.until('order', id, 'Sent')).toEqual({ status: 'succeeded', state: 'Sent' });
      expect(await choreo('inbox', 'put-back', 'strict', '--all')).toEqual({
        status: 0,
        out: 'There is nothing to put back.\n',
        err: '',
      });
    },
    SLOW,
  );

  test(
    'dead letters go back to their queue: one by its identity, or all',
    async () => {
      const ids = ['dead-1', 'dead-2', 'dead-3', 'dead-4'];
      for (const id of ids) await shop('Order Placed', id);
      for (const id of ids) {
        await stage.until('order', id, 'Placed');
        await stage.send('order-events-dead', {
          ...{ version: '0', id: `letter-${id}`, source: 'shop', 'detail-type': 'Order Paid' },
          time: new Date().toISOString(),
          detail: { id, amount: 1 },
        });
      }
      const letters = async () => {
        const { out } = await choreo('inbox', '--status', 'dead', '--json');
        return (
          JSON.parse(out) as { entries: readonly { identity: string; event: string; reason: string }[] }
        ).entries;
      };
      const identities = async () => (await letters()).map(({ identity }) => identity).sort();
      const all = ids.map((id) => `letter-${id}`);
      expect(await identities()).toEqual(all);
      // They were looked at, and are there as before.
      expect(await identities()).toEqual(all);
      expect((await letters())[0]).toMatchObject({
        event: 'Order Paid',
        choreography: 'order',
        status: 'dead',
      });
      expect(await choreo('inbox', 'put-back', '--event', 'letter-dead-2')).toEqual({
        status: 0,
        out: 'The dead letter "Order Paid" is in its queue again.\n',
        err: '',
      });
      await stage.until('order', 'dead-2', 'Paid');
      expect((await choreo('resubmit', 'order', 'letter-dead-4')).out).toBe(
        'The dead letter "Order Paid" is in its queue again.\n',
      );
      await stage.until('order', 'dead-4', 'Paid');
      expect(await identities()).toEqual(['letter-dead-1', 'letter-dead-3']);
      const { out } = await choreo('inbox', 'put-back', '--all', '--status', 'dead');
      expect(out).toBe(
        'choreography-monitor-order-events: 2 dead letters go back to it.\n2 were put back.\n',
      );
      for (const id of ['dead-1', 'dead-3']) await stage.until('order', id, 'Paid');
      expect(await letters()).toEqual([]);
    },
    SLOW,
  );
});

describe('choreo resubmit', () => {
  test(
    'an event of no instance is recognised anew; what is uncorrelated still is in the inbox again',
    async () => {
      await stage.publish('shop', 'Order Paid', { amount: 7 });
      const uncorrelated = async () => {
        const { out } = await choreo('inbox', 'order', '--status', 'uncorrelated', '--json');
        const { entries } = JSON.parse(out) as {
          entries: readonly { event: string; identity: string; putBack: number }[];
        };
        return entries.find(({ event }) => event === 'Order Paid');
      };
      const found = await eventually(uncorrelated, (entry) => entry !== undefined, PATIENCE);
      expect(await choreo('resubmit', 'order', found?.identity ?? '')).toEqual({
        status: 0,
        out: '"Order Paid" was given to its queue again, and is recognised anew.\n',
        err: '',
      });
      const again = await eventually(uncorrelated, (entry) => entry?.putBack === 1, PATIENCE);
      expect(again?.identity).toBe(found?.identity);
    },
    SLOW,
  );

  test('what is not there is refused', async () => {
    expect(await choreo('resubmit', 'order', 'nobody', 'nothing', '--json')).toEqual({
      status: 1,
      out: '{"choreography":"order","instance":"nobody","identity":"nothing","outcome":"absent","message":"There is no event \\"nothing\\" of \\"nobody\\" of \\"order\\"."}\n',
      err: '',
    });
  });
});
