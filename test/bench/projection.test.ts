import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as prettier from 'prettier';
import { costOf, MILLION } from '../../bench/projection/cost.ts';
import { documentOf } from '../../bench/projection/cost-document.ts';
import { countLife, type CountedLife } from '../../bench/projection/counting.ts';
import { callsOf } from '../../bench/projection/growth.ts';
import { LIVES, livedChoreographies } from '../../bench/projection/lives.ts';
import { startNaive, startOurs } from '../../bench/projection/system.ts';
import { synthesize } from '../../lib/cli/synthesis.ts';
import { naiveAssembly } from '../naive/assembly.ts';

/** `UPDATE_GOLDENS=1 npm run jest -- test/bench` writes the document anew. */
const UPDATE = process.env['UPDATE_GOLDENS'] === '1';
const DOCUMENT = new URL('../../docs/cost.md', import.meta.url);

const counted: { ours: CountedLife; naive: CountedLife }[] = [];
beforeAll(async () => {
  const lived = livedChoreographies();
  const [app, sample] = [
    await synthesize({ choreographies: lived.folder }),
    naiveAssembly(lived.choreographies),
  ];
  const systems = [await startOurs(app.folder), await startNaive(sample)] as const;
  for (const life of LIVES) {
    const [ours, naive] = await Promise.all(systems.map((system) => countLife(system, life)));
    if (ours !== undefined && naive !== undefined) counted.push({ ours, naive });
  }
  await Promise.all(systems.map((system) => system.stop()));
  for (const made of [app, sample, lived]) made.remove();
  // Seconds; but on a machine that does much else besides, minutes.
}, 300_000);

type Sides = { readonly ours: CountedLife; readonly naive: CountedLife };
let order: Sides;
let withDues: Sides;
beforeAll(() => {
  const [first, second] = counted;
  if (first === undefined || second === undefined) throw new Error('Not all was counted.');
  [order, withDues] = [first, second];
});
afterAll(() => void counted.splice(0));

describe('an order, each of its events alone', () => {
  test('takes the naive protocol its two calls an event, and one more to start', () => {
    const { whole } = order.naive;
    expect(whole.calls).toEqual({
      'DynamoDB Query': 3,
      'DynamoDB UpdateItem': 4,
      'Lambda Invoke': 4,
      'Step Functions SendTaskSuccess': 3,
      'Step Functions StartExecution': 1,
    });
    expect([whole.transitions, whole.writeUnits, whole.indexUnits, whole.readUnits]).toEqual([7, 4, 0, 1.5]);
  });

  test('takes four calls an event in order, and a put and a look for the wait that follows', () => {
    const { inOrder } = order.ours;
    expect(callsOf(inOrder) / inOrder.events).toBe(6);
    expect(inOrder.calls).toEqual({
      'DynamoDB PutItem': 6,
      'DynamoDB Query': 4,
      'Lambda Invoke': 4,
      'SQS DeleteMessageBatch': 2,
      'SQS ReceiveMessage': 2,
      'SQS SendMessage': 2,
      'Step Functions SendTaskSuccess': 2,
    });
  });

  test('takes no more request units than these', () => {
    const { inOrder, whole } = order.ours;
    expect([inOrder.writeUnits, inOrder.indexUnits, inOrder.readUnits]).toEqual([8, 2, 4]);
    expect([whole.writeUnits, whole.indexUnits, whole.readUnits]).toEqual([18, 9, 9]);
  });

  test('makes at most nine tenths of the naive transitions', () => {
    expect(order.ours.whole.transitions / order.naive.whole.transitions).toBeLessThanOrEqual(0.9);
  });

  test('costs less than the naive protocol, for each event in order and from start to end', () => {
    const of = (what: 'whole' | 'inOrder', side: 'ours' | 'naive'): number =>
      costOf(order[side][what], MILLION / order[side][what].events).total;
    expect(of('inOrder', 'ours')).toBeLessThan(of('inOrder', 'naive'));
    expect(of('whole', 'ours')).toBeLessThan(of('whole', 'naive'));
  });

  test('with two dues takes four more units of the index that the sweep reads, and nothing else', () => {
    const { calls, writeUnits, indexUnits, readUnits } = order.ours.whole;
    expect(withDues.ours.whole).toMatchObject({ calls, writeUnits, indexUnits: indexUnits + 4, readUnits });
  });
});

test('docs/cost.md says what was counted', async () => {
  const config = await prettier.resolveConfig(DOCUMENT.pathname);
  const current = await prettier.format(documentOf(counted), { ...config, parser: 'markdown' });
  if (UPDATE) writeFileSync(DOCUMENT, current);
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(current);
});
