/** A queue as SQS has them: at least once, in no order, with a visibility timeout and dead letters. */
import type { Agenda } from '../../lib/testing/agenda.ts';
import type { Faults } from './faults.ts';

/** As lib/constructs sets them. */
const VISIBILITY = 180_000;
const ATTEMPTS = 5;
/** Invocations at once that a queue of one instance gets. */
const AT_ONCE = 4;
const LARGEST_BATCH = 10;

export type Letter = { readonly id: string; readonly body: string; receives: number; visibleAt: number };

/** Handles a batch, and says which of it could not be settled; undefined where the function has died. */
export type Consume = (
  batch: readonly Letter[],
  done: (failed: ReadonlySet<string> | undefined) => void,
) => void;

export class ChaosQueue {
  readonly #letters = new Map<string, Letter>();
  readonly dead: Letter[] = [];
  readonly #agenda: Agenda;
  readonly #faults: Faults;
  readonly #consume: Consume;
  #ids = 0;
  #running = 0;

  constructor(agenda: Agenda, faults: Faults, consume: Consume) {
    this.#agenda = agenda;
    this.#faults = faults;
    this.#consume = consume;
  }

  send(body: string, delaySeconds: number): void {
    const copies = this.#faults.strikes('message doubled', 0.05) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const delay = delaySeconds * 1000 + this.#faults.delay(300) + copy * this.#faults.delay(30_000);
      const id = String((this.#ids += 1));
      this.#put({ id, body, receives: 0, visibleAt: this.#agenda.now() + delay });
    }
  }

  /** Dead letters come back, their attempts forgotten, as by the console's "redrive". */
  driveBack(): void {
    for (const { id, body } of this.dead.splice(0))
      this.#put({ id: `${id}r`, body, receives: 0, visibleAt: this.#agenda.now() + 1000 });
  }

  #put(letter: Letter): void {
    this.#letters.set(letter.id, letter);
    this.#agenda.in(letter.visibleAt - this.#agenda.now(), () => this.#poll());
  }

  #poll(): void {
    if (this.#running >= AT_ONCE) return;
    const { dice } = this.#faults;
    const now = this.#agenda.now();
    const visible = [...this.#letters.values()].filter(({ visibleAt }) => visibleAt <= now);
    const most = dice.chance(0.5) ? 1 : 1 + dice.below(LARGEST_BATCH);
    const batch: Letter[] = [];
    while (batch.length < most && visible.length > 0) {
      const [letter] = visible.splice(dice.below(visible.length), 1);
      if (letter === undefined) break;
      if (letter.receives >= ATTEMPTS) this.#bury(letter);
      else batch.push(letter);
    }
    if (batch.length > 0) this.#receive(batch);
    if (visible.length > 0) this.#agenda.in(1 + dice.below(20), () => this.#poll());
  }

  #bury(letter: Letter): void {
    this.#faults.count('dead letter');
    this.#letters.delete(letter.id);
    this.dead.push(letter);
  }

  #receive(batch: readonly Letter[]): void {
    for (const letter of batch) {
      letter.receives += 1;
      letter.visibleAt = this.#agenda.now() + VISIBILITY;
      // Were it not deleted by then.
      this.#agenda.in(VISIBILITY, () => this.#poll());
    }
    this.#running += 1;
    this.#consume(batch, (failed) => {
      this.#running -= 1;
      for (const { id } of batch) if (failed?.has(id) === false) this.#letters.delete(id);
      this.#agenda.in(1, () => this.#poll());
    });
  }
}
