/** What a player works with. */
import type { Clock } from '../../clock.ts';
import type { Random } from '../evaluate/functions.ts';
import type { Integrate } from './calls.ts';
import type { Execution, Status } from './execution.ts';

export type Ports = {
  readonly clock: Clock;
  readonly region: string;
  readonly newId: () => string;
  readonly random: Random;
  readonly integrations: Integrate;
  /** Called at the start, at a redrive and at the end. */
  readonly onStatus: (execution: Execution, status: Status) => void;
  /** Whether the machine has been deleted: then no state is entered any more. @default it has not */
  readonly isDeleted?: (execution: Execution) => boolean;
  /** An error of the engine itself, never of a definition. */
  readonly onFault: (execution: Execution, error: unknown) => void;
  /** Where executions outlive the process. @default nowhere */
  readonly shelf?: Shelf;
  /**
   * Admits the entering of a state; a promise where it has to wait, and then asks again. @default all are admitted
   */
  readonly transition?: () => Promise<void> | undefined;
};

export type Shelf = {
  /**
   * Takes the execution as it is now, which is between two steps. A status is put in the turn of the event loop in which
   * `onStatus` tells it, so that whoever saves both with the turn loses neither.
   */
  put(execution: Execution): void;
  /** When all that was put outlives the process. Rejects where it cannot be saved now. */
  saved(): Promise<void>;
  /** As `saved`, however long it takes. */
  savedAtLast(): Promise<void>;
};
