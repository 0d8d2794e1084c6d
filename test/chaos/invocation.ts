/** One run of a function. Each of its calls takes effect, and is answered, at instants of its own, if at all. */
import { Throttled } from '../../lib/projection/ports.ts';
import type { Agenda } from '../../lib/testing/agenda.ts';
import type { Fault, Faults } from './faults.ts';
import type { Read } from './table.ts';

const SECOND = 1000;
/** As lib/constructs sets it. */
export const LONGEST = 30 * SECOND;

/** Per call, in rough weather. */
const ODDS: readonly (readonly [Fault, number])[] = [
  ['crash before a call', 0.01],
  ['crash after a call', 0.012],
  ['call under way when its function dies', 0.006],
  ['reply lost, call repeated', 0.03],
  ['reply lost, no answer', 0.006],
  ['no answer, no effect', 0.006],
  ['throttled', 0.02],
  ['slow call', 0.01],
];

export class Invocation {
  readonly number: number;
  dead = false;
  /** Instance → what this run of the function has read of it last. */
  readonly reads = new Map<string, Read>();
  readonly #agenda: Agenda;
  readonly #faults: Faults;
  readonly #died: () => void;

  constructor(number: number, agenda: Agenda, faults: Faults, died: () => void) {
    this.number = number;
    this.#agenda = agenda;
    this.#faults = faults;
    this.#died = died;
    agenda.at(agenda.now() + LONGEST, () => this.die());
  }

  die(): void {
    if (this.dead) return;
    this.dead = true;
    this.#died();
  }

  /** It has answered: what it still has under way concerns nobody. */
  finish(): void {
    this.dead = true;
  }

  /** `again`: what the service answers where the SDK repeats a call that was done already. */
  call<Answer>(effect: () => Answer, again: () => Answer = effect): Promise<Answer> {
    // Who died asks for nothing more, and nobody waits for its promises.
    if (this.dead) return new Promise(() => undefined);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const agenda = this.#agenda;
    const faults = this.#faults;
    const way = (): number => faults.delay(40);
    const answer = (answered: () => void): void => {
      agenda.in(way(), () => {
        if (!this.dead) answered();
      });
    };
    switch (faults.draw(ODDS)) {
      case 'crash before a call':
        agenda.in(way(), () => this.die());
        break;
      case 'crash after a call':
        agenda.in(way(), () => {
          effect();
          this.die();
        });
        break;
      case 'call under way when its function dies':
        agenda.in(way(), () => this.die());
        agenda.in(faults.delay(20 * SECOND), effect);
        break;
      case 'reply lost, call repeated':
        agenda.in(way(), effect);
        agenda.in(faults.delay(5 * SECOND) + 40, () => {
          if (this.dead) return;
          const repeated = again();
          answer(() => resolve(repeated));
        });
        break;
      case 'reply lost, no answer':
        agenda.in(way(), () => {
          effect();
          answer(() => reject(new Error('No answer came.')));
        });
        break;
      case 'no answer, no effect':
        answer(() => reject(new Error('No answer came.')));
        break;
      case 'throttled':
        answer(() => reject(new Throttled('Too many requests.')));
        break;
      case 'slow call':
        agenda.in(faults.delay(40 * SECOND), () => {
          const done = effect();
          answer(() => resolve(done));
        });
        break;
      default:
        agenda.in(way(), () => {
          const done = effect();
          answer(() => resolve(done));
        });
    }
    return promise;
  }
}
