/** Throttling by every service, at every call of every function, by the names that the services use. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestTable, type TestTable } from '../../lambdas/test-table.ts';
import { changeTo, Edge } from './edge.ts';
import type { Fault } from './in-process.ts';
import { event, LINE, MINUTE, orders } from './orders.ts';

let stored: TestTable;
let edge: Edge;
beforeAll(async () => {
  stored = await startTestTable();
});
afterAll(() => stored.stop());
beforeEach(async () => {
  edge = await Edge.start(orders('Unpaid', STATES), stored);
});
afterEach(() => edge.stop());

const STATES = `
  Unpaid: { on: { Paid: Unshipped }, after: { 30s: Reminded } }
  Reminded: { on: { Paid: Unshipped } }
${LINE.slice(LINE.indexOf('  Unshipped'))}`;

const body = (id: string) => JSON.stringify(event(id));

/** What each service says where it wants fewer calls. */
const SAID: Readonly<Record<string, readonly Fault[]>> = {
  dynamodb: [
    { code: 'com.amazonaws.dynamodb.v20120810#ThrottlingException' },
    { code: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' },
    { code: 'com.amazonaws.dynamodb.v20120810#RequestLimitExceeded' },
  ],
  states: [
    { code: 'ThrottlingException' },
    { code: 'KmsThrottlingException' },
    { code: 'SlowerPlease', status: 429 },
  ],
  sqs: [
    { code: 'com.amazonaws.sqs#RequestThrottled' },
    { code: 'com.amazonaws.sqs#KmsThrottled' },
    { code: 'com.amazonaws.sqs#OverLimit', status: 403 },
  ],
  events: [{ code: 'ThrottlingException' }],
};
const faultsOf = (asked: string): readonly Fault[] => SAID[asked.slice(0, asked.indexOf(' '))] ?? [];
/** Each call by one name: the names are gone through in turn. */
const throttledAt = (calls: readonly string[]) =>
  calls.map((call, index) => {
    const faults = faultsOf(call);
    return { call, index, fault: faults[index % faults.length] ?? { code: '' } };
  });

type Situation = {
  readonly name: string;
  readonly prepare: () => Promise<void>;
  readonly queue: 'start' | 'events';
  readonly id: string;
  /** The calls that it takes. */
  readonly calls: readonly string[];
  /** What is in the table afterwards. */
  readonly rows: readonly string[];
};

const QUERY = 'dynamodb Query';
const PUT = 'dynamodb PutItem';
const DROP = 'dynamodb DeleteItem';
const SUCCEED = 'states SendTaskSuccess';
const opened = async (): Promise<void> => {
  expect(await edge.messages('start', body('o0'))).toEqual([]);
};

const MESSAGES: readonly Situation[] = [
  {
    name: 'the starter, opening an instance',
    prepare: () => Promise.resolve(),
    queue: 'start',
    id: 'o0',
    calls: [QUERY, PUT, PUT, 'states StartExecution', PUT],
    rows: ['EVENT#o0 consumed', 'INSTANCE open', 'WAIT#'],
  },
  {
    name: 'the resumer, delivering',
    prepare: opened,
    queue: 'events',
    id: 'p1',
    calls: [QUERY, PUT, SUCCEED, PUT],
    rows: ['EVENT#o0 consumed', 'EVENT#p1 consumed', 'INSTANCE open', 'WAIT#'],
  },
  {
    name: 'the resumer, holding',
    prepare: opened,
    queue: 'events',
    id: 's1',
    calls: [QUERY, PUT, QUERY, 'sqs SendMessage'],
    rows: ['EVENT#o0 consumed', 'EVENT#s1 held', 'INSTANCE open', 'WAIT#'],
  },
  {
    name: 'the resumer, failing an instance',
    prepare: opened,
    queue: 'events',
    id: 'o1',
    calls: [QUERY, PUT, 'states SendTaskFailure', PUT],
    rows: ['EVENT#o0 consumed', 'EVENT#o1 unexpected', 'INSTANCE open', 'WAIT#'],
  },
  {
    name: 'the resumer, finding its wait over, and another there',
    prepare: async () => {
      await opened();
      let isFirst = true;
      const { refuse } = edge;
      // The deadline is over before the first send: the mark is there, the message comes again.
      edge.refuse = (asked) => {
        if (asked !== SUCCEED || !isFirst) return refuse(asked);
        isFirst = false;
        return { code: 'InternalServerError', status: 500 };
      };
      expect(await edge.messages('events', body('p1'))).toEqual(['m0']);
      await edge.pass(30_000);
    },
    queue: 'events',
    id: 'p1',
    // Its token is nowhere any more, so nothing is sent to it.
    calls: [QUERY, 'states GetExecutionHistory', PUT, QUERY, PUT, SUCCEED, PUT, QUERY],
    rows: ['EVENT#o0 consumed', 'EVENT#p1 consumed', 'INSTANCE open', 'WAIT#'],
  },
];

describe.each(MESSAGES)('throttling by every service: $name', ({ prepare, queue, id, calls, rows }) => {
  test('takes these calls', async () => {
    await prepare();
    edge.asked.length = 0;
    expect(await edge.messages(queue, body(id))).toEqual([]);
    expect(edge.asked).toEqual(calls);
    expect(await edge.rows()).toEqual(rows);
  });

  test.each(throttledAt(calls))(
    'at call $index, $call, by $fault.code: its message is put off as a copy, and settled by that',
    async ({ index, fault }) => {
      await prepare();
      edge.asked.length = 0;
      let count = 0;
      edge.refuse = () => (count++ === index ? fault : undefined);
      // Settled: it does not count as a failure. The copy comes after 5 to 35 seconds.
      expect(await edge.messages(queue, body(id))).toEqual([]);
      const copy = { queue: `order-${queue}`, body: body(id), delay: 20 };
      expect(edge.sent).toEqual([copy]);
      expect(edge.notes.at(-1)).toBe('Throttled, put off');
      expect(await edge.messages(queue, copy.body)).toEqual([]);
      expect(await edge.rows()).toEqual(rows);
      const moves = (await edge.moves()).filter((move) => move.startsWith(`${id} `));
      expect(moves).toHaveLength(calls.includes(SUCCEED) ? 1 : 0);
    },
  );
});

/** An event that makes the resumer call it. */
const CALLED_FOR = { dynamodb: 'p1', states: 'p1', sqs: 's1' } as const;
const NAMES = Object.entries(CALLED_FOR).flatMap(([service, id]) =>
  (SAID[service] ?? []).map((fault) => ({ service, id, fault, code: fault.code })),
);

test.each(NAMES)(
  'throttling by every service: $service says $code, which is no failure',
  async ({ service, id, fault }) => {
    await opened();
    let isFirst = true;
    edge.refuse = (asked) => {
      if (!isFirst || !asked.startsWith(service)) return undefined;
      isFirst = false;
      return fault;
    };
    expect(await edge.messages('events', body(id))).toEqual([]);
    expect(edge.sent).toEqual([{ queue: 'order-events', body: body(id), delay: 20 }]);
  },
);

test('throttling by every service: between the messages for two of several instances, both are told by the copy', async () => {
  for (const order of ['o-1', 'o-2'])
    await edge.messages('start', JSON.stringify(event(`o${order}`, 0, { order })));
  const both = JSON.stringify(event('p1', 1, { order: ['o-1', 'o-2'] }));
  let count = 0;
  edge.refuse = (asked) =>
    asked === 'sqs SendMessage' && ++count === 2 ? { code: 'RequestThrottled' } : undefined;
  expect(await edge.messages('events', both)).toEqual([]);
  expect(edge.sent.map(({ delay }) => delay)).toEqual([0, 20]);
  expect(edge.sent[1]?.body).toBe(both);
  expect(await edge.messages('events', both)).toEqual([]);
  const told = edge.sent.filter(({ delay }) => delay === 0).map(({ body: each }) => each);
  expect(told).toHaveLength(3);
  expect(await edge.messages('events', ...told)).toEqual([]);
  expect(await edge.moves()).toEqual(['p1 → Unshipped']);
  expect(await edge.moves('o-2')).toEqual(['p1 → Unshipped']);
});

test('throttling by every service: more executions open than the account may have puts a start off', async () => {
  edge.refuse = (asked) =>
    asked === 'states StartExecution' ? { code: 'ExecutionLimitExceeded' } : undefined;
  expect(await edge.messages('start', body('o0'))).toEqual([]);
  expect(edge.sent).toEqual([{ queue: 'order-start', body: body('o0'), delay: 20 }]);
  expect(await edge.rows()).toEqual(['EVENT#o0 sent', 'INSTANCE open']);
  edge.refuse = () => undefined;
  await edge.messages('start', body('o0'));
  expect(await edge.rows()).toEqual(['EVENT#o0 consumed', 'INSTANCE open', 'WAIT#']);
});

test('throttling by every service: where the copy cannot be queued either, the message goes back as it is', async () => {
  edge.refuse = () => ({ code: 'ThrottlingException' });
  expect(await edge.messages('start', body('o0'))).toEqual(['m0']);
  expect(edge.notes).toEqual(['Throttled, and could not be put off']);
  edge.refuse = () => undefined;
  expect(await edge.messages('start', body('o0'))).toEqual([]);
  expect(await edge.rows()).toEqual(['EVENT#o0 consumed', 'INSTANCE open', 'WAIT#']);
});

describe('throttling by every service: the resumer, at a wait that was put', () => {
  const calls = [QUERY, PUT, SUCCEED, PUT, QUERY];
  const prepare = async (): Promise<void> => {
    await edge.messages('events', body('p1'));
    await opened();
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

describe('throttling by every service: the closer', () => {
  const calls = ['dynamodb UpdateItem', QUERY, DROP, QUERY];
  const prepare = async (): Promise<void> => {
    await opened();
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

describe('throttling by every service: the notifier', () => {
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

describe('throttling by every service: the sweeper', () => {
  test('at every call of its own: the next sweep does what is left', async () => {
    await opened();
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
