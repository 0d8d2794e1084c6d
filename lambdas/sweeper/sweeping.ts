import { SHARDS } from '../../lib/definition/wire.ts';
import { HOUR, isoOf } from '../../lib/projection/instants.ts';
import { Throttled } from '../../lib/projection/ports.ts';
import { partitionOf } from '../../lib/projection/situation.ts';
import { sweep } from '../../lib/projection/sweep.ts';
import { parseTimer, placeOf } from '../../lib/projection/timers.ts';
import type { LifeTimer } from '../../lib/projection/timers.ts';
import type { Bus } from '../adapters/bus.ts';
import type { Timers } from '../adapters/timers.ts';
import type { Windows } from '../adapters/windows.ts';
import type { Surroundings } from '../surroundings.ts';
import { closeWindow } from './closing-windows.ts';
import { perform } from './performing.ts';

export type Sweeping = Surroundings & {
  readonly timers: Timers;
  readonly windows: Windows;
  readonly bus: Bus;
  /** Whether there is time to begin with another entry; what is left over, the next sweep does. */
  readonly hasTime: () => boolean;
};

/** One sweep, and how many executions it may still ask about. */
export type Sweep = Sweeping & { checks: number };

/**
 * DescribeExecution gives 10 answers a second and 250 at once in most Regions, to everybody in the account: with a quarter
 * of that each of 200,000 open instances has its turn every day. What is left over is still the oldest in a minute.
 */
const MOST_CHECKS = 150;

/**
 * All shards side by side. @throws after all was tried, if some of it failed, or if throttling left nothing of it done:
 * that is what the alarm sees.
 */
export async function sweepAll(sweeping: Sweeping, checks = MOST_CHECKS): Promise<void> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => String(shard));
  const sharing: Sweep = { ...sweeping, checks };
  const swept = await Promise.all(shards.map((shard) => sweepShard(shard, sharing)));
  const failed = swept.flatMap((each) => each.failed);
  if (failed.length > 0)
    throw new Error(`${failed.length} could not be swept: ${failed.slice(0, 5).join('; ')}`);
  const throttled = swept.find((each) => each.throttled !== undefined)?.throttled;
  if (throttled !== undefined && swept.every(({ done }) => done === 0))
    throw new Error(`Nothing could be swept, for all was throttled: ${throttled}`);
}

type Swept = { readonly done: number; readonly failed: readonly string[]; readonly throttled?: string };

async function sweepShard(shard: string, sweeping: Sweep): Promise<Swept> {
  const failed: string[] = [];
  let done = 0;
  try {
    for await (const entry of sweeping.timers.due(shard, isoOf(sweeping.clock()))) {
      if (!sweeping.hasTime()) break;
      const failure = await sweepEntry(entry, sweeping);
      if (failure === undefined) done += 1;
      else failed.push(failure);
    }
  } catch (error) {
    // Nothing is lost by waiting: in a minute there is the next sweep.
    if (!(error instanceof Throttled)) throw error;
    sweeping.log.info('Throttled, the next sweep goes on', { shard, why: error.message });
    return { done, failed, throttled: error.message };
  }
  return { done, failed };
}

/** One that fails must not hold up the others. */
async function sweepEntry(entry: unknown, sweeping: Sweep): Promise<string | undefined> {
  try {
    const timer = parseTimer(entry);
    if (timer.kind === 'window') await closeWindow(timer.window, sweeping);
    else await sweepLife(timer, entry, sweeping);
    return undefined;
  } catch (error) {
    if (error instanceof Throttled) throw error;
    const failure = Error.isError(error) ? error.message : String(error);
    sweeping.log.error('Could not be swept', { entry, failure });
    await putBehind(entry, sweeping);
    return failure;
  }
}

/** Those that fail each time would be the oldest for ever, and have all the checks and all the time of every sweep. */
async function putBehind(entry: unknown, { timers, clock, log }: Sweep): Promise<void> {
  try {
    await timers.putBehind(placeOf(entry), isoOf(clock()));
  } catch (error) {
    if (error instanceof Throttled) throw error;
    log.error('Could not be put behind the others', { entry, error: String(error) });
  }
}

/** Of an entry that nothing can be done about, in milliseconds. */
const NEXT_LOOK = 24 * HOUR;

async function sweepLife(timer: LifeTimer, entry: unknown, sweeping: Sweep): Promise<void> {
  // Its only step would be put off: not worth reading the instance.
  if (timer.kind === 'instance' && sweeping.checks === 0) return;
  const { clock, ports, subscriptions, timers } = sweeping;
  const { choreography } = partitionOf(timer.instance);
  const subscription = subscriptions.get(choreography);
  // Taken out of the app while instances were open: its machine is gone too. Left where it is, every sweep would read it.
  if (subscription === undefined) {
    await timers.putBehind(placeOf(entry), isoOf(clock() + NEXT_LOOK));
    return;
  }
  const rows = await ports.table.query(timer.instance);
  for (const step of sweep(timer, rows, subscription, clock()))
    if ((await perform(step, sweeping)) === 'put off') return;
}
