import { describe, expect, test } from '@jest/globals';
import type { Edge } from './edge.ts';
import { event } from './orders.ts';
import { body, onEdge, opened, PUT, QUERY, SAID, SUCCEED, throttledAt } from './throttled.ts';

let edge: Edge;
onEdge((started) => {
  edge = started;
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
    prepare: () => opened(edge),
    queue: 'events',
    id: 'p1',
    calls: [QUERY, PUT, SUCCEED, PUT],
    rows: ['EVENT#o0 consumed', 'EVENT#p1 consumed', 'INSTANCE open', 'WAIT#'],
  },
  {
    name: 'the resumer, holding',
    prepare: () => opened(edge),
    queue: 'events',
    id: 's1',
    calls: [QUERY, PUT, QUERY, 'sqs SendMessage'],
    rows: ['EVENT#o0 consumed', 'EVENT#s1 held', 'INSTANCE open', 'WAIT#'],
  },
  {
    name: 'the resumer, failing an instance',
    prepare: () => opened(edge),
    queue: 'events',
    id: 'o1',
    calls: [QUERY, PUT, 'states SendTaskFailure', PUT],
    rows: ['EVENT#o0 consumed', 'EVENT#o1 unexpected', 'INSTANCE open', 'WAIT#'],
  },
  {
    name: 'the resumer, finding its wait over, and another there',
    prepare: async () => {
      await opened(edge);
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
    await opened(edge);
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
