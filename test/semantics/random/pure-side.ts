/** An instance played through `semantics`, with what its own tasks come to; and how it stands in the words of rows. */
import type { Choreography, Json } from '../../../lib/definition/model.ts';
import type { Memory } from '../../../lib/definition/route.ts';
import { awaitedNow, duesOf, timeoutOf, waitsOf, type Waiting } from '../../../lib/semantics/awaited.ts';
import type { Configuration, Flow, Happening } from '../../../lib/semantics/configuration.ts';
import type { Evaluated } from '../../../lib/expressions/evaluate.ts';
import { conclude, type Question } from '../../../lib/semantics/deciding.ts';
import { earliestClock } from '../../../lib/semantics/fire.ts';
import type { Plan } from '../../../lib/semantics/plan.ts';
import { planOf } from '../../../lib/semantics/plan-of.ts';
import type { StandingAt } from '../../../lib/semantics/respond.ts';
import { start, step } from '../../../lib/semantics/step.ts';
import { nextInstant } from '../../../lib/semantics/time.ts';
import { answer, SAID } from './expressions.ts';
import { outcomeOf } from './tasks.ts';

export type Delivered = { readonly name: string; readonly detail: { readonly [name: string]: Json } };

export class PureSide {
  readonly plan: Plan;
  configuration: Configuration | undefined;
  /** What its actions publish and notify, as JSON. */
  readonly said: string[] = [];

  constructor(choreography: Choreography) {
    this.plan = planOf(choreography);
  }

  open({ name, detail }: Delivered, at: number): boolean {
    const started = conclude(start(this.plan, { name, payload: { detail }, time: at }, at), this.#answer);
    if (started.kind !== 'opened') return false;
    this.configuration = started.configuration;
    this.#finishTasks(at);
    return true;
  }

  /** What the event did, and what followed from it. */
  receive({ name, detail }: Delivered, at: number): readonly Happening[] {
    this.pass(at);
    const { configuration } = this;
    if (configuration === undefined) return [];
    const event = { kind: 'event' as const, name, at, time: at, payload: { detail } };
    const stepped = conclude(step(this.plan, configuration, event), this.#answer);
    this.configuration = stepped.configuration;
    this.#finishTasks(at);
    return stepped.happened;
  }

  /** Instant by instant, because a task that is entered ends at once. */
  pass(until: number): void {
    for (;;) {
      const { configuration, plan } = this;
      if (configuration === undefined) return;
      const at = nextInstant(plan, configuration);
      if (at > until) return;
      this.configuration = conclude(
        step(plan, configuration, { kind: 'time', at }),
        this.#answer,
      ).configuration;
      this.#finishTasks(at);
    }
  }

  #finishTasks(at: number): void {
    for (;;) {
      const { configuration, plan } = this;
      const flow = configuration?.kind === 'open' ? taskIn(plan, configuration.flow) : undefined;
      if (configuration === undefined || flow === undefined) return;
      const { place: task, memory } = flow;
      const place = plan.places.get(task);
      const asks = place?.kind === 'task' && JSON.stringify(place.arguments).includes('$context.x');
      const outcome = outcomeOf(task, asks ? (memory.context?.['x'] ?? null) : undefined, at);
      const { configuration: after } = conclude(
        step(
          plan,
          configuration,
          outcome.kind === 'succeeded'
            ? { kind: 'result', task, at, result: outcome.output }
            : { kind: 'failure', task, at, error: outcome.error, cause: outcome.cause },
        ),
        this.#answer,
      );
      this.configuration = after;
    }
  }

  readonly #answer = (question: Question): Evaluated => {
    const evaluated = answer(question);
    if (SAID.has(question.expression) && evaluated.kind === 'value')
      this.said.push(JSON.stringify(evaluated.value));
    return evaluated;
  };

  awaited(): string[] {
    return this.configuration === undefined ? [] : awaitedNow(this.plan, this.configuration);
  }

  stands(): Standing {
    const { configuration, plan } = this;
    if (configuration === undefined) throw new Error('It was not opened');
    if (configuration.kind === 'ended') {
      const { state, outcome, endedAt, error, cause } = configuration;
      if (outcome === 'succeeded') return { status: 'SUCCEEDED', stoppedAt: endedAt, output: { state } };
      return { status: 'FAILED', stoppedAt: endedAt, error, cause };
    }
    const waits = waitsOf(plan, configuration).map((waiting): StandingWait => {
      const { key, place, member, enteredAt, since, clocks, anticipates } = waiting;
      const earliest = earliestClock(clocks, waiting)?.at;
      return {
        key: `WAIT#${key}`,
        state: place.name,
        member,
        enteredAt: iso(enteredAt),
        since: iso(since),
        deadlines: [earliest, timeoutOf(waiting)].map((at) => (at === undefined ? undefined : iso(at))),
        dues: duesOf(waiting)
          .map(({ at, visit }) => `${visit} due ${iso(at)}`)
          .sort(),
        memories: tidied(waiting),
        clocks: clocksOver(waiting),
        anticipates,
      };
    });
    return { status: 'RUNNING', waits };
  }
}

export type Standing =
  | { readonly status: 'RUNNING'; readonly waits: readonly StandingWait[] }
  | { readonly status: 'SUCCEEDED'; readonly stoppedAt: number | undefined; readonly output: unknown }
  | {
      readonly status: 'FAILED';
      readonly stoppedAt: number | undefined;
      readonly error: string | undefined;
      readonly cause: string | undefined;
    };

export type StandingWait = {
  readonly key: string;
  readonly state: string;
  readonly member: string | undefined;
  readonly enteredAt: string;
  readonly since: string;
  /** The instant itself, and when the task's timer ends: the row has one of them. */
  readonly deadlines: readonly (string | undefined)[];
  readonly dues: readonly string[];
  readonly memories: readonly Memory[];
  /** The names of the stored ones that stand over it. */
  readonly clocks: readonly string[];
  readonly anticipates: readonly string[];
};

/** Null, or nothing in it, is as good as absent; and what an `all` waits for at first is what it gathers. */
export function tidied({ wait, memories }: Pick<StandingAt, 'wait' | 'memories'>): Memory[] {
  const { level, gather } = wait;
  const all = gather?.members.map(({ event }) => event);
  return memories.map((memory, index) => tidy(memory, index === level ? all : undefined));
}

function tidy(
  { context, clocks, history, pending, items }: Memory,
  all: readonly string[] | undefined,
): Memory {
  const missing = pending ?? all;
  return {
    ...(isEmpty(context) ? {} : { context }),
    ...(isEmpty(clocks) ? {} : { clocks }),
    ...(isEmpty(history) ? {} : { history }),
    ...(missing === undefined ? {} : { pending: missing }),
    ...(items === undefined || items === null ? {} : { items }),
  };
}

function isEmpty(named: object | undefined): named is undefined {
  return named === undefined || Object.keys(named).length === 0;
}

function clocksOver({ clocks, dues, place }: Waiting): string[] {
  const entered = place.kind === 'wait' ? [place.entered] : [];
  const ids = [...clocks.map(({ id }) => id), ...dues.flatMap((due) => [due.id, due.entered]), ...entered];
  return ids.filter((id) => id !== undefined);
}

function taskIn(plan: Plan, flow: Flow): Flow | undefined {
  if (flow.regions.length === 0)
    return !flow.done && plan.places.get(flow.place)?.kind === 'task' ? flow : undefined;
  for (const region of flow.regions) {
    const found = taskIn(plan, region);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function iso(instant: number): string {
  return new Date(instant).toISOString();
}
