/** Results of tasks, and contexts, as large as Step Functions lets them be: the wait that carries them has less room. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Json } from '../../../lib/local/service.ts';
import { Monitor } from './monitor.ts';
import { event, orders } from './orders.ts';

let monitor: Monitor;
afterEach(() => monitor.stop());

/** What Step Functions takes as the result of a task. */
const MOST = 262_144;

const ASKING = `
  Asking:
    task: arn:aws:states:::lambda:invoke
    arguments: { FunctionName: f }
    next:
      - { guard: $result.verdict = "good", target: Good, assign: { verdict: $result.verdict } }
      - Bad
  Good: { on: { Shipped: Done } }
  Bad: { on: { Returned: Done } }
  Done: { final: succeeded }
`;
const asking = () => orders('Asking', ASKING, "context: { verdict: '' }");

/** Of exactly that many bytes in all. */
function result(bytes: number, unit: string): Json {
  const rest = bytes - Buffer.byteLength(JSON.stringify({ verdict: 'good', report: '' }));
  const size = Buffer.byteLength(JSON.stringify(unit)) - 2;
  return { verdict: 'good', report: unit.repeat(Math.floor(rest / size)) + 'x'.repeat(rest % size) };
}

describe('a result too large for the wait behind its task', () => {
  test.each([
    ['plain text', 'x'],
    ['quotes', '"'],
    ['characters of three bytes', '€'],
    ['characters of four bytes', '😀'],
  ])('of %s, however large, is what its guards read', async (_, unit) => {
    for (const bytes of [1000, 40_000, 60_000, 100_000, 140_000, 200_000, MOST]) {
      const output = result(bytes, unit);
      expect(Buffer.byteLength(JSON.stringify(output))).toBe(bytes);
      monitor = await Monitor.of(asking());
      monitor.perform = () => ({ kind: 'succeeded', output });
      await monitor.publish(event('o0'));
      expect([bytes, await monitor.standing()]).toEqual([bytes, 'running Good']);
      expect(monitor.waits()[0]?.memories).toEqual([{ context: { verdict: 'good' } }]);
      await monitor.stop();
    }
  });

  test.each<[Json, string]>([
    ['good', '$result = "good"'],
    ['"', '$result = "\\""'],
    ['', '$result = ""'],
    [null, '$result = null'],
    [17, '$result = 17'],
    [false, '$result = false'],
    [[], '$count($result) = 0'],
    [['good'], '$type($result) = "array" and $result[0] = "good"'],
    [[['good']], '$type($result[0]) = "array"'],
    [{ result: 'good' }, '$result.result = "good"'],
    [{ id: 9_007_199_254_740_991 }, '$result.id = 9007199254740991'],
  ])('whatever it is, and be it small: %j', async (output, guard) => {
    const states = ASKING.replace('$result.verdict = "good"', `'${guard}'`).replace(
      '$result.verdict',
      '\'"good"\'',
    );
    monitor = await Monitor.of(orders('Asking', states, "context: { verdict: '' }"));
    monitor.perform = () => ({ kind: 'succeeded', output });
    await monitor.publish(event('o0'));
    expect(await monitor.standing()).toBe('running Good');
  });

  test('is asked for again until the history shows it, and costs no call where it is small', async () => {
    monitor = await Monitor.of(asking());
    monitor.perform = () => ({ kind: 'succeeded', output: result(100_000, 'x') });
    let tries = 0;
    monitor.before = (call) => {
      if (call === 'readResult' && (tries += 1) <= 3) throw new Error('socket hang up');
    };
    await monitor.publish(event('o0'));
    expect(tries).toBe(4);
    expect(await monitor.standing()).toBe('running Good');
    await monitor.stop();

    monitor = await Monitor.of(asking());
    monitor.perform = () => ({ kind: 'succeeded', output: result(49_000, 'x') });
    await monitor.publish(event('o0'));
    expect(monitor.calls).not.toContain('readResult');
    expect(await monitor.standing()).toBe('running Good');
  });

  test('is nobody’s question any more once the instance has ended', async () => {
    monitor = await Monitor.of(asking());
    monitor.perform = () => ({ kind: 'succeeded', output: result(100_000, 'x') });
    monitor.before = (call) => {
      if (call === 'readResult') throw new Error('gone after 90 days');
    };
    await monitor.publish(event('o0'));
    expect(monitor.waits().map(({ resultIn }) => resultIn)).toEqual(['history']);
    await monitor.operate('StopExecution');
    expect(await monitor.standing()).toBe('aborted Asking');
    expect(monitor.waits()).toEqual([]);
    expect(await monitor.publish(event('s1'))).toEqual(['done']);
    expect(monitor.row('s1')?.status).toBe('late');
  });

  test('beside the largest context still fits, or is read in the history', async () => {
    const states = ASKING.replace(
      'Asking:',
      'Open: { on: { Paid: { target: Asking, assign: { note: detail.note } } } }\n  Asking:',
    );
    for (const unit of ['"', '😀', '\\']) {
      for (const bytes of [20_000, 48_000, 140_000]) {
        monitor = await Monitor.of(orders('Open', states, "context: { verdict: '', note: '' }"));
        monitor.perform = () => ({ kind: 'succeeded', output: result(bytes, unit) });
        const note = unit.repeat(Math.floor(65_000 / (Buffer.byteLength(JSON.stringify(unit)) - 2)));
        await monitor.publish(event('o0'), event('p1', 1, { note }));
        expect([bytes, await monitor.standing()]).toEqual([bytes, 'running Good']);
        await monitor.stop();
      }
    }
  });
});

describe('a context as large as it may be', () => {
  test('in regions within regions, full of quotes, is carried once', async () => {
    const states = `
  Open: { on: { Paid: { target: Outer, assign: { note: detail.note } } } }
  Outer:
    parallel:
      A:
        initial: Middle
        states:
          Middle:
            parallel:
              B:
                initial: Inner
                states:
                  Inner:
                    parallel:
                      C: { initial: Deep, states: { Deep: { on: { Packed: { target: Far, assign: { packed: 'true' } } } }, Far: { on: { Weighed: { target: Ready, assign: { weighed: $context.note } } } }, Ready: { final: succeeded } } }
                    onDone: InnerDone
                  InnerDone: { final: succeeded }
            onDone: MiddleDone
          MiddleDone: { final: succeeded }
    onDone: Last
  Last: { on: { Shipped: { guard: '$context.weighed = $context.note', target: Done } } }
  Done: { final: succeeded }
`;
    monitor = await Monitor.of(orders('Open', states, "context: { note: '', packed: false, weighed: '' }"));
    const note = '"'.repeat(15_000);
    await monitor.publish(event('o0'), event('p1', 1, { note }));
    expect(await monitor.standing()).toBe('running Deep');
    await monitor.publish(event('k2', 2));
    expect(await monitor.standing()).toBe('running Far');
    await monitor.publish(event('w3', 3));
    expect(await monitor.standing()).toBe('running Last');
    await monitor.publish(event('s4', 4));
    expect(await monitor.standing()).toBe('succeeded Done');
  });

  /** Each region keeps what one event brings. */
  const together = (names: readonly string[]) => {
    const regions = names.map(
      (name) =>
        `      ${name}: { initial: Un${name}, states: { Un${name}: { on: { ${name}: { target: Is${name}, assign: { ${name.toLowerCase()}: detail.note } } } }, Is${name}: { final: succeeded } } }`,
    );
    return orders(
      'Both',
      `
  Both:
    parallel:
${regions.join('\n')}
    onDone: Last
  Last: { on: { Cancelled: Done } }
  Done: { final: succeeded }
`,
      `context: { ${names.map((name) => `${name.toLowerCase()}: ''`).join(', ')} }`,
    );
  };

  test.each([
    ['fits into the next wait', ['p1', 's2'], '"'.repeat(25_000), 'succeeded Done', undefined],
    ['is too much for it', ['p1', 's2', 'r3'], '"'.repeat(25_000), 'failed ?', 'TooMuchData'],
    [
      'is too much for a Parallel',
      ['p1', 's2', 'r3', 'k4', 'w5'],
      'x'.repeat(60_000),
      'failed ?',
      'TooMuchData',
    ],
  ])('of several regions together %s', async (_, ids, note, standing, error) => {
    const brought = ids.map((id) => event(id, undefined, { note }));
    monitor = await Monitor.of(together(brought.map((each) => String(each['detail-type']))));
    await monitor.publish(event('o0'), ...brought);
    if (error === undefined) await monitor.publish(event('c9', 9));
    expect(await monitor.standing()).toBe(standing);
    const instance = monitor.instance();
    expect(instance?.status === 'closed' && instance.error).toBe(error);
  });
});
