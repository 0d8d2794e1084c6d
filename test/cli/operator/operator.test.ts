import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../e2e/running-monitor.ts';
import { run } from '../processes.ts';
import { choreo, CHOREOGRAPHIES, openStage, PATIENCE } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 120_000);
afterAll(() => stage.stop());

const SLOW = 2 * PATIENCE * 1000;
const ISO = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

const shop = (detailType: string, id: string, more: object = {}) =>
  stage.publish('shop', detailType, { id, ...more });

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
