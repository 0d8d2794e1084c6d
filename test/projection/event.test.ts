import { describe, expect, test } from '@jest/globals';
import { bytesOf } from '../../lib/projection/bytes.ts';
import { cutJson, cutKey } from '../../lib/projection/cut.ts';
import { recognise } from '../../lib/projection/event.ts';
import { deliveryOutput, executionInput, executionName, failureOf } from '../../lib/projection/execution.ts';
import { startedFor } from '../../lib/projection/closing.ts';
import { partitionOf } from '../../lib/projection/situation.ts';
import { arnsFor } from '../../lib/console/server/arns.ts';
import { correlationIds, timeFrom } from '../../lib/projection/identifiers.ts';
import { parseMessage, printMessage } from '../../lib/projection/messages.ts';
import { envelope, T0 } from './memory.ts';
import { HELD } from './table-contract.ts';
import { choreography, subscriptionOf } from './world/choreographies.ts';

const subscription = subscriptionOf(choreography({ A: { on: { a: 'End' } }, End: 'succeeded' }));
const mark = { waitHash: 'T', wait: 'WAIT#', state: 'A', run: 1, by: 'event:a1', since: HELD.time } as const;
const recognised = async (of: Parameters<typeof recognise>[0]) => recognise(of, subscription, T0);

describe('correlation ids', () => {
  test.each([
    [[4711], ['4711']],
    [['4711'], ['4711']],
    [[1e21], ['1000000000000000000000']],
    [[0], ['0']],
    [['a/b c'], ['a/b c']],
    [[['x', 'y', 'x']], ['x', 'y']],
    [[[]], []],
    [['a|b', 'c\\'], ['a\\|b|c\\\\']],
    [[1.0, -0], ['1|0']],
    [['a\ud800'], ['a\ufffd']],
    [['__proto__'], ['__proto__']],
    [
      ['a', ['b', 'c']],
      ['a|b', 'a|c'],
    ],
  ])('%j → %j', (parts, ids) => {
    expect(correlationIds(parts)).toEqual(ids);
  });

  test.each([[[undefined]], [['']], [[null]], [[true]], [[{}]], [[NaN]], [['a', undefined]], [[['a', '']]]])(
    '%j is none',
    (parts) => {
      expect(correlationIds(parts)).toBeUndefined();
    },
  );
});

describe('times', () => {
  test.each([
    [1_700_000_000_123, '2023-11-14T22:13:20.123Z'],
    [1_700_000_000_123.9, '2023-11-14T22:13:20.123Z'],
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:00.5+01:00', '2026-03-01T11:00:00.500Z'],
    ['2026-03-01T12:00:00+0100', '2026-03-01T11:00:00.000Z'],
    ['2026-03-01T12:00', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
  ])('%j → %s', (value, iso) => {
    expect(timeFrom(value)).toBe(iso);
  });

  test.each([['yesterday'], ['1'], [''], [null], [undefined], [1e20], ['2026-13-01'], [{}]])(
    '%j is none',
    (value) => {
      expect(timeFrom(value)).toBeUndefined();
    },
  );
});

describe('an envelope', () => {
  test('is recognised by its pattern', async () => {
    expect(await recognised(envelope('a1', 5))).toEqual({
      kind: 'events',
      events: [
        {
          instance: 'm#1',
          event: {
            name: 'a',
            identity: 'a1',
            time: '2026-03-01T12:00:05.000Z',
            hold: 60_000,
            payload: JSON.stringify(envelope('a1', 5)),
          },
        },
      ],
    });
  });

  test('of 300 KB is cut to 250,000 bytes, its longest strings first', async () => {
    const big = envelope('a1', 0, { small: 'kept', notes: 'ä'.repeat(100_000), text: '"'.repeat(60_000) });
    const result = await recognised(big);
    const payload = result.kind === 'events' ? (result.events[0]?.event.payload ?? '') : '';
    expect(bytesOf(payload)).toBeLessThanOrEqual(250_000);
    expect(bytesOf(payload)).toBeGreaterThan(249_000);
    const { detail } = JSON.parse(payload) as { detail: Record<string, string> };
    expect(detail.small).toBe('kept');
    expect(detail.notes).toMatch(/^ä+…\[\d+ characters cut\]$/);
  });

  test.each([['x'.repeat(300)], ['an id with / and spaces']])(
    'with the id %s has one instance',
    async (id) => {
      const result = await recognised(envelope('a1', 0, { id }));
      expect(result.kind === 'events' && result.events.map(({ instance }) => instance)).toEqual([`m#${id}`]);
    },
  );

  test('with an id over 500 bytes has a cut key with a hash', async () => {
    const instances = await Promise.all(
      ['a', 'b'].map(async (end) => {
        const result = await recognised(envelope('a1', 0, { id: 'é'.repeat(300) + end }));
        return result.kind === 'events' ? (result.events[0]?.instance ?? '') : '';
      }),
    );
    expect(instances.map(bytesOf)).toEqual([499, 499]);
    expect(instances[0]).not.toBe(instances[1]);
  });

  test.each(['é'.repeat(300), 'a|b\\c', '__proto__', '1e21', `#${'x'.repeat(600)}#`])(
    'with the id %s belongs to the instance that its execution and the console speak of',
    async (id) => {
      const result = await recognised(envelope('s0', 0, { id }));
      const instance = result.kind === 'events' ? (result.events[0]?.instance ?? '') : '';
      const { choreography: machine, correlationId } = partitionOf(instance);
      const start = { ...mark, kind: 'start', after: { run: 0, redrive: 0 }, to: 'A' } as const;
      const whose = { instance, choreography: machine, correlationId };
      const input = executionInput({ ...HELD, ...whose, status: 'sent', mark: start }, start);
      expect(startedFor({ input })?.instance).toBe(instance);
      const arns = arnsFor('arn:aws:states:eu-west-1:1:stateMachine:m-', {
        kind: 'aws',
        region: 'eu-west-1',
      });
      expect(arns.partitionOf('m', id)).toBe(instance);
      expect(arns.partitionOf('m', correlationId)).toBe(instance);
    },
  );

  test('whose time is no time goes by the clock; without an id it is known by what is in it', async () => {
    const rest = { ...envelope('a1'), id: undefined };
    const [one, two] = await Promise.all([
      recognised({ ...rest, time: 'now' }),
      recognised({ ...rest, time: 'now' }),
    ]);
    expect(one).toEqual(two);
    expect(one.kind === 'events' && one.events[0]?.event.time).toBe(new Date(T0).toISOString());
  });
});

describe('cutting', () => {
  test('leaves what fits alone, and whole characters', () => {
    expect(cutJson({ a: 'b' }, 100)).toBe('{"a":"b"}');
    expect(cutKey('short')).toBe('short');
    expect(cutJson({ text: '😀'.repeat(100) }, 200)).toMatch(/^\{"text":"(😀)+…\[\d+ characters cut\]"\}$/u);
  });

  test('of what is nested thousands of levels deep keeps the upper ones', () => {
    const deep: unknown = JSON.parse(`${'{"a":['.repeat(50_000)}1${']}'.repeat(50_000)}`);
    const text = cutJson({ id: 'e', deep }, 10_000);
    expect(text).toContain('…[deeper levels cut]');
    expect(text.startsWith('{"id":"e","deep":{"a":[{"a":[')).toBe(true);
    expect(JSON.stringify(JSON.parse(text))).toBe(text);
  });

  test('keeps a field called __proto__, and never leaves half a surrogate pair', () => {
    const value: unknown = JSON.parse(`{"__proto__":"${'😀'.repeat(99)}"}`);
    const text = cutJson(value, 100);
    expect(text).toMatch(/^\{"__proto__":"(😀)+…\[\d+ characters cut\]"\}$/u);
    expect(bytesOf(text)).toBeLessThanOrEqual(100);
  });

  test('of an object without long strings drops its biggest lists, and leaves what is beside them', () => {
    const list = Array.from({ length: 1000 }, (_, n) => n);
    const id = '0b5c6a52-1d8f-4f0e-9d5e-2f6f0f5a7c11';
    expect(cutJson({ id, detail: { list, amount: 7, less: [1] } }, 200)).toBe(
      `{"id":"${id}","detail":{"list":"…[3891 bytes cut]","amount":7,"less":[1]}}`,
    );
    expect(cutJson({ id, detail: { one: list.slice(0, 30), two: list.slice(0, 31), amount: 7 } }, 120)).toBe(
      `{"id":"${id}","detail":{"one":"…[81 bytes cut]","two":"…[84 bytes cut]","amount":7}}`,
    );
  });

  test('of an object full of small fields keeps the first ones', () => {
    const fields = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`f${n}`, n]));
    expect(cutJson({ id: 'e', detail: fields, after: true }, 100)).toBe(
      '{"id":"e","detail":{"f0":0,"f1":1,"f2":2,"f3":3,"f4":4,"…":"[995 fields cut]"},"after":true}',
    );
  });
});

describe('execution names', () => {
  test.each([
    ['4711', 1, '4711'],
    ['Müller-7', 1, 'Müller-7'],
  ])('%s, run %i: %s', (id, run, name) => {
    expect(executionName(id, run)).toBe(name);
  });

  test.each([
    ['4711', 2],
    ['a b/c', 1],
    ['x'.repeat(300), 1],
    ['tab\there', 1],
    ['😀'.repeat(79), 1],
  ])('%s, run %i is changed and has a hash', (id, run) => {
    const name = executionName(id, run);
    expect(name).toMatch(/-[0-9a-f]{16}$/);
    expect(name.length).toBeLessThanOrEqual(80);
    expect(name).not.toMatch(/[\s/]/);
  });

  test('ids that look alike once changed have different names', () => {
    expect(executionName('a b', 1)).not.toBe(executionName('a/b', 1));
  });

  test('an id that looks like the name of a later run has another name', () => {
    const second = executionName('4711', 2);
    expect(executionName(second, 1)).not.toBe(second);
  });
});

describe('what is sent', () => {
  test('keeps to 250,000 bytes as a whole', () => {
    const payload = JSON.stringify({ detail: { text: 'x'.repeat(249_900) } });
    const deliver = { ...mark, kind: 'deliver', to: 'B' } as const;
    const output = deliveryOutput({ ...HELD, payload, status: 'sent', mark: deliver }, deliver);
    expect(bytesOf(output)).toBeLessThanOrEqual(250_000);
    expect(JSON.parse(output)).toMatchObject({
      to: 'B',
      identity: 'a1',
      putBack: 0,
      event: { name: 'a', identity: 'a1' },
    });
  });

  test('a failure names event, state and what was awaited, and never more than AWS takes', () => {
    const fail = { ...mark, kind: 'fail', halt: true, awaited: ['b'] } as const;
    const { error, cause } = failureOf({ ...HELD, status: 'sent', mark: fail }, fail);
    expect(error).toBe('UnexpectedEventHalted');
    expect(JSON.parse(cause)).toEqual({
      message: '"a" was not expected in "A", which awaits b.',
      event: 'a',
      state: 'A',
      awaited: ['b'],
      identity: 'a1',
      putBack: 0,
    });
    const many = { ...fail, halt: false, awaited: Array.from({ length: 5000 }, (_, n) => `event ${n}`) };
    const long = failureOf({ ...HELD, status: 'sent', mark: many }, many);
    expect(long.cause.length).toBeLessThan(32_768);
  });
});

describe('messages', () => {
  test('come back as they were printed', () => {
    const look = {
      kind: 'look',
      look: { instance: 'm#1', identity: 'a1', name: 'a', putBack: 0, at: HELD.time },
    } as const;
    const { name, identity, time, hold, payload } = HELD;
    const event = { name, identity, time, hold, payload };
    const deliver = { kind: 'deliver', deliver: { instance: 'm#1', identity: 'a1', event } } as const;
    const again = { kind: 'deliver', deliver: { instance: 'm#1', identity: 'a1' } } as const;
    const spread = { kind: 'spread', spread: { instances: ['m#1', 'm#2'], event } } as const;
    for (const message of [look, deliver, again, spread])
      expect(parseMessage(printMessage(message))).toEqual(message);
    expect(parseMessage(JSON.stringify(envelope('a1')))).toEqual({ kind: 'event', envelope: envelope('a1') });
  });

  test.each(['', '{', '[]', '{"look":{}}', '{"a":1}', 'null'])('%s is malformed', (body) => {
    expect(parseMessage(body).kind).toBe('malformed');
  });
});
