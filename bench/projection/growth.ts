/** What one more event costs, when many instances are open, and when its instance has had many events already. */
import { countsSince, type Counted } from './counting.ts';
import { entriesOf, type Life } from './lives.ts';
import { quantile } from './quantile.ts';
import type { Entry, System } from './system.ts';

export type Growth = {
  /** Open instances, or events that the instance has had. */
  readonly size: number;
  /** Of one event. */
  readonly calls: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  /** From PutEvents to the new state, median. */
  readonly milliseconds: number;
};

/** Of the events that are measured at each size; one after the other. */
const SAMPLES = 20;

export async function withOpenInstances(
  system: System,
  life: Life,
  sizes: readonly number[],
): Promise<readonly Growth[]> {
  const nth = (index: number) => (id: string) => entriesOf(life, id).slice(index, index + 1);
  const grown: Growth[] = [];
  let open = 0;
  for (const size of sizes) {
    const ids = Array.from({ length: size - open }, (_, index) => `open-${open + index}`);
    await come(system, ids, nth(0));
    open = size;
    grown.push(await sampled(system, size, ids.slice(0, SAMPLES), nth(1)));
  }
  return grown;
}

/** `around`: a round of events that leads back to where it began. */
export async function withHistory(
  system: System,
  {
    life,
    before,
    around,
  }: { readonly life: Life; readonly before: number; readonly around: readonly string[] },
  sizes: readonly number[],
): Promise<readonly Growth[]> {
  const id = 'old-1';
  const { source } = life;
  let had = 0;
  for (const entry of entriesOf(life, id).slice(0, before)) {
    await system.publish(entry);
    // A set's members bring no new wait.
    await system.meter.quiet();
    had += 1;
  }
  const next = (): readonly Entry[] => {
    const detailType = around[(had - before) % around.length] ?? '';
    return [{ source, detailType, detail: { id } }];
  };
  const grown: Growth[] = [];
  for (const size of sizes) {
    while (had < size) {
      await come(system, [id], next);
      had += 1;
    }
    grown.push(await sampled(system, size, [id], next));
    had += 1;
  }
  return grown;
}

async function sampled(
  system: System,
  size: number,
  ids: readonly string[],
  entries: (id: string) => readonly Entry[],
): Promise<Growth> {
  const { meter } = system;
  await meter.quiet();
  meter.reset();
  const times: number[] = [];
  for (const id of ids) {
    const begun = performance.now();
    await come(system, [id], entries);
    times.push(performance.now() - begun);
    // Alone: what follows from it belongs to it.
    await meter.quiet();
  }
  const counted = countsSince(meter, ids.length);
  return {
    size,
    calls: callsOf(counted) / ids.length,
    writeUnits: (counted.writeUnits + counted.indexUnits) / ids.length,
    readUnits: counted.readUnits / ids.length,
    milliseconds: quantile(times, 0.5),
  };
}

/** Of functions and executions; queues and invocations left out, for many share one. */
export function callsOf({ calls }: Counted): number {
  return Object.entries(calls)
    .filter(([name]) => !name.startsWith('SQS') && !name.startsWith('Lambda'))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** Publishes what each is to get, and waits until each waits again. */
async function come(
  system: System,
  ids: readonly string[],
  entries: (id: string) => readonly Entry[],
): Promise<void> {
  const left = new Set(ids);
  const all = new Promise<void>((resolve) => {
    const ignore = system.onWait((id) => {
      left.delete(id);
      if (left.size > 0) return;
      ignore();
      resolve();
    });
  });
  const published = ids.flatMap(entries);
  for (let start = 0; start < published.length; start += 10)
    await system.publish(...published.slice(start, start + 10));
  await all;
}
