/** One random case, on both sides. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import type { Choreography, State } from '../../../lib/definition/model.ts';
import { Endless } from '../machine-on-engine.ts';
import { build, EVENT_NAMES } from './build.ts';
import { MachineSide } from './machine-side.ts';
import { printed } from './print.ts';
import { PureSide, type Delivered, type StandingWait } from './pure-side.ts';
import type { Recipe } from './recipe.ts';
import { T0, type RandomEvent } from './sequences.ts';

export type Case = {
  readonly recipe: Recipe;
  readonly opening: Delivered['detail'];
  readonly events: readonly RandomEvent[];
};

/** After the last event, for deadlines. */
const REST = 15_000;

/** Fails where they disagree, with the choreography and the events as a person can read them. */
export async function agree({ recipe, opening, events }: Case): Promise<void> {
  const choreography = build(recipe);
  const measured = isMeasure(choreography);
  const told: string[] = [];
  const pure = new PureSide(choreography);
  let machine: MachineSide | undefined;
  try {
    machine = new MachineSide(choreography);
    told.push(`S ${JSON.stringify(opening)}`);
    const opened = pure.open({ name: 'S', detail: opening }, T0);
    strictEqual(await machine.open({ name: 'S', detail: opening }, T0), opened);
    if (!opened) return;
    same(machine, pure, measured);
    let at = T0;
    for (const { number, wait, detail } of events) {
      at += wait;
      pure.pass(at);
      const event = { name: nameOf(number, pure.awaited()), detail };
      told.push(`${at - T0} ms: ${event.name} ${JSON.stringify(detail)}`);
      const happened = pure.receive(event, at)[0]?.kind;
      strictEqual(await machine.receive(event, at), inRows(happened));
      same(machine, pure, measured);
      if (happened === 'late') return;
    }
    told.push(`${at + REST - T0} ms: nothing`);
    pure.pass(at + REST);
    await machine.pass(at + REST);
    same(machine, pure, measured);
  } catch (error) {
    if (error instanceof Endless) return;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\n\n${printed(choreography, told)}`, { cause: error });
  } finally {
    await machine?.stop();
  }
}

/**
 * Whether what is evaluated is what is performed. Where an event concerns several items, the actions of one are
 * performed; what an `always` leaves in the moment in which it is entered may be entered before, or never; and what
 * stands around regions is asked in each of them, and one takes it.
 */
function isMeasure({ top, states }: Choreography): boolean {
  return states.every(measures) && !(states.some(hasRegions) && top.on.length > 0);
}

function measures(state: State): boolean {
  switch (state.kind) {
    case 'compound':
    case 'parallel': {
      const around = state.always.length > 0 || state.on.length > 0;
      const inner = state.kind === 'compound' ? state.states : state.regions.flatMap(({ states }) => states);
      return inner.every(measures) && !(around && hasRegions(state));
    }
    case 'forEach':
      return !acts(state.states);
    default:
      return true;
  }
}

function acts(part: readonly object[]): boolean {
  return /"actions":\[\{/.test(JSON.stringify(part));
}

function hasRegions(state: State): boolean {
  return state.kind === 'parallel' || (state.kind === 'compound' && state.states.some(hasRegions));
}

/** Mostly what is awaited, so that something happens. */
function nameOf(number: number, awaited: readonly string[]): string {
  const names = [...awaited, ...awaited, ...awaited, EVENT_NAMES[number % EVENT_NAMES.length] ?? 'A'];
  return names[number % names.length] ?? 'A';
}

function inRows(happened: string | undefined): string | undefined {
  return happened === 'taken' || happened === 'gathered' ? 'delivered' : happened;
}

/** `expected` is what semantics says. */
function same(machine: MachineSide, pure: PureSide, measured: boolean): void {
  const [actual, expected] = [machine.stands(), pure.stands()];
  if (measured) deepStrictEqual([...machine.said].sort(), [...pure.said].sort());
  if (actual.status === 'RUNNING' && expected.status === 'RUNNING') {
    const said = actual.waits.map((wait, index) => withClocks(wait, expected.waits[index]?.clocks ?? []));
    const waits = expected.waits.map((wait, index) => {
      const [deadline] = said[index]?.deadlines ?? [];
      const deadlines = wait.deadlines.includes(deadline) ? [deadline] : wait.deadlines;
      return withClocks({ ...wait, deadlines }, wait.clocks);
    });
    deepStrictEqual(said, waits);
    return;
  }
  // What is said of an event that must not come is the deliverer's.
  const unsaid = expected.status === 'FAILED' && expected.cause === undefined && expected.error !== 'Bad';
  deepStrictEqual(unsaid ? { ...actual, cause: undefined } : actual, expected);
}

/** Clocks that stand over nothing that is active may still lie in the memory: nobody reads them. */
function withClocks(wait: StandingWait, ids: readonly string[]): StandingWait {
  const memories = wait.memories.map(({ clocks = {}, ...memory }) => {
    const read = Object.entries(clocks).filter(([id]) => ids.includes(id));
    return read.length === 0 ? memory : { ...memory, clocks: Object.fromEntries(read) };
  });
  return { ...wait, memories, clocks: ids };
}
