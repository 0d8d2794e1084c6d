/** An event too large: cut the same way every time, still delivered, and under every limit on its way. */
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { SentEvent } from '../../../lib/projection/rows.ts';
import { itemOf } from '../../../lib/projection/parse-row.ts';
import { Monitor } from './monitor.ts';
import { event, orders } from './orders.ts';

let monitor: Monitor;
afterEach(() => monitor.stop());

const KB = 1024;
/** Of SendTaskSuccess's output and StartExecution's input, 262,144, less room; and of an item. */
const MOST_SENT = 250_000;
const MOST_STORED = 400 * KB;

const STATES = `
  Open:
    on:
      Paid: { guard: 'detail.amount = 7', target: Seen, assign: { last: detail.note } }
      Shipped: Done
  Seen: { on: { Shipped: Done } }
  Done: { final: succeeded }
`;
const large = () => orders('Open', STATES, "context: { last: '' }\nlabels: { note: detail.note }");

/** A field of that many bytes. */
const FILLED: readonly (readonly [string, (bytes: number) => unknown])[] = [
  ['one long string', (bytes) => 'x'.repeat(bytes)],
  [
    'long strings of several lengths',
    (bytes) => ['x'.repeat(bytes / 2), 'y'.repeat(bytes / 3), 'z'.repeat(bytes / 6)],
  ],
  ['characters of two bytes', (bytes) => 'ä'.repeat(bytes / 2)],
  ['surrogate pairs', (bytes) => '😀'.repeat(bytes / 4)],
  ['surrogate pairs, shifted by one', (bytes) => `x${'😀'.repeat(bytes / 4)}`],
  ['what JSON escapes', (bytes) => '\n"\\\u0001'.repeat(bytes / 12)],
  [
    'many small fields',
    (bytes) => Object.fromEntries(Array.from({ length: bytes / 16 }, (_, n) => [`field${n}`, n])),
  ],
  ['many numbers', (bytes) => Array.from({ length: bytes / 8 }, (_, n) => n + 1_000_000)],
];
/** What SQS takes is 1 MiB; what Step Functions takes is a quarter of it. */
const CASES = FILLED.map(([what, fill], index) => {
  const bytes = (index % 2 === 0 && what !== 'many small fields' ? 1000 : 256) * KB;
  return [`${bytes / KB} KB of ${what}`, fill, bytes] as const;
});

/** UTF-8 of names and values, as DynamoDB counts them; nothing in these rows is nested. */
function sizeOfItem(row: SentEvent): number {
  return Object.entries(marshall({ ...itemOf(row) }, { removeUndefinedValues: true })).reduce(
    (sum, [name, { S, N }]) => sum + Buffer.byteLength(name) + Buffer.byteLength(S ?? N ?? ''),
    0,
  );
}

describe('an event too large', () => {
  test.each(CASES)('(%s) is cut, and still moves its instance', async (_, fill, bytes) => {
    monitor = await Monitor.of(large());
    await monitor.publish(event('o0'));
    const outputs: string[] = [];
    let stored = 0;
    monitor.before = (call) => {
      const row = monitor.row('p1');
      if (call === 'sendSuccess' && row?.status === 'sent') stored = sizeOfItem(row);
    };
    monitor.onOutput = (output) => void outputs.push(output);
    const whole = event('p1', 1, { amount: 7, note: 'short', filler: fill(bytes) });
    expect(JSON.stringify(whole).length).toBeGreaterThan(bytes / 6);
    expect(await monitor.publish(whole)).toEqual(['done']);
    expect(await monitor.standing()).toBe('running Seen');
    expect(monitor.statuses()).toEqual({ o0: 'consumed', p1: 'consumed' });
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThanOrEqual(MOST_STORED);
    const [output = ''] = outputs;
    expect(Buffer.byteLength(output)).toBeLessThanOrEqual(MOST_SENT);
    // Not a half of a character is left anywhere.
    expect(output.isWellFormed()).toBe(true);
    expect(output).not.toMatch(/\\ud[89a-f]/i);
    expect(JSON.parse(output)).toMatchObject({
      to: 'Seen',
      identity: 'p1',
      memory: { context: { last: 'short' } },
      event: {
        name: 'Paid',
        envelope: { id: 'p1', source: 'shop', detail: { order: 'o-1', amount: 7, note: 'short' } },
      },
    });
    expect(output).toMatch(/…\[\d+ (characters|bytes) cut\]/);
  });

  test.each(CASES)('(%s) opens an instance, under the same bytes at every try', async (_, fill, bytes) => {
    monitor = await Monitor.of(large());
    const inputs: string[] = [];
    monitor.onInput = (input) => void inputs.push(input);
    let tries = 0;
    monitor.after = (call) => {
      // The reply is lost: the execution is there, and the same start is sent again.
      if (call === 'startExecution' && (tries += 1) === 1) throw new Error('socket hang up');
    };
    const whole = event('o0', 0, { filler: fill(bytes) });
    expect(await monitor.arrive(whole)).toBe('returned');
    expect(await monitor.publish(whole)).toEqual(['done']);
    expect(inputs).toHaveLength(2);
    expect(inputs[1]).toBe(inputs[0]);
    expect(Buffer.byteLength(inputs[0] ?? '')).toBeLessThanOrEqual(MOST_SENT);
    expect(await monitor.standing()).toBe('running Open');
  });

  test('of which nothing is long is cut by its biggest field alone: the others still decide', async () => {
    monitor = await Monitor.of(large());
    await monitor.publish(event('o0'));
    const outputs: string[] = [];
    monitor.onOutput = (output) => void outputs.push(output);
    const filler = Array.from({ length: 100_000 }, (_, n) => n);
    await monitor.publish(event('p1', 1, { amount: 7, note: 'short', filler }));
    const { event: sent } = JSON.parse(outputs[0] ?? '{}') as { event?: { envelope: { detail: unknown } } };
    expect(sent?.envelope.detail).toEqual({
      ...{ order: 'o-1', amount: 7, note: 'short' },
      filler: `…[${JSON.stringify(filler).length} bytes cut]`,
    });
  });

  test('whose assign would take the context over 64 KB does not move: it is unexpected', async () => {
    monitor = await Monitor.of(large());
    await monitor.publish(event('o0'), event('p1', 1, { amount: 7, note: 'x'.repeat(70_000) }));
    expect(await monitor.moves()).toEqual([]);
    expect(monitor.row('p1')?.status).toBe('unexpected');
  });

  test.each([
    [23_000, 'succeeded Gone', 'consumed'],
    [25_000, 'running Unpacked', 'unexpected'],
  ])(
    'whose assign is carried out of a region by an interrupt: %i bytes of it',
    async (bytes, standing, status) => {
      const states = `
  Preparing:
    parallel:
      Goods: { initial: Unpacked, states: { Unpacked: { on: { Packed: Ready } }, Ready: { final: succeeded } } }
    onDone: Gone
    on: { Cancelled: { target: Gone, assign: { note: detail.note } } }
  Gone: { final: succeeded }
`;
      monitor = await Monitor.of(orders('Preparing', states, "unexpected: report\ncontext: { note: '' }"));
      await monitor.publish(event('o0'), event('c1', 1, { note: 'x'.repeat(bytes) }));
      // The other region's end might have awaited it: it waits out its hold, and what regions need to put their waits.
      await monitor.pass(400_000);
      expect(await monitor.standing()).toBe(standing);
      expect(monitor.row('c1')?.status).toBe(status);
    },
  );

  test('whose item would not fit into what the next wait says does not move, and the instance waits on', async () => {
    const states = `
  Open:
    forEach: { items: '[]', opens: [Paid], match: detail.note, initial: New, states: { New: { on: { Packed: Old } }, Old: { final: succeeded } } }
    on: { Cancelled: Gone }
  Gone: { final: succeeded }
`;
    monitor = await Monitor.of(orders('Open', states, 'unexpected: report'));
    // Within a text its quotes are escaped: 84 KB of an item are 140 KB of what puts the wait.
    const filler = Array.from({ length: 28_000 }, () => '');
    await monitor.publish(event('o0'), event('p1', 1, { note: 'a', filler }));
    await monitor.publish(event('p2', 2, { note: 'b', filler }), event('p3', 3, { note: 'c' }));
    expect(await monitor.standing()).toBe('running Open');
    expect(monitor.statuses()).toEqual({ o0: 'consumed', p1: 'consumed', p2: 'unexpected', p3: 'consumed' });
    await monitor.publish(event('c4', 4));
    expect(await monitor.standing()).toBe('succeeded Gone');
  });

  test('and deep: what is nested too deep is cut, the rest is delivered', async () => {
    monitor = await Monitor.of(large());
    await monitor.publish(event('o0'));
    const outputs: string[] = [];
    monitor.onOutput = (output) => void outputs.push(output);
    const shallow = JSON.stringify(event('p1', 1, { amount: 7, note: 'short', deep: 'DEEP' }));
    expect(await monitor.bring(shallow.replace('"DEEP"', `${'['.repeat(60_000)}${']'.repeat(60_000)}`))).toBe(
      'done',
    );
    await monitor.settle();
    expect(await monitor.standing()).toBe('running Seen');
    expect(outputs[0]).toContain('…[deeper levels cut]');
  });
});
