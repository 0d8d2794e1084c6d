/** What goes on at once takes turns, one call at a time, in an order that a seed gives: the same every time. */
import { quiet } from '../../local/virtual-clock.ts';

type Parked = { readonly isWorker: boolean; readonly go: () => void };

export class Turns {
  readonly #parked: Parked[] = [];
  readonly #workers: Promise<unknown>[] = [];
  #working = 0;
  #isOn = false;

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Waits for its turn; alone it has it at once. `isWorker`: one of those that were spawned, and not a machine's put. */
  async take(isWorker: boolean): Promise<void> {
    if (this.#isOn) await new Promise<void>((go) => this.#parked.push({ isWorker, go }));
  }

  spawn(work: () => Promise<unknown>): void {
    this.#working += 1;
    this.#workers.push(work().finally(() => (this.#working -= 1)));
  }

  /** Until everybody has done, those included that were spawned on the way. */
  async play(seed: number, works: readonly (() => Promise<unknown>)[]): Promise<void> {
    const random = randomFrom(seed);
    this.#isOn = true;
    for (const work of works) this.spawn(work);
    for (;;) {
      await this.#standstill();
      const [turn] = this.#parked.splice(Math.floor(random() * this.#parked.length), 1);
      if (turn === undefined) break;
      turn.go();
    }
    this.#isOn = false;
    await Promise.all(this.#workers.splice(0));
  }

  /** Everybody stands before a call, so that the order is the seed's and not the machine's. */
  async #standstill(): Promise<void> {
    do await quiet();
    while (this.#parked.filter(({ isWorker }) => isWorker).length < this.#working);
  }
}

/** mulberry32 */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
