import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../e2e/running-monitor.ts';
import { run } from '../processes.ts';
import { choreo, choreoTimes, CHOREOGRAPHIES, openStage, PATIENCE } from './stage.ts';
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
const ISO = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

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

describe('choreo inbox', () => {
  test(
    'lists what is held and what had nobody, with the reason, newest first',
    async () => {
      await shop('Order Placed', 'listed');
      await stage.until('order', 'listed', 'Placed');
      await stage.publish('shop', 'Order Packed', {});
      await shop('Order Sent', 'listed');
      await stage.untilEvent('order', 'listed', 'Order Sent', 'held');
      const { identity, receivedAt } = await stage.eventOf('order', 'listed', 'Order Sent');
      const until = new Date(Date.parse(String(receivedAt)) + 2000).toISOString();
      expect(await choreo('inbox', 'order', '--instance', 'listed')).toEqual({
        status: 0,
        out: `${String(receivedAt)}  held           order listed  Order Sent
    ${identity}
    "Order Sent" is not awaited in "Placed", but can be later on. It is held until ${until}.
`,
        err: '',
      });
      await stage.untilEvent('order', 'listed', 'Order Sent', 'unexpected');
      const { out } = await choreo('inbox');
      expect(out).toMatch(
        new RegExp(
          `^${ISO}  unexpected     order listed  Order Sent\n    ${identity}\n    "Order Sent" was not awaited in "Placed" within 2 seconds\\.$`,
          'm',
        ),
      );
      expect(out).toMatch(
        new RegExp(
          `^${ISO}  uncorrelated   order  Order Packed\n    \\S+\n    "Order Packed" has no correlation id: `,
          'm',
        ),
      );
      expect(out.indexOf('Order Sent')).toBeLessThan(out.indexOf('Order Packed'));
      const json = await choreo('inbox', 'order', '--status', 'unexpected', '--json');
      const { entries, more } = JSON.parse(json.out) as {
        entries: readonly { instance: string }[];
        more: boolean;
      };
      expect(more).toBe(false);
      expect(entries.filter(({ instance }) => instance === 'listed')).toMatchObject([
        {
          status: 'unexpected',
          choreography: 'order',
          event: 'Order Sent',
          identity,
          reason: '"Order Sent" was not awaited in "Placed" within 2 seconds.',
          putBack: 0,
        },
      ]);
      expect((await choreo('inbox', 'strict')).out).toBe('The inbox is empty.\n');
      const limited = await choreo('inbox', '--limit', '1');
      expect(limited.out.split('\n').slice(3)).toEqual([
        'There are more: see them with --limit, or ask for fewer with --status.',
        '',
      ]);
    },
    SLOW,
  );
});

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

describe('choreo expect', () => {
  const ask = (...args: readonly string[]) => choreo('expect', ...args, '--choreographies', CHOREOGRAPHIES);

  test(
    'says what is awaited, until when, what is held, and the shortest way to an end',
    async () => {
      await shop('Order Placed', 'asked');
      await stage.until('order', 'asked', 'Placed');
      const { out } = await ask('order', 'asked');
      expect(out.replaceAll(new RegExp(ISO, 'g'), 'T')).toBe(`It stands in "Placed", in run 1.
Awaited now:
  Order Paid  in "Placed" → "Paid" if detail.amount > 0
Clocks:
  T  due of "Placed"
  T  deadline of "Placed"
Shortest way to an end:
  the deadline of "Placed" → "Never paid" (a failure)
  or, without a failure, Order Paid (if detail.amount > 0) → Order Packed → Order Sent → "Sent"
`);
      const [due = '', deadline = ''] = [...out.matchAll(new RegExp(ISO, 'g'))].map(([at]) => at);
      expect(Date.parse(deadline) - Date.parse(due)).toBe(47 * 3_600_000);
    },
    SLOW,
  );

  test(
    'over regions, and after the end',
    async () => {
      await stage.publish('strict', 'Strict Began', { id: 'regions' });
      await stage.until('strict', 'regions', 'First');
      await stage.publish('strict', 'Strict Checked', { id: 'regions' });
      const { out } = await eventually(
        () => ask('strict', 'regions'),
        ({ out: text }) => text.includes('Stock open') && text.includes('Money open'),
        PATIENCE,
      );
      expect(out).toBe(`It stands in "Money open" and "Stock open", in run 1.
Awaited now:
  Strict Ended  in "Money open" → "Money done"
  Strict Checked  in "Stock open" → "Stock done"
Shortest way to an end:
  Strict Ended → Strict Checked → "Done"
`);
      await stage.publish('strict', 'Strict Ended', { id: 'regions' });
      const half = await eventually(
        () => ask('strict', 'regions'),
        ({ out: text }) => !text.includes('Money open'),
        PATIENCE,
      );
      expect(half.out).toContain('Shortest way to an end:\n  Strict Checked → "Done"\n');
      await stage.publish('strict', 'Strict Checked', { id: 'regions' });
      await stage.until('strict', 'regions', 'Done');
      expect((await ask('strict', 'regions')).out).toMatch(
        new RegExp(`^It succeeded in "Done" at ${ISO}, and expects nothing any more\\.\n$`),
      );
    },
    SLOW,
  );

  test('what never came', async () => {
    expect(await ask('order', 'never')).toEqual({
      status: 1,
      out: '',
      err: 'There is no instance "never" of "order", and no event of it has come.\n',
    });
  });
});

describe('choreo close and choreo redrive', () => {
  test(
    'an instance is closed with a reason, which everybody sees, and what is held for it settled',
    async () => {
      await stage.publish('strict', 'Strict Began', { id: 'closed' });
      await stage.until('strict', 'closed', 'First');
      await stage.publish('strict', 'Strict Ended', { id: 'closed' });
      await stage.untilEvent('strict', 'closed', 'Strict Ended', 'held');
      expect(await choreo('close', 'strict', 'closed', '--reason', 'The customer rang up.')).toEqual({
        status: 0,
        out: 'It is closed, in "First".\n',
        err: '',
      });
      const described = await stage.describe('strict', 'closed');
      expect(described).toMatchObject({
        status: 'ABORTED',
        error: 'ClosedByHand',
        cause: 'The customer rang up.',
      });
      // Its hold is an hour: it does not wait for that.
      await stage.untilEvent('strict', 'closed', 'Strict Ended', 'late');
      expect((await choreo('expect', 'strict', 'closed')).out).toMatch(
        new RegExp(
          `^It failed in "First" at ${ISO} \\(ClosedByHand: The customer rang up\\.\\), and expects nothing any more\\.\n`,
        ),
      );
      expect((await choreo('close', 'strict', 'closed', '--reason', 'Again.')).err).toMatch(
        new RegExp(`^It is closed already, since ${ISO}, in "First"\\.\n$`),
      );
    },
    SLOW,
  );

  test(
    'an instance that was halted goes on; one that ended in a failed state does not',
    async () => {
      await stage.publish('strict', 'Strict Began', { id: 'halted' });
      await stage.until('strict', 'halted', 'First');
      expect(await choreo('redrive', 'strict', 'halted')).toEqual({
        status: 1,
        out: '',
        err: 'Run 1 is running. There is nothing to redrive.\n',
      });
      await stage.publish('strict', 'Strict Began', { id: 'halted' });
      await eventually(
        () => stage.describe('strict', 'halted'),
        ({ error }) => error === 'UnexpectedEventHalted',
        PATIENCE,
      );
      expect(await choreo('redrive', 'strict', 'halted', '--json')).toEqual({
        status: 0,
        out: '{"choreography":"strict","instance":"halted","outcome":"done","message":"Run 1 goes on where it failed."}\n',
        err: '',
      });
      await eventually(
        async () => (await stage.rowsOf('strict', 'halted')).find(({ key }) => key === 'WAIT#')?.['redrive'],
        (redrive) => redrive === 1,
        PATIENCE,
      );
      await stage.publish('strict', 'Strict Refused', { id: 'halted' });
      await stage.until('strict', 'halted', 'Refused');
      expect(await choreo('redrive', 'strict', 'halted')).toEqual({
        status: 1,
        out: '',
        err: 'Run 1 ended in "Refused", which fails by the choreography\'s own word: redriven, it would fail there again.\n',
      });
      expect(await stage.standingOf('strict', 'halted')).toEqual({ status: 'failed', state: 'Refused' });
    },
    SLOW,
  );
});

describe('a wrong word', () => {
  test.each([
    [
      ['close', 'strikt', 'x', '--reason', 'y'],
      'The monitor "choreography-monitor" has no choreography "strikt". Did you mean "strict"? It has order and strict.',
    ],
    [
      ['close', 'strict', 'x'],
      'Say why it is closed: --reason "The customer withdrew the order by telephone."',
    ],
    [
      ['close', 'strict', 'x', '--reason', 'y'.repeat(1001)],
      'The reason has 1001 characters; 1000 are kept. Say it in fewer.',
    ],
    [
      ['inbox', '--status', 'uncorelated'],
      '--status "uncorelated" is none that is asked for here. Did you mean "uncorrelated"? There are held, unexpected, late, orphan, uncorrelated, ambiguous, failed-action, dead.',
    ],
    [['inbox', '--limit', '0'], '--limit is "0"; it must be a whole number above 0.'],
    [
      ['inbox', '--instance', 'x'],
      '--instance needs its choreography: choreo inbox CHOREOGRAPHY --instance ID',
    ],
    [
      ['inbox', '--prefix', 'other'],
      /^No monitor with the prefix "other" is deployed at http:\/\/localhost:\d+\. There is "choreography-monitor": name it with --prefix\.$/,
    ],
    [
      ['inbox', 'put-back', '--event', 'x', '--status', 'late'],
      '--status says which of all are meant, so it needs --all.',
    ],
    [
      ['inbox', 'put-back', '--event', 'nothing'],
      'There is no event "nothing" in the inbox of order, strict.',
    ],
    [['redrive', 'strict', 'x', '--run', 'one'], '--run is "one"; runs are counted from 1.'],
    [['redrive', 'strict', 'x'], 'There is no instance "x" of "strict".'],
  ])('%j', async (args, message) => {
    const { status, out, err } = await choreo(...args);
    expect([status, out]).toEqual([1, '']);
    if (typeof message === 'string') expect(err).toBe(`${message}\n`);
    else expect(err.trimEnd()).toMatch(message);
  });

  test('nothing listens where the commands are sent', async () => {
    expect(await run('AWS_ENDPOINT_URL=http://127.0.0.1:9 node bin/choreo.ts inbox')).toEqual({
      status: 1,
      output: 'Nothing listens on http://127.0.0.1:9. Start the local cloud: npm start\n',
    });
  }, 30_000);
});
