/**
 * An instance on the move: what an answer, an entry or a result leads to, through all that follows at once. The one
 * place in `semantics` with a state of its own; it lives for one step.
 */
import type { Branch, Json } from '../definition/model.ts';
import { NO_TRANSITION } from '../definition/names.ts';
import { isDoneWay, NONE, STAY } from '../definition/route.ts';
import type { Answer, Memory, Route } from '../definition/route.ts';
import { waitsOf, type Waiting } from './awaited.ts';
import type { Configuration, Flow, Happening } from './configuration.ts';
import type { Deciding } from './deciding.ts';
import { catches, endedIn, failed } from './ends.ts';
import { flowIn, inside, joined, memoriesAround, outwards, replaced, standingNowhere } from './flows.ts';
import type { Ground } from './ground.ts';
import { statesOf } from './items.ts';
import type { DonePlace, ParallelPlace, Plan } from './plan.ts';
import { decideAt } from './respond.ts';
import { choose } from './take.ts';

/** What follows from one input without end would never come to rest. */
const MOST_MOVES = 1_000;

export class Walk {
  readonly #plan: Plan;
  readonly #at: number;
  #configuration: Configuration;
  #moves = 0;
  readonly happened: Happening[] = [];

  constructor(plan: Plan, configuration: Configuration, at: number) {
    this.#plan = plan;
    this.#configuration = configuration;
    this.#at = at;
  }

  get configuration(): Configuration {
    return this.#configuration;
  }

  /** Does what the answer to a wait says; where it leads: undefined where it stays. */
  *answer(path: string, answer: Answer, from: string): Deciding<string | undefined> {
    if ((this.#moves += 1) > MOST_MOVES) throw new Error(`"${from}" leads on and on without an event`);
    const flow = this.#flowAt(path);
    if (answer.way === NONE) return this.#noneHolds();
    if (isDoneWay(answer.way)) return yield* this.#done({ ...flow, memory: answer.memory });
    if (answer.to === undefined || answer.way === STAY || this.#isInner(flow.place, answer.to)) {
      this.#put({ ...flow, memory: answer.memory, since: this.#at });
      return undefined;
    }
    yield* this.arrive(outwards(path, answer.level), answer.to, answer.memory);
    return answer.to;
  }

  /** A member of an `all` has come; where the last one led. */
  *gather(flow: Flow, event: string): Deciding<string | undefined> {
    const pending = flow.pending.filter((name) => name !== event);
    if (pending.length === 0) return yield* this.#done({ ...flow, pending });
    this.#put({ ...flow, pending });
    return undefined;
  }

  /** An inner state of a forEach is no place. */
  #isInner(place: string, to: string): boolean {
    const found = this.#plan.places.get(place);
    return found?.kind === 'wait' && found.wait.each?.states.some(({ name }) => name === to) === true;
  }

  /** Enters a place of a scope. */
  *arrive(path: string, to: string, memory: Memory): Deciding<void> {
    const place = this.#plan.places.get(to);
    if (place === undefined) throw new Error(`The choreography has no state "${to}"`);
    const at = this.#at;
    const overdue = this.#flowAt(path).overdue;
    const flow: Flow = { ...standingNowhere(at), path, place: to, memory, overdue };
    switch (place.kind) {
      case 'wait':
      case 'task':
        this.#put(flow);
        return;
      case 'all':
        this.#put({ ...flow, pending: place.members.map(({ event }) => event) });
        return;
      case 'parallel':
        yield* this.#enterRegions(flow, place);
        return;
      case 'done':
        this.#put(flow);
        yield* this.#final(flow, place);
        return;
      case 'end':
        this.#configuration = yield* endedIn(place, memory, this.#at);
    }
  }

  /** Answers the waits that are decided by no event, until all wait. */
  *settle(): Deciding<void> {
    for (;;) {
      const decided = yield* this.#firstDecided();
      if (decided === undefined) return;
      const { waiting, answer, routes } = decided;
      const { place, path } = waiting.flow;
      const to = yield* this.answer(path, answer, place);
      if (!isDoneWay(answer.way) || routes.length > 0) this.#decided(place, to, routes);
    }
  }

  *#firstDecided(): Deciding<{ waiting: Waiting; answer: Answer; routes: readonly Route[] } | undefined> {
    for (const waiting of waitsOf(this.#plan, this.#configuration)) {
      const decided = yield* decideAt(waiting);
      if (decided !== undefined) return { waiting, ...decided };
    }
    return undefined;
  }

  /** Takes the first of the routes that holds, from a place that is done with its own. */
  *decide(
    flow: Flow,
    routes: readonly Route[],
    variables: Ground['variables'] = {},
  ): Deciding<string | undefined> {
    const memories = [...this.#outerMemories(flow.path), flow.memory];
    const choice = yield* choose(routes, { memories, variables, now: this.#at, at: this.#at });
    if (choice.kind !== 'take') {
      this.#decided(flow.place, NO_TRANSITION.state, []);
      return this.#noneHolds();
    }
    const { route, ...answer } = choice.taken;
    this.#put(flow);
    const before = this.happened.length;
    const to = yield* this.answer(flow.path, answer, flow.place);
    this.happened.splice(before, 0, {
      kind: 'decided',
      from: flow.place,
      to,
      branches: this.branches([route]),
    });
    return to;
  }

  *#done(flow: Flow): Deciding<string | undefined> {
    const place = this.#plan.places.get(flow.place);
    const routes = place !== undefined && 'done' in place ? place.done : [];
    const items = flow.memory.items ?? undefined;
    return yield* this.decide(flow, routes, items === undefined ? {} : { items: statesOf(items) });
  }

  *#final(flow: Flow, place: DonePlace): Deciding<void> {
    if (place.done.length > 0) {
      yield* this.decide(flow, place.done);
      return;
    }
    this.#put({ ...flow, done: true });
    const around = this.#flowAt(outwards(flow.path, place.level - 1));
    if (around.regions.length === 0 || !around.regions.every(({ done }) => done)) return;
    yield* this.#done({ ...around, regions: [], memory: joined(around) });
  }

  *#enterRegions(flow: Flow, place: ParallelPlace): Deciding<void> {
    const entering: Flow[] = place.regions.map(({ path }) => ({
      ...flow,
      path,
      place: '',
      memory: inside(flow.memory),
      overdue: [],
    }));
    this.#put({ ...flow, regions: entering });
    for (const region of entering) {
      const { start } = place.regions.find(({ path }) => path === region.path) ?? {};
      const memories = [...this.#outerMemories(region.path), region.memory];
      const ground: Ground = { memories, variables: {}, now: this.#at, at: this.#at };
      const choice = yield* choose(start === undefined ? [] : [start], ground);
      if (choice.kind !== 'take') {
        this.#noneHolds();
        return;
      }
      // A region before it may have led out of the parallel already.
      if (!this.#has(region.path)) return;
      yield* this.arrive(region.path, choice.taken.to ?? '', choice.taken.memory);
      if (this.#configuration.kind === 'ended') return;
    }
  }

  /** A task has ended: with its result, or with an error that is caught or ends the instance. */
  *result(
    flow: Flow,
    result: Json,
    failure?: { readonly error: string; readonly cause: string },
  ): Deciding<void> {
    const place = this.#plan.places.get(flow.place);
    if (place?.kind !== 'task') throw new Error(`"${flow.place}" is no task`);
    if (failure === undefined) {
      yield* this.decide(flow, place.next, { result });
      return;
    }
    const caught = place.catches.find(({ errors }) => errors.some((error) => catches(error, failure.error)));
    if (caught === undefined) this.#fail(flow.place, failure.error, failure.cause);
    else yield* this.decide(flow, caught.routes, { result: { Error: failure.error, Cause: failure.cause } });
  }

  branches(routes: readonly Route[]): Branch[] {
    if (routes.length === 0) return [];
    return routes.flatMap((route) => this.#plan.branchOf.get(route) ?? []);
  }

  #decided(from: string, to: string | undefined, routes: readonly Route[]): void {
    this.happened.push({ kind: 'decided', from, to, branches: this.branches(routes) });
  }

  #fail(state: string, error: string, cause?: string): void {
    this.#configuration = failed(this.#at, state, error, cause);
  }

  /** The name of where it then stands. */
  #noneHolds(): string {
    this.#fail(NO_TRANSITION.state, NO_TRANSITION.error);
    return NO_TRANSITION.state;
  }

  #flowAt(path: string): Flow {
    const flow = this.#find(path);
    if (flow === undefined) throw new Error(`There is no region "${path}"`);
    return flow;
  }

  #has(path: string): boolean {
    return this.#find(path) !== undefined;
  }

  #find(path: string): Flow | undefined {
    return this.#configuration.kind === 'ended' ? undefined : flowIn(this.#configuration.flow, path);
  }

  #outerMemories(path: string): Memory[] {
    if (this.#configuration.kind === 'ended') return [];
    return memoriesAround(this.#configuration.flow, path);
  }

  #put(flow: Flow): void {
    if (this.#configuration.kind === 'ended') return;
    this.#configuration = { kind: 'open', flow: replaced(this.#configuration.flow, flow) };
  }
}
