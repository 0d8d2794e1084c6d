import { setTimeout as sleep } from 'node:timers/promises';
import { inWords } from '../layout/durations.ts';
import { createPublisher, play } from './publisher.ts';
import { playable, type Scenario } from './scenarios.ts';

/** Milliseconds between the first events of two scenarios at most: a viewer sees them appear one by one. */
const STAGGER = 3_000;

/** Milliseconds within which all have begun, however many they are. */
const WITHIN = 110_000;

export type CloudTime = {
  readonly now: () => number;
  /** How many times as fast as here. */ readonly scale: number;
};

/** Plays the scenarios side by side, one after the other beginning, through the AWS SDK's PutEvents at `endpoint`. */
export async function demonstrate(options: {
  scenarios: readonly Scenario[];
  bus: string;
  endpoint: string;
  time: CloudTime;
  signal: AbortSignal;
  log: (line: string) => void;
}): Promise<void> {
  const { signal, log, time } = options;
  // Where days pass in seconds nothing lasts too long to be watched.
  const scenarios = interleaved(time.scale === 1 ? playable(options.scenarios) : options.scenarios);
  const stagger = Math.min(STAGGER, WITHIN / scenarios.length);
  const publisher = createPublisher(options.bus, options.endpoint, time.now);
  try {
    log(
      `Demonstration: ${scenarios.length} instances of ${countChoreographies(scenarios)} choreographies, ${lasting(scenarios, time.scale)}`,
    );
    await Promise.all(
      scenarios.map(async (scenario, index) => {
        await sleep(index * stagger, undefined, { signal });
        log(`  ${scenario.choreography} ${scenario.correlationId}: ${scenario.title}`);
        await play(publisher, scenario.events, { speed: time.scale, signal });
      }),
    );
    log('Demonstration: all events are published. The console stays; Ctrl-C ends it.');
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    publisher.close();
  }
}

/**
 * Each choreography spread evenly over the whole, so that all of them live from the first half minute on; the longest of
 * a choreography's scenarios begin first.
 */
export function interleaved(scenarios: readonly Scenario[]): readonly Scenario[] {
  const groups = Map.groupBy(scenarios, ({ choreography }) => choreography);
  return [...groups.values()]
    .flatMap((group) =>
      group
        .toSorted((a, b) => lengthOf(b) - lengthOf(a))
        .map((scenario, index) => ({ scenario, place: index / group.length })),
    )
    .toSorted((a, b) => a.place - b.place)
    .map(({ scenario }) => scenario);
}

/** The longest, and the time within which all begin. */
function lasting(scenarios: readonly Scenario[], scale: number): string {
  if (scale === 1) return 'two to three minutes';
  const longest = Math.max(...scenarios.map(lengthOf)) * 1000;
  return `${inWords(Math.round((longest / scale + WITHIN) / 60_000) * 60_000)} (${inWords(longest)} of theirs)`;
}

function lengthOf({ events }: Scenario): number {
  return events.reduce((sum, { wait }) => sum + wait, 0);
}

function countChoreographies(scenarios: readonly Scenario[]): number {
  return new Set(scenarios.map(({ choreography }) => choreography)).size;
}
