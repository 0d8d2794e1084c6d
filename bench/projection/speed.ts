/**
 * Events a second, and how long one takes from PutEvents to the new state, with so many instances in flight: each gets
 * its next event as soon as it waits for it. On this machine, in the local cloud; so it only tells beside a peer.
 */
import { countsSince } from './counting.ts';
import type { Counted } from './counting.ts';
import { entriesOf, type Life } from './lives.ts';
import { quantile } from './quantile.ts';
import type { System } from './system.ts';

export type Speed = {
  readonly inFlight: number;
  readonly lives: number;
  readonly eventsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Of all these lives. */
  readonly counted: Counted;
};

export async function measureSpeed(
  system: System,
  life: Life,
  { inFlight, lives }: { readonly inFlight: number; readonly lives: number },
): Promise<Speed> {
  const latencies: number[] = [];
  const waiting = new Map<string, () => void>();
  const ignore = system.onWait((id) => waiting.get(id)?.());
  await system.meter.quiet();
  system.meter.reset();
  const begun = performance.now();
  let next = 0;
  const live = async (): Promise<void> => {
    for (let number = next++; number < lives; number = next++) {
      const id = `${life.choreography}-${inFlight}-${number}`;
      const entries = entriesOf(life, id);
      for (const entry of entries.slice(0, -1)) {
        const before = performance.now();
        const came = new Promise<void>((resolve) => waiting.set(id, resolve));
        await system.publish(entry);
        await came;
        latencies.push(performance.now() - before);
      }
      waiting.delete(id);
      await system.publish(...entries.slice(-1));
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, lives) }, live));
  const seconds = (performance.now() - begun) / 1000;
  await system.meter.quiet(500);
  ignore();
  return {
    inFlight,
    lives,
    eventsPerSecond: (lives * life.events.length) / seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    counted: countsSince(system.meter, lives * life.events.length),
  };
}
