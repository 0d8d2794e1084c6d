import type { Json } from '../definition/model.ts';
import { askJsonata } from '../semantics/ask.ts';
import type { Configuration, Flow } from '../semantics/configuration.ts';
import { concludeAsync, type Deciding } from '../semantics/deciding.ts';
import { finish, pass, receive } from '../semantics/life.ts';
import type { Arrival, Entry, Life, Lived } from '../semantics/lived.ts';
import type { Plan } from '../semantics/plan.ts';
import { nextInstant } from '../semantics/time.ts';
import { UserError } from './errors.ts';
import type { TaskAnswers } from './event-file.ts';

/** With the items of a `forEach` that moved: from where, undefined for a new one, and to where. */
export type LivedEntry = Entry & { readonly items?: readonly MovedItem[] };

export type MovedItem = { readonly key: string; readonly from: string | undefined; readonly to: string };

/** One instance in virtual time: its tasks end in the moment they are entered, with what the file says. */
export class SimulatedLife {
  readonly #plan: Plan;
  readonly #ask: ReturnType<typeof askJsonata>;
  readonly #answers: TaskAnswers;
  readonly #performed = new Map<string, number>();
  readonly entries: LivedEntry[] = [];
  life: Life;

  constructor(plan: Plan, correlationId: string, answers: TaskAnswers, life: Life) {
    this.#plan = plan;
    this.#ask = askJsonata(correlationId);
    this.#answers = answers;
    this.life = life;
  }

  async receive(event: Arrival): Promise<void> {
    await this.pass(event.receivedAt);
    await this.#live(receive(this.#plan, this.life, event));
    await this.#perform();
  }

  /** A deadline may lead to a task, so time goes from clock to clock. */
  async pass(until: number): Promise<void> {
    for (let last = -Infinity; last < until;) {
      const { configuration } = this.life;
      const next = configuration === undefined ? Infinity : nextInstant(this.#plan, configuration);
      last = next > last ? Math.min(next, until) : until;
      await this.#live(pass(this.#plan, this.life, last));
      await this.#perform();
    }
  }

  async #perform(): Promise<void> {
    for (let flow = this.#task(); flow !== undefined; flow = this.#task()) {
      const { place: task, enteredAt: at } = flow;
      const { result, error, cause = '' } = this.#answerFor(task);
      await this.#live(
        error === undefined
          ? finish(this.#plan, this.life, { kind: 'result', task, at, result: result ?? null })
          : finish(this.#plan, this.life, { kind: 'failure', task, at, error, cause }),
      );
    }
  }

  #answerFor(task: string): {
    result?: Json | undefined;
    error?: string | undefined;
    cause?: string | undefined;
  } {
    const visit = this.#performed.get(task) ?? 0;
    this.#performed.set(task, visit + 1);
    const answer = this.#answers[task]?.[visit];
    if (answer !== undefined) return answer;
    const which = visit === 0 ? 'The machine performs' : `On visit ${visit + 1} the machine performs`;
    throw new UserError(
      `${which} the task "${task}", and a simulation cannot. Say what it comes to, beside "events": ` +
        `"tasks": { ${JSON.stringify(task)}: [ { "result": { … } } ] }, or { "error": "Some.Error" }; one for each visit.`,
    );
  }

  #task(): Flow | undefined {
    return taskIn(this.#plan, this.life.configuration);
  }

  async #live(living: Deciding<Lived>): Promise<void> {
    const { life, entries } = await concludeAsync(living, this.#ask);
    const items = movedItems(itemsIn(this.life.configuration), itemsIn(life.configuration));
    const mover = entries.findLast(({ what }) => what.kind === 'taken' || what.kind === 'deadline passed');
    this.entries.push(
      ...entries.map((entry) => (entry === mover && items.length > 0 ? { ...entry, items } : entry)),
    );
    this.life = life;
  }
}

function taskIn(plan: Plan, configuration: Configuration | undefined): Flow | undefined {
  return leavesOf(configuration).find(({ place }) => plan.places.get(place)?.kind === 'task');
}

/** Where it stands: one flow, or with regions one for each. */
export function leavesOf(configuration: Configuration | undefined): readonly Flow[] {
  return configuration?.kind === 'open' ? leavesIn(configuration.flow) : [];
}

function leavesIn(flow: Flow): readonly Flow[] {
  return flow.regions.length === 0 ? [flow] : flow.regions.flatMap(leavesIn);
}

/** From the items' keys to their states. */
function itemsIn(configuration: Configuration | undefined): ReadonlyMap<string, string> {
  const items = leavesOf(configuration).flatMap(({ memory }) => Object.entries(memory.items ?? {}));
  return new Map(items.map(([key, { state }]) => [key, state]));
}

function movedItems(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly MovedItem[] {
  return [...after].flatMap(([key, to]) => {
    const from = before.get(key);
    return from === to ? [] : [{ key, from, to }];
  });
}
