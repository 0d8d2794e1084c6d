import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../lib/local/clock.ts';

type Timer = { readonly at: number; readonly fire: () => void };

/** Time that stands still until it is moved. */
export class VirtualClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  constructor(now = Date.parse('2026-01-01T00:00:00.000Z')) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  at(at: number, fire: () => void): () => void {
    const timer = { at, fire };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  after(milliseconds: number, fire: () => void): () => void {
    return this.at(this.#now + milliseconds, fire);
  }

  /** When the next timer is due. */
  next(): number | undefined {
    let next: number | undefined;
    for (const { at } of this.#timers) if (next === undefined || at < next) next = at;
    return next;
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Moves on to an instant, fires what is due on the way in order, and lets everything settle after each. */
  async to(instant: number, settle: () => Promise<void> = quiet): Promise<void> {
    await settle();
    for (let next = this.next(); next !== undefined && next <= instant; next = this.next()) {
      this.#now = Math.max(this.#now, next);
      // Those of one instant in the order in which they were set.
      const due = [...this.#timers].filter(({ at }) => at <= this.#now).sort((a, b) => a.at - b.at);
      for (const timer of due) this.#timers.delete(timer);
      for (const { fire } of due) fire();
      await settle();
    }
    this.#now = Math.max(this.#now, instant);
  }

  /** Moves on by so many milliseconds. */
  async by(milliseconds: number, settle?: () => Promise<void>): Promise<void> {
    await this.to(this.#now + milliseconds, settle);
  }
}

/** Lets promises that wait for nothing outside run to their end. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
}
