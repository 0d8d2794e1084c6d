/** Time as the local cloud knows it. Every service takes it from here, so that tests run in virtual time. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fire` once, when `at` (epoch milliseconds, however far away) has come. The result cancels it. */
  at(at: number, fire: () => void): () => void;
  /**
   * Calls `fire` once, after so many milliseconds in which machines work: what a function may take, or a poll. A clock
   * that makes days pass in seconds makes no machine faster. The result cancels it.
   */
  after(milliseconds: number, fire: () => void): () => void;
  /** How many of its milliseconds pass in one of the machine's. @default 1 */
  readonly pace?: number;
};
