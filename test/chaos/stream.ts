/** The table's stream: for each instance its records in their order, in batches that are repeated until they go through. */
import type { DynamoDBRecord } from 'aws-lambda';
import type { Agenda } from '../../lib/testing/agenda.ts';
import type { Faults } from './faults.ts';

/** As lib/constructs sets it. */
const RETRIES = 10;
const LARGEST_BATCH = 50;

/** Undefined: the function has died. */
export type Follow = (
  batch: readonly DynamoDBRecord[],
  done: (failed: ReadonlySet<string> | undefined) => void,
) => void;

type Line = { readonly records: DynamoDBRecord[]; attempts: number; busy: boolean };

export class ChaosStream {
  readonly #lines = new Map<string, Line>();
  readonly #agenda: Agenda;
  readonly #faults: Faults;
  readonly #follow: Follow;
  /** Records that were given up. */
  skipped = 0;

  constructor(agenda: Agenda, faults: Faults, follow: Follow) {
    this.#agenda = agenda;
    this.#faults = faults;
    this.#follow = follow;
  }

  push(instance: string, record: DynamoDBRecord): void {
    const line = this.#lines.get(instance) ?? { records: [], attempts: 0, busy: false };
    this.#lines.set(instance, line);
    line.records.push(record);
    if (!line.busy) this.#next(line, this.#latency());
  }

  #latency(): number {
    const late = this.#faults.strikes('stream record delayed', 0.05);
    return this.#faults.delay(late ? 120_000 : 500);
  }

  #next(line: Line, delay: number): void {
    line.busy = true;
    this.#agenda.in(delay, () => this.#deliver(line));
  }

  #deliver(line: Line): void {
    const batch = line.records.slice(0, 1 + this.#faults.dice.below(LARGEST_BATCH));
    if (batch.length === 0) {
      line.busy = false;
      return;
    }
    this.#follow(batch, (failed) => {
      const first = batch.findIndex(({ dynamodb }) => failed?.has(dynamodb?.SequenceNumber ?? '') !== false);
      // What comes before the first that failed is done; all that follows comes again.
      const settled = first === -1 ? batch.length : first;
      const again = first === -1 && this.#faults.strikes('stream batch repeated', 0.03);
      if (!again) line.records.splice(0, settled);
      if (settled > 0) line.attempts = 0;
      if (first !== -1) this.#failed(line);
      this.#next(line, first === -1 ? this.#latency() : 1000 + this.#faults.delay(20_000));
    });
  }

  #failed(line: Line): void {
    line.attempts += 1;
    if (line.attempts <= RETRIES) return;
    line.attempts = 0;
    line.records.splice(0, 1);
    this.skipped += 1;
  }
}
