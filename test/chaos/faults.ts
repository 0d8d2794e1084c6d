/** What goes wrong, how often, and how often it did. */
import type { Dice } from '../e2e/chaos/dice.ts';

export const FAULTS = [
  'crash before a call',
  'crash after a call',
  'call under way when its function dies',
  'reply lost, call repeated',
  'reply lost, no answer',
  'no answer, no effect',
  'throttled',
  'slow call',
  'torn read',
  'history not shown yet',
  'execution not shown yet',
  'put of a wait failed',
  'put of a wait failed, but done',
  'put of a wait repeated',
  'put of a wait delayed',
  'action failed',
  'stream record delayed',
  'stream batch repeated',
  'status event lost',
  'status event doubled',
  'status event cut',
  'notice doubled',
  'message doubled',
  'dead letter',
] as const;
export type Fault = (typeof FAULTS)[number];
export type Counts = { [fault in Fault]?: number };

/** How rough it is for one instance: 0 means that nothing goes wrong. */
export type Weather = { readonly dice: Dice; readonly roughness: number };

export class Faults {
  readonly counts: Counts = {};
  readonly #weather: Weather;
  #over = false;

  constructor(weather: Weather) {
    this.#weather = weather;
  }

  get dice(): Dice {
    return this.#weather.dice;
  }

  /** From now on all goes well. */
  end(): void {
    this.#over = true;
  }

  count(fault: Fault): void {
    this.counts[fault] = (this.counts[fault] ?? 0) + 1;
  }

  /** Whether it happens, in rough weather with that probability; counted. */
  strikes(fault: Fault, probability: number): boolean {
    const struck = this.happens(probability);
    if (struck) this.count(fault);
    return struck;
  }

  happens(probability: number): boolean {
    const { dice, roughness } = this.#weather;
    return roughness > 0 && !this.#over && dice.chance(probability * roughness);
  }

  /** One of several, or none. */
  draw(odds: readonly (readonly [Fault, number])[]): Fault | undefined {
    const all = odds.reduce((sum, [, odd]) => sum + odd, 0);
    if (!this.happens(all)) return undefined;
    let left = this.#weather.dice.below(1_000_000) / 1_000_000;
    const struck = odds.find(([, odd]) => (left -= odd / all) < 0) ?? odds.at(-1);
    if (struck !== undefined) this.count(struck[0]);
    return struck?.[0];
  }

  /** Milliseconds up to `most`, mostly few. */
  delay(most: number): number {
    const share = this.#weather.dice.below(10_000) / 10_000;
    return 1 + Math.floor(most * share ** 3);
  }
}
