import type { Monitored } from '../monitored.ts';
import type { Peculiarities } from '../trace/scrub.ts';
import type { Trace } from '../trace/trace.ts';

/** Where a story is played. */
export type Stage = {
  readonly monitored: Monitored;
  readonly peculiarities: Peculiarities;
  /** Seconds that it may take until something shows that is to come; then what shows is taken. */
  readonly patience: number;
  /** Pauses between events are divided by it. What waits for a clock needs 1, for its own clock does not follow. */
  readonly speed: number;
  /** Ends everything where somebody has had enough. */
  readonly signal: AbortSignal;
};

export type Story = {
  readonly title: string;
  play(stage: Stage): Promise<Trace>;
};
