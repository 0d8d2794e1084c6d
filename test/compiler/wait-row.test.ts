import { describe, expect, test } from '@jest/globals';
import { compileMachine } from '../../lib/compiler/machine.ts';
import { evaluate } from '../../lib/expressions/evaluate.ts';
import { parseExpression } from '../../lib/expressions/parse.ts';
import { choreographyOf, ORDER } from '../semantics/choreography.ts';

type Item = Record<string, { readonly S?: string; readonly N?: string }>;

const CONTEXT = {
  Execution: {
    Input: {
      choreography: 'order',
      correlationId: '4711',
      instance: 'order#4711',
      run: 2,
      shard: '5',
      to: 'Preparing',
    },
  },
  State: { EnteredTime: '2026-11-21T10:00:00Z', RetryCount: 0 },
  Task: { Token: 'AAAA' },
};

/** The Arguments of a Task, as Step Functions would evaluate them. */
async function argumentsOf(name: string, context: unknown, input: unknown = {}) {
  const { States } = compileMachine(ORDER);
  const preparing = States['Preparing'];
  const branches = preparing?.Type === 'Parallel' ? preparing.Branches : [];
  const scope = [{ States }, ...branches].find((candidate) => name in candidate.States);
  const task = scope?.States[name];
  if (task?.Type !== 'Task') throw new Error(`${name} is no Task`);
  return evaluated(task.Arguments, { states: { context, input } });
}

async function itemOf(name: string, context: unknown, input: unknown = {}): Promise<Item> {
  const put = await argumentsOf(name, context, input);
  if (typeof put !== 'object' || put === null || !('Item' in put)) throw new Error('No Item');
  return put.Item as Item;
}

async function evaluated(template: unknown, bindings: Record<string, unknown>): Promise<unknown> {
  if (typeof template === 'object' && template !== null) {
    const fields = Object.entries(template).map(async ([key, value]): Promise<[string, unknown]> => [
      key,
      await evaluated(value, bindings),
    ]);
    return Object.fromEntries(await Promise.all(fields));
  }
  const [, source] = /^\{%([^]*)%\}$/.exec(String(template)) ?? [];
  if (source === undefined) return template;
  const parsed = parseExpression(source);
  if (parsed.kind === 'invalid') throw new Error(parsed.message);
  const result = await evaluate(parsed.expression, undefined, { bindings, now: 0 });
  if (result.kind !== 'value') throw new Error(JSON.stringify(result));
  return result.value;
}

describe('the row that a wait puts', () => {
  test('has every attribute of a WaitRow, computed at entry', async () => {
    const { version, ...item } = await itemOf('Sending', CONTEXT);
    expect(version?.S).toMatch(/^[0-9a-f]{16}$/);
    expect(item).toEqual({
      instance: { S: 'order#4711' },
      key: { S: 'WAIT#' },
      choreography: { S: 'order' },
      correlationId: { S: '4711' },
      token: { S: 'AAAA' },
      order: { S: '000002#0000#2026-11-21T10:00:00.000Z#0000' },
      run: { N: '2' },
      redrive: { N: '0' },
      state: { S: 'Sending' },
      enteredAt: { S: '2026-11-21T10:00:00.000Z' },
      deadline: { S: '2026-11-21T10:02:00.000Z' },
      awaits: {
        S: JSON.stringify([
          {
            event: 'Delivered',
            routes: [
              { guard: 'detail.partial', ways: [] },
              { guard: 'detail.back', ways: [{ way: 'Preparing', to: 'Preparing' }] },
              { guard: 'detail.complete', ways: [{ way: 'Done', to: 'Done' }] },
            ],
          },
        ]),
      },
      anticipates: { S: '["Paid","Packed","Cancelled","Delivered"]' },
      policies: {
        S: '{"Placed":"fail","Paid":"fail","Packed":"fail","Cancelled":"report","Held":"halt","Delivered":"fail"}',
      },
      standing: { S: 'order#5' },
      timer: { S: '5' },
      timerAt: { S: '2026-11-21T10:02:00.000Z' },
      ttl: { N: '1829383200' },
    });
  });

  test('of a member counts from the visit of its all, and says whose it is', async () => {
    const context = { ...CONTEXT, State: { EnteredTime: '2026-11-21T10:00:30.5Z', RetryCount: 3 } };
    const item = await itemOf('Preparing: Paid', context, { visit: '2026-11-21T10:00:00.000Z' });
    expect(item).toMatchObject({
      key: { S: 'WAIT#Preparing/Paid' },
      member: { S: 'Paid' },
      order: { S: '000002#0000#2026-11-21T10:00:30.500Z#0003' },
      enteredAt: { S: '2026-11-21T10:00:00.000Z' },
      due: { S: '2026-11-21T10:01:00.000Z' },
      deadline: { S: '2026-11-21T10:05:00.000Z' },
      timerAt: { S: '2026-11-21T10:01:00.000Z' },
      anticipates: { S: '["Paid","Packed","Cancelled","Delivered"]' },
    });
  });

  test('is put unless a newer one of its region is there', async () => {
    const put = await argumentsOf('Sending', CONTEXT);
    expect(put).toMatchObject({
      TableName: '${TableName}',
      ConditionExpression: 'attribute_not_exists(#instance) OR #order <= :order',
      ExpressionAttributeNames: { '#instance': 'instance', '#order': 'order' },
      ExpressionAttributeValues: { ':order': { S: '000002#0000#2026-11-21T10:00:00.000Z#0000' } },
    });
  });

  test('sorts as text by run, redrive, entered time and attempt', async () => {
    const order = async (
      run: number,
      RedriveCount: number | undefined,
      EnteredTime: string,
      RetryCount: number,
    ) => {
      const Execution = { Input: { ...CONTEXT.Execution.Input, run }, RedriveCount };
      const item = await itemOf('Sending', { ...CONTEXT, Execution, State: { EnteredTime, RetryCount } });
      return item['order']?.S;
    };
    const orders = [
      await order(2, undefined, '2026-11-21T10:00:00.999Z', 10),
      await order(9, 0, '2026-11-21T10:00:00Z', 9),
      await order(9, 0, '2026-11-21T10:00:00Z', 10),
      await order(9, 0, '2026-11-21T10:00:00.001Z', 0),
      await order(9, 1, '2026-11-21T09:00:00.001Z', 0),
      await order(9, 10, '2026-11-21T09:00:00.001Z', 0),
      await order(10, 0, '2026-11-21T09:00:00.001Z', 0),
    ];
    expect([...orders].sort()).toEqual(orders);
    expect(new Set(orders).size).toBe(orders.length);
  });

  test('has no clock where the state has none', async () => {
    const plainWait = choreographyOf(`
id: plain
correlation: detail.id
events: { Go: { source: s }, A: { source: s } }
start: { on: { Go: One } }
states: { One: { on: { A: End } }, End: { final: succeeded } }
`);
    const machine = compileMachine(plainWait);
    expect(machine.States['One']).not.toHaveProperty('TimeoutSeconds');
    for (const attribute of ['due', 'deadline', 'timer', 'timerAt', 'member']) {
      expect(machine.States['One']).not.toHaveProperty(['Arguments', 'Item', attribute]);
    }
  });
});

describe('the key', () => {
  /** Three parallels, one in the other. */
  const nested = (name: string) =>
    choreographyOf(`
id: order
correlation: detail.order
events: { Ordered: { source: shop }, Paid: { source: shop } }
start: { on: { Ordered: 1${name} } }
states:
  1${name}:
    parallel:
      a${name}:
        initial: 2${name}
        states:
          2${name}:
            parallel:
              b${name}:
                initial: 3${name}
                states:
                  3${name}:
                    parallel: { c${name}: { initial: Unpaid, states: { Unpaid: { on: { Paid: Paid out } }, Paid out: { final: succeeded } } } }
                    onDone: Inner
                  Inner: { final: succeeded }
            onDone: Outer
          Outer: { final: succeeded }
    onDone: Done
  Done: { final: succeeded }
`);
  // Six names of 80 characters are 480 bytes, or as many times three, and 10 more are around them.
  const [latin, chinese] = ['x'.repeat(79), '訂'.repeat(79)];

  test('has all names in it', () => {
    const definition = JSON.stringify(compileMachine(nested(latin)));
    const names = ['1', 'a', '2', 'b', '3', 'c'].map((first) => first + latin);
    expect(definition).toContain(JSON.stringify(`WAIT#${names.join('/')}`));
  });

  test('is refused where it is longer than the table takes', () => {
    expect(() => compileMachine(nested(chinese))).toThrow(
      / in order come to 1438 bytes together; as a key of the table they have 1024\. Shorten the names of its parallels and regions\.$/,
    );
  });
});

describe('what a wait says', () => {
  const awaiting = (letters: number) =>
    choreographyOf(`
id: order
correlation: detail.order
events: { Ordered: { source: shop }, Paid: { source: shop } }
start: { on: { Ordered: Open } }
states:
  Open: { on: { Paid: [{ guard: 'detail.note = "${'x'.repeat(letters)}"', target: Done }, {}] } }
  Done: { final: succeeded }
`);

  test('may leave as much room as the largest context needs, and is refused beyond', () => {
    expect(() => compileMachine(awaiting(118_000))).not.toThrow();
    expect(() => compileMachine(awaiting(119_000))).toThrow(
      /^What "Open" of order awaits, with its guards and actions and those around it, comes to 12\d{4} bytes; a wait may say 120000\. Shorten them, or take states apart that have much around them\.$/,
    );
  });
});
