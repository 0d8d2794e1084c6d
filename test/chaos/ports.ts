/** The ports of the projection, for one run of a function: each call takes its time, and may go wrong. */
import type { Reply } from '../../lib/projection/calls.ts';
import { printMessage } from '../../lib/projection/messages.ts';
import { keyOf } from '../../lib/projection/parse-row.ts';
import type { Ports, Written } from '../../lib/projection/ports.ts';
import type { Row } from '../../lib/projection/rows.ts';
import type { TableCall } from '../../lib/testing/world/table-rules.ts';
import type { Invocation } from './invocation.ts';
import type { ChaosQueue } from './queue.ts';
import type { World } from './world.ts';

export function portsFor(
  invocation: Invocation,
  world: World,
  queueOf: (suffix: string) => ChaosQueue,
): Ports {
  const { table, executions } = world;
  const write = (call: TableCall, instance: string): Promise<Written> =>
    invocation.call(() =>
      table.perform(call, invocation.reads.get(instance)).reply === 'written' ? 'written' : 'refused',
    );
  return {
    table: {
      query: (instance) => query(instance, invocation, world),
      getInstance: (instance) => invocation.call(() => table.instance(instance)),
      putEvent: (call) => write(call, call.row.instance),
      openInstance: (call) => write(call, call.row.instance),
      closeInstance: (call) => write(call, call.instance),
      reopenInstance: (call) => write(call, call.instance),
      labelInstance: (call) => write(call, call.instance),
      dropWait: (call) => write(call, call.instance),
    },
    executions: {
      start: (call) => invocation.call(() => executions.start(call)),
      describe: (call) => invocation.call(() => executions.describe(call)),
      history: (call) => invocation.call(() => executions.history(call)),
      result: (call) => invocation.call(() => executions.result(call)),
      succeed: (call) => invocation.call(() => executions.succeed(call)),
      fail: (call) => invocation.call(() => executions.fail(call)),
    },
    queue: {
      send: ({ choreography, queue, message, delaySeconds }) =>
        invocation.call(() => queueOf(`${choreography}-${queue}`).send(printMessage(message), delaySeconds)),
    },
  };
}

/** A partition of several pages is read page by page, and may change in between. */
async function query(
  instance: string,
  invocation: Invocation,
  { table, agenda, faults }: World,
): Promise<readonly Row[]> {
  const call = { call: 'query', instance } as const;
  const read = (): { readonly at: number; readonly rows: readonly Row[] } => {
    const reply: Reply = table.perform(call);
    const rows = reply.reply === 'rows' ? reply.rows : [];
    return { at: agenda.now(), rows: rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) };
  };
  const first = await invocation.call(read);
  const cut = first.rows[faults.dice.below(Math.max(1, first.rows.length))];
  if (cut === undefined || !faults.strikes('torn read', 0.05)) {
    invocation.reads.set(instance, { from: first.at, to: first.at, rows: first.rows });
    return first.rows;
  }
  const second = await invocation.call(read);
  const rows = [
    ...first.rows.filter((row) => keyOf(row) <= keyOf(cut)),
    ...second.rows.filter((row) => keyOf(row) > keyOf(cut)),
  ];
  invocation.reads.set(instance, { from: first.at, to: second.at, rows });
  return rows;
}
