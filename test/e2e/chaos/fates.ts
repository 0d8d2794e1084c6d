/** What the faulty door and the functions behind it say to each other. */
import type { BatchFault } from './faults.ts';

/** A header of an answer: whoever reads it is gone. */
export const DIE = 'x-chaos-die';

export type BatchFate = {
  readonly fault?: BatchFault;
  /** Records that never reach the function. */
  readonly lost?: readonly string[];
  /** Milliseconds; where the batch is late. */
  readonly late?: number;
};
