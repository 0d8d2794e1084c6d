import { describe, expect, test } from '@jest/globals';
import { changeTo, type Edge } from './edge.ts';
import { MINUTE } from './orders.ts';
import { body, DROP, faultsOf, onEdge, opened, PUT, QUERY, SUCCEED, throttledAt } from './throttled.ts';

let edge: Edge;
onEdge((started) => {
  edge = started;
});

describe('throttling of all but messages: the resumer, at a wait that was put', () => {
  const calls = [QUERY, PUT, SUCCEED, PUT, QUERY];
  const prepare = async (): Promise<void> => {
    await edge.messages('events', body('p1'));
    await opened(edge);
    edge.asked.length = 0;
  };

  test('takes these calls', async () => {
    await prepare();
    expect(await edge.stream(...edge.waits)).toEqual([]);
    expect(edge.asked).toEqual(calls);
    expect(await edge.moves()).toEqual(['p1 → Unshipped']);
  });

  test.each(throttledAt(calls))(
    'at call $index, $call, by $fault.code: the stream brings it again',
    async ({ index, fault }) => {
      await prepare();
      let count = 0;
      edge.refuse = () => (count++ === index ? fault : undefined);
      const [wait] = edge.waits;
      if (wait === undefined) throw new Error('No wait was put');
      expect(await edge.stream(wait)).toEqual(['w0']);
      expect(await edge.stream(wait)).toEqual([]);
      expect(await edge.moves()).toEqual(['p1 → Unshipped']);
      expect(await edge.rows()).toEqual(['EVENT#o0 consumed', 'EVENT#p1 consumed', 'INSTANCE open', 'WAIT#']);
    },
  );
});

describe('throttling of all but messages: the closer', () => {
  const calls = ['dynamodb UpdateItem', QUERY, DROP, QUERY];
  const prepare = async (): Promise<void> => {
    await opened(edge);
    await edge.messages('events', body('o1'));
    edge.asked.length = 0;
  };

  test('takes these calls', async () => {
    await prepare();
    expect(await edge.closings(...edge.endings)).toEqual([]);
    expect(edge.asked).toEqual(calls);
    expect(await edge.rows()).toEqual(['EVENT#o0 consumed', 'EVENT#o1 unexpected', 'INSTANCE closed']);
  });

  test.each(throttledAt(calls))(
    'at call $index, $call, by $fault.code: it is put off',
    async ({ index, fault }) => {
      await prepare();
      let count = 0;
      edge.refuse = () => (count++ === index ? fault : undefined);
      const [ending = ''] = edge.endings;
      expect(await edge.closings(ending)).toEqual([]);
      expect(edge.sent).toEqual([{ queue: 'closings', body: ending, delay: 20 }]);
      expect(await edge.closings(ending)).toEqual([]);
      expect(await edge.rows()).toEqual(['EVENT#o0 consumed', 'EVENT#o1 unexpected', 'INSTANCE closed']);
    },
  );

  test('at DescribeExecution, where the status event left something out', async () => {
    await prepare();
    const ending = (edge.endings[0] ?? '').replace('"redriveCount":0', '"redriveCount":null');
    edge.refuse = (asked) =>
      asked === 'states DescribeExecution' ? { code: 'ThrottlingException' } : undefined;
    expect(await edge.closings(ending)).toEqual([]);
    expect(edge.sent).toEqual([{ queue: 'closings', body: ending, delay: 20 }]);
  });
});

describe('throttling of all but messages: the notifier', () => {
  const late = (sequence: string) =>
    changeTo(sequence, {
      ...{
        instance: 'order#o-1',
        key: `EVENT#${sequence}`,
        status: 'late',
        name: 'Paid',
        putBack: 0,
        ttl: 1,
      },
      ...{ time: '2026-03-01T12:00:00.000Z', receivedAt: '2026-03-01T12:00:00.000Z', hold: 0, payload: '{}' },
      ...{ settledAt: '2026-03-01T12:00:01.000Z', reason: 'It had ended.' },
    });
  const calls = ['dynamodb GetItem', 'dynamodb UpdateItem', 'events PutEvents'];

  test('takes these calls', async () => {
    expect(await edge.notices(late('1'), late('2'))).toEqual([]);
    expect(edge.asked).toEqual(calls);
    expect(edge.published).toHaveLength(2);
    expect(edge.counted).toEqual(['order late 2']);
  });

  test.each(throttledAt(calls))(
    'at call $index, $call, by $fault.code: all of the group come again, and are told then',
    async ({ index, fault }) => {
      let count = 0;
      edge.refuse = () => (count++ === index ? fault : undefined);
      expect(await edge.notices(late('1'), late('2'))).toEqual(['1', '2']);
      expect(edge.published).toEqual([]);
      expect(await edge.notices(late('1'), late('2'))).toEqual([]);
      expect(edge.published).toHaveLength(2);
      expect(edge.counted).toEqual(['order late 2']);
    },
  );

  test('at one entry of PutEvents: that one comes again', async () => {
    edge.refuseEntry = (index) => (index === 1 ? 'ThrottlingException' : undefined);
    expect(await edge.notices(late('1'), late('2'))).toEqual(['2']);
    edge.refuseEntry = () => undefined;
    expect(await edge.notices(late('2'))).toEqual([]);
    expect(edge.published.map(({ type }) => type)).toEqual([
      'Choreography Deviation',
      'Choreography Deviation',
    ]);
  });
});

describe('throttling of all but messages: the sweeper', () => {
  test('at every call of its own: the next sweep does what is left', async () => {
    await opened(edge);
    await edge.pass(61 * MINUTE);
    edge.asked.length = 0;
    await edge.sweep();
    const calls = [...edge.asked];
    expect(new Set(calls)).toEqual(new Set([QUERY, 'states DescribeExecution', 'dynamodb UpdateItem']));
    for (let index = 0; index < calls.length; index += 1) {
      await edge.pass(25 * 60 * MINUTE);
      for (const fault of faultsOf(calls[index] ?? '')) {
        let count = 0;
        edge.refuse = () => (count++ === index ? fault : undefined);
        // Nothing else was due, so nothing was done: that is for the alarm.
        await edge.sweep().catch((error: unknown) => {
          expect(String(error)).toContain('Nothing could be swept, for all was throttled: ');
        });
        expect(edge.notes.filter((note) => note !== 'Throttled, the next sweep goes on')).toEqual([]);
      }
    }
    edge.refuse = () => undefined;
    const before = await edge.item('INSTANCE');
    await edge.sweep();
    expect(before?.['status']).toBe('open');
    const { timerAt } = (await edge.item('INSTANCE')) ?? {};
    expect(Date.parse(String(timerAt))).toBeGreaterThan(edge.clock.now());
  });
});
