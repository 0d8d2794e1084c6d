import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as prettier from 'prettier';
import { costOf, MILLION } from '../../bench/projection/cost.ts';
import { documentOf } from '../../bench/projection/cost-document.ts';
import { countLife, type CountedLife } from '../../bench/projection/counting.ts';
import { callsOf } from '../../bench/projection/growth.ts';
import { LIVES, livedChoreographies } from '../../bench/projection/lives.ts';
import { startNaive, startOurs } from '../../bench/projection/system.ts';
import { sharedAssembly } from '../e2e/shared-assembly.ts';
import { naiveAssembly } from '../naive/assembly.ts';

/** `UPDATE_GOLDENS=1 npm run jest -- test/bench` writes the document anew. */
const UPDATE = process.env['UPDATE_GOLDENS'] === '1';
const DOCUMENT = new URL('../../docs/cost.md', import.meta.url);

/** What an order costs in dollars, of what it costs the naive protocol; docs/cost.md tells where it goes. */
const MOST_OF_NAIVE = 1.025;

const counted: { ours: CountedLife; naive: CountedLife }[] = [];
beforeAll(async () => {
  const sample = naiveAssembly(livedChoreographies());
  const systems = [await startOurs(await sharedAssembly()), await startNaive(sample)] as const;
  for (const life of LIVES) {
    const [ours, naive] = await Promise.all(systems.map((system) => countLife(system, life)));
    if (ours !== undefined && naive !== undefined) counted.push({ ours, naive });
  }
  await Promise.all(systems.map((system) => system.stop()));
  sample.remove();
  // Seconds; but on a machine that does much else besides, minutes.
}, 300_000);

let order: { readonly ours: CountedLife; readonly naive: CountedLife };
beforeAll(() => {
  const [first] = counted;
  if (first === undefined) throw new Error('Nothing was counted.');
  order = first;
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
    expect([inOrder.writeUnits, inOrder.indexUnits, inOrder.readUnits]).toEqual([8, 7, 4]);
    expect([whole.writeUnits, whole.indexUnits, whole.readUnits]).toEqual([18, 15, 9]);
  });

  test('makes at most nine tenths of the naive transitions', () => {
    expect(order.ours.whole.transitions / order.naive.whole.transitions).toBeLessThanOrEqual(0.9);
  });

  test('costs less than the naive protocol for each event in order, and little more from start to end', () => {
    const of = (what: 'whole' | 'inOrder', side: 'ours' | 'naive'): number =>
      costOf(order[side][what], MILLION / order[side][what].events).total;
    expect(of('inOrder', 'ours')).toBeLessThan(of('inOrder', 'naive'));
    expect(of('whole', 'ours') / of('whole', 'naive')).toBeLessThanOrEqual(MOST_OF_NAIVE);
  });
});

test('docs/cost.md says what was counted', async () => {
  const config = await prettier.resolveConfig(DOCUMENT.pathname);
  const current = await prettier.format(documentOf(counted), { ...config, parser: 'markdown' });
  if (UPDATE) writeFileSync(DOCUMENT, current);
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(current);
});
