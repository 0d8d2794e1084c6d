import { SHARDS } from '../../lib/definition/wire.ts';
import { isoOf } from '../../lib/projection/instants.ts';
import { Throttled } from '../../lib/projection/ports.ts';
import type { OpenInstance, WaitingRow } from '../../lib/projection/rows.ts';
import { partitionOf } from '../../lib/projection/situation.ts';
import { sweep } from '../../lib/projection/sweep.ts';
import type { SweepStep } from '../../lib/projection/sweep.ts';
import { parseTimer } from '../../lib/projection/timers.ts';
import type { Timers } from '../adapters/timers.ts';
import { runFor } from '../surroundings.ts';
import type { Surroundings } from '../surroundings.ts';

export type Sweeping = Surroundings & {
  readonly timers: Timers;
  /** Whether there is time to begin with another entry; what is left over, the next sweep does. */
  readonly hasTime: () => boolean;
};

/** All shards side by side. @throws after all was tried, if some of it failed: that is what the alarm sees. */
export async function sweepAll(sweeping: Sweeping): Promise<void> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => String(shard));
  const failed = (await Promise.all(shards.map((shard) => sweepShard(shard, sweeping)))).flat();
  if (failed.length > 0)
    throw new Error(`${failed.length} could not be swept: ${failed.slice(0, 5).join('; ')}`);
}

async function sweepShard(shard: string, sweeping: Sweeping): Promise<readonly string[]> {
  const failed: string[] = [];
  try {
    for await (const entry of sweeping.timers.due(shard, isoOf(sweeping.clock()))) {
      if (!sweeping.hasTime()) break;
      const failure = await sweepEntry(entry, sweeping);
      if (failure !== undefined) failed.push(failure);
    }
  } catch (error) {
    // Nothing is lost by waiting: in a minute there is the next sweep.
    if (!(error instanceof Throttled)) throw error;
    sweeping.log.info('Throttled, the next sweep goes on', { shard, why: error.message });
  }
  return failed;
}

/** One that fails must not hold up the others. */
async function sweepEntry(entry: unknown, sweeping: Sweeping): Promise<string | undefined> {
  try {
    const timer = parseTimer(entry);
    const { clock, ports, subscriptions } = sweeping;
    const { choreography } = partitionOf(timer.instance);
    const subscription = subscriptions.get(choreography);
    // Taken out of the app while instances were open: its machine is gone too.
    if (subscription === undefined) return undefined;
    const rows = await ports.table.query(timer.instance);
    for (const step of sweep(timer, rows, subscription, clock())) await perform(step, sweeping);
    return undefined;
  } catch (error) {
    if (error instanceof Throttled) throw error;
    const failure = Error.isError(error) ? error.message : String(error);
    sweeping.log.error('Could not be swept', { entry, failure });
    return failure;
  }
}

async function perform(step: SweepStep, sweeping: Sweeping): Promise<void> {
  const { clock, timers } = sweeping;
  // Where a condition is false, somebody was quicker, or it is another state's turn.
  switch (step.step) {
    case 'report':
      await timers.report(step, clock());
      return;
    case 'moveWait':
      await timers.moveWait(step);
      return;
    case 'moveInstance':
      await timers.moveInstance(step);
      return;
    case 'answer':
      return answer(step.wait, sweeping);
    case 'check':
      return check(step.instance, sweeping);
  }
}

async function answer({ choreography, instance, token }: WaitingRow, sweeping: Sweeping): Promise<void> {
  const end = await runFor(choreography, { kind: 'wait', instance, token }, sweeping);
  if (end.end === 'throttled') throw new Throttled(end.why);
  if (end.end === 'returned') throw new Error(`${instance}: ${end.why}`);
}

/** Closes what has ended without a word; where there is no execution, its start was left unfinished. */
async function check(row: OpenInstance, sweeping: Sweeping): Promise<void> {
  const { choreography, execution, instance, openedBy: identity } = row;
  const end = await runFor(choreography, { kind: 'closing', choreography, execution }, sweeping);
  if (end.end === 'done') return;
  if (end.end === 'throttled') throw new Throttled(end.why);
  const again = await runFor(choreography, { kind: 'look', instance, identity, putBack: 0 }, sweeping);
  if (again.end === 'throttled') throw new Throttled(again.why);
  if (again.end === 'returned') throw new Error(`${instance}: ${again.why}`);
}
