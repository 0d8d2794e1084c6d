/** That the judge sees: each breach of the protocol is found, under its name, by the ordinary stories. */
import { describe, expect, test } from '@jest/globals';
import { keyOf } from '../../../lib/projection/parse-row.ts';
import type { Row } from '../../../lib/projection/rows.ts';
import { rowKey } from '../../../lib/testing/world/table-rules.ts';
import { live } from '../lane.ts';
import { readMonitored } from '../monitored.ts';
import { ours } from '../ours.ts';
import type { Sabotage } from '../ours.ts';
import { readTraffic } from '../traffic.ts';
import { judge } from './judge.ts';
import type { Finding } from './judge.ts';

const monitored = readMonitored();
const trafficFor = readTraffic(monitored);
const MOST = 150;

/**
 * The first finding of that kind whose words fit, from one story after the other. Some breaches show seldom: from `first`
 * on, as it has turned out, they do soon.
 */
async function found(
  kind: Finding['kind'],
  words: RegExp,
  sabotage: Sabotage,
  first = 0,
): Promise<string | undefined> {
  for (let number = first; number < first + MOST; number += 1) {
    const stage = { monitored, trafficFor, functions: ours(sabotage), seed: 5, roughness: 3 };
    const lane = await live(number, stage);
    const { findings } = await judge(lane.world);
    const finding = findings.find((each) => each.kind === kind && words.test(each.what));
    if (finding !== undefined) return finding.kind;
  }
  return undefined;
}

const seen =
  (change: (rows: readonly Row[]) => readonly Row[]): Sabotage =>
  (ports) => ({
    ...ports,
    table: { ...ports.table, query: async (instance) => change(await ports.table.query(instance)) },
  });

describe('the judge finds', () => {
  test('lost: what "timed out" was taken for done', async () => {
    const sabotage: Sabotage = (ports) => ({
      ...ports,
      executions: {
        ...ports.executions,
        succeed: async (call) => {
          await ports.executions.succeed(call);
          return 'accepted';
        },
      },
    });
    expect(await found('lost', /recorded as consumed, and in no history/, sabotage, 75)).toBe('lost');
  });

  test('lost: what is held, and nobody looks at again', async () => {
    const sabotage: Sabotage = (ports) => ({
      ...ports,
      queue: {
        send: (call) => (call.message.kind === 'look' ? Promise.resolve() : ports.queue.send(call)),
      },
    });
    expect(await found('lost', /is still held/, sabotage, 9)).toBe('lost');
  });

  test('lost: what was never written down', async () => {
    const sabotage: Sabotage = (ports) => ({
      ...ports,
      table: {
        ...ports.table,
        putEvent: (call) =>
          call.row.status === 'held' ? Promise.resolve('written') : ports.table.putEvent(call),
      },
    });
    expect(await found('lost', /left no trace/, sabotage)).toBe('lost');
  });

  test('lost: what is dropped without the author having said so', async () => {
    const sabotage: Sabotage = (ports) => ({
      ...ports,
      table: {
        ...ports.table,
        putEvent: (call) => {
          const { row } = call;
          if (row.status !== 'held') return ports.table.putEvent(call);
          const { settledAt, reason } = { settledAt: row.receivedAt, reason: 'A bad day' };
          return ports.table.putEvent({ ...call, row: { ...row, status: 'ignored', settledAt, reason } });
        },
      },
    });
    expect(await found('lost', /became ignored; semantics says: early/, sabotage)).toBe('lost');
  });

  test('doubled: what is delivered again because the history was not asked', async () => {
    const sabotage: Sabotage = (ports) => ({
      ...ports,
      executions: { ...ports.executions, history: () => Promise.resolve({ kind: 'otherwise' }) },
    });
    expect(await found('doubled', /is in the history 2 times|moved the instance/, sabotage)).toBe('doubled');
  });

  test('doubled: what was written anew over what had been consumed', async () => {
    const sabotage: Sabotage = (ports, world) => ({
      ...ports,
      table: {
        ...ports.table,
        putEvent: (call) => {
          const key = rowKey(call.row.instance, keyOf(call.row));
          if (call.condition.kind === 'absent')
            world.table.rows = new Map([...world.table.rows].filter(([other]) => other !== key));
          return ports.table.putEvent(call);
        },
      },
    });
    expect(await found('doubled', /is in the history|moved the instance/, sabotage, 40)).toBe('doubled');
  });

  test('wrong end: a machine that was told another context than the event leads to', async () => {
    const sabotage: Sabotage = (ports) => ({
      ...ports,
      executions: {
        ...ports.executions,
        succeed: (call) =>
          ports.executions.succeed({
            ...call,
            output: call.output.replace('"context":{', '"context":{"odd":1,'),
          }),
      },
    });
    expect(await found('wrong end', /the memory is .*odd/, sabotage)).toBe('wrong end');
  });

  test('wrong end: an instance that is recorded as closed, and runs', async () => {
    const sabotage: Sabotage = (ports) => ({
      ...ports,
      executions: {
        ...ports.executions,
        describe: async (call) => {
          const report = await ports.executions.describe(call);
          return report?.status === 'running' ? { ...report, status: 'succeeded' } : report;
        },
      },
    });
    expect(await found('wrong end', /^INSTANCE is closed succeeded.*says: open/, sabotage)).toBe('wrong end');
  });

  test('false alarm: what is called unexpected and can still come', async () => {
    const sabotage = seen((rows) =>
      rows.map((row) => (row.kind === 'wait' ? { ...row, anticipates: [] } : row)),
    );
    expect(await found('false alarm', /became unexpected; semantics says: early/, sabotage)).toBe(
      'false alarm',
    );
  });

  test('false alarm: what is called an orphan while its instance runs', async () => {
    const sabotage = seen((rows) => rows.filter(({ kind }) => kind === 'event'));
    expect(await found('false alarm', /became orphan/, sabotage)).toBe('false alarm');
  });

  test('out of order: what went before an older one', async () => {
    const sabotage = seen((rows) => {
      const held = rows.filter((row) => row.kind === 'event' && row.status === 'held');
      return held.length < 2 ? rows : rows.filter((row) => row !== held[0]);
    });
    expect(await found('out of order', /before/, sabotage, 19)).toBe('out of order');
  });
});
