/** A story of instances: events and time on the one side, what is seen of it on the other. */
import type { Choreography } from '../../definition/model.ts';
import { partitionOf } from '../../projection/situation.ts';
import { After } from '../answers.ts';
import { event, TestEvent, type Envelope } from '../events/event.ts';
import { checkAnswers, Mocks, type Answers } from '../mocks.ts';
import { World } from '../world/world.ts';
import { checkExpectation } from './check.ts';
import { differencesIn, NOTHING_BEFORE, type Before, type Expectation } from './expectation.ts';
import { standsIn, StoryFailed, type Happening } from './failed.ts';
import { checkName, framesIn, mockable } from './names.ts';
import { seenOf, type Seen } from './seen.ts';
import { At } from './at.ts';
import { checkEvent, Telling } from './telling.ts';

/** An event by name or as an envelope, or time. */
export type Step = TestEvent | After | At | Envelope;

/**
 * A story, as the expecting `then` sees it. TypeScript awaits by those signatures of `then` alone whose `this` the value
 * is a subtype of, which by the property that no story has it is not; it can be called on one nevertheless.
 */
type Expecting = { readonly when: Story['when']; readonly isAwaited?: never };

/**
 * Each call adds to the story, which is told in their order in virtual time. Awaited, it gives what is seen of the
 * instance at its end, or throws what went otherwise than expected.
 */
export class Story implements PromiseLike<Seen> {
  readonly #choreographies: readonly Choreography[];
  readonly #world: World;
  readonly #telling: Telling;
  readonly #story: Happening[] = [];
  readonly #before = new Map<string, Before>();
  #mocks = new Mocks();
  #told: Promise<void> = Promise.resolve();

  constructor(choreographies: readonly Choreography[], begin: number, ids: readonly string[]) {
    this.#choreographies = choreographies;
    this.#world = new World(choreographies, begin, () => this.#mocks);
    this.#telling = new Telling(choreographies, this.#world, ids);
  }

  /** What happens, in order. @throws where an event is none of the choreography's */
  when(...steps: readonly Step[]): this {
    const happenings = steps.map((step) => {
      if (step instanceof After || step instanceof At) return step;
      const told = step instanceof TestEvent ? step : event(step);
      checkEvent(told, this.#choreographies);
      return told;
    });
    return this.#next(async () => {
      for (const step of happenings) await this.#happen(step);
    }, this.when);
  }

  /**
   * From here on: what the task comes to, by its state's name, or an action by what it says: `publish Order Shipped`. Each
   * instance's first call has the first answer.
   * @throws where there is neither such a task nor such an action
   */
  mock(name: string, answers: Answers): this {
    checkName('task and no action', name, this.#choreographies.flatMap(mockable));
    checkAnswers(name, answers);
    return this.#next(() => {
      this.#mocks = this.#mocks.with(name, answers);
      return Promise.resolve();
    }, this.mock);
  }

  /** What is expected of the instance now: its state, or whatever is named. */
  then(this: Expecting, expectation: string | Expectation): Story;
  /** What awaiting it does. */
  then<Fulfilled = Seen, Rejected = never>(
    onFulfilled?: ((seen: Seen) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected>;
  then(
    first?: string | Expectation | ((seen: Seen) => unknown) | null,
    onRejected?: ((reason: unknown) => unknown) | null,
  ): unknown {
    if (typeof first === 'function' || first === undefined || first === null)
      return this.seen().then(first, onRejected);
    const expectation = typeof first === 'string' ? { state: first } : first;
    checkExpectation(expectation, this.#choreographies);
    return this.#next(() => this.#expect(expectation), this.then);
  }

  /** What is to be seen of that instance now; of whom the last event concerned where none is named. */
  async seen(whose: Pick<Expectation, 'id' | 'choreography'> = {}): Promise<Seen> {
    checkExpectation(whose, this.#choreographies);
    await this.#told;
    return this.#see(whose);
  }

  catch<Rejected = never>(
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Seen | Rejected> {
    return this.then(undefined, onRejected);
  }

  /** What is wrong is shown where the test says it, and not in here. */
  #next(act: () => Promise<void>, caller: (...args: never) => unknown): this {
    const here: { stack?: string } = {};
    Error.captureStackTrace(here, caller);
    this.#told = this.#told.then(act).catch((error: unknown) => {
      if (error instanceof Error && here.stack !== undefined && !placed.has(error)) {
        placed.add(error);
        error.stack = `${error.name}: ${error.message}\n${here.stack.slice(here.stack.indexOf('\n') + 1)}`;
      }
      throw error;
    });
    // Who forgets to await it is told so by an unhandled rejection, as with any promise.
    return this;
  }

  async #happen(step: TestEvent | After | At): Promise<void> {
    if (step instanceof TestEvent) {
      await this.#world.settle();
      const what = await this.#telling.tell(step);
      await this.#world.settle();
      await this.#note(what);
      return;
    }
    const now = this.#world.agenda.now();
    const until = step instanceof After ? now + step.milliseconds : step.instant;
    if (until < now)
      throw new Error(
        `It is ${new Date(now).toISOString()}: at('${step instanceof At ? step.text : ''}') is over.`,
      );
    const seen = (): string | undefined => this.#story.at(-1)?.stands;
    await this.#world.passUntil(until, async () => {
      if ((await this.#stands()) !== seen()) await this.#note('time passes');
    });
    if (this.#story.at(-1)?.at !== until) await this.#note('time passes');
  }

  async #note(what: string): Promise<void> {
    this.#story.push({ at: this.#world.agenda.now(), what, stands: await this.#stands() });
  }

  async #stands(): Promise<string> {
    return this.#telling.last === undefined ? 'not started' : standsIn(await this.#see({}));
  }

  async #expect(expectation: Expectation): Promise<void> {
    const seen = await this.#see(expectation);
    const whose = `${seen.choreography}#${seen.id}`;
    const before = this.#before.get(whose) ?? NOTHING_BEFORE;
    const differences = differencesIn(expectation, seen, before, this.#world.agenda.now());
    const title = this.#choreographies.find(({ id }) => id === seen.choreography)?.title ?? seen.choreography;
    if (differences.length > 0) {
      const hints = this.#choreographies.flatMap((each) => framesIn([expectation.state ?? []].flat(), each));
      throw new StoryFailed(`${title} "${seen.id}"`, differences, hints, this.#story);
    }
    this.#before.set(whose, seen);
  }

  #see({ id, choreography }: Pick<Expectation, 'id' | 'choreography'>): Promise<Seen> {
    const { last } = this.#telling;
    const known = last === undefined ? undefined : partitionOf(last);
    const whose = choreography ?? known?.choreography ?? this.#choreographies[0]?.id ?? '';
    return seenOf(this.#world, `${whose}#${id ?? known?.correlationId ?? this.#telling.defaultId}`);
  }
}

/** Errors whose place in the test is known. */
const placed = new WeakSet<Error>();
