/** One random case, on both sides. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import { build, EVENT_NAMES } from './build.ts';
import { MachineSide } from './machine-side.ts';
import { printed } from './print.ts';
import { PureSide, type Delivered, type Standing } from './pure-side.ts';
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
  const told: string[] = [];
  const pure = new PureSide(choreography);
  let machine: MachineSide | undefined;
  try {
    machine = new MachineSide(choreography);
    told.push(`S ${JSON.stringify(opening)}`);
    const opened = pure.open({ name: 'S', detail: opening }, T0);
    strictEqual(await machine.open({ name: 'S', detail: opening }, T0), opened);
    if (!opened) return;
    same(machine.stands(), pure.stands());
    let at = T0;
    for (const { number, wait, detail } of events) {
      at += wait;
      pure.pass(at);
      const event = { name: nameOf(number, pure.awaited()), detail };
      told.push(`${at - T0} ms: ${event.name} ${JSON.stringify(detail)}`);
      const happened = pure.receive(event, at);
      strictEqual(await machine.receive(event, at), inRows(happened));
      same(machine.stands(), pure.stands());
      if (happened === 'late') return;
    }
    told.push(`${at + REST - T0} ms: nothing`);
    pure.pass(at + REST);
    await machine.pass(at + REST);
    same(machine.stands(), pure.stands());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\n\n${printed(choreography, told)}`, { cause: error });
  } finally {
    await machine?.stop();
  }
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
function same(actual: Standing, expected: Standing): void {
  if (actual.status === 'RUNNING' && expected.status === 'RUNNING') {
    const waits = expected.waits.map((wait, index) => {
      const [deadline] = actual.waits[index]?.deadlines ?? [];
      const deadlines = wait.deadlines.includes(deadline) ? [deadline] : wait.deadlines;
      return { ...wait, deadlines };
    });
    deepStrictEqual(actual.waits, waits);
    return;
  }
  // What is said of an event that must not come is the deliverer's.
  const unsaid = expected.status === 'FAILED' && expected.cause === undefined && expected.error !== 'Bad';
  deepStrictEqual(unsaid ? { ...actual, cause: undefined } : actual, expected);
}
