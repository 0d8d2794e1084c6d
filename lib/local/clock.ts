/** Time as the local cloud knows it. Every service takes it from here, so that tests run in virtual time. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fire` once, when `at` (epoch milliseconds, however far away) has come. The result cancels it. */
  at(at: number, fire: () => void): () => void;
};
