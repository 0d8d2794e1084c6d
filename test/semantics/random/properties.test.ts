import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { namesIn, waitsOf, type Waiting } from '../../../lib/semantics/awaited.ts';
import type { Configuration, Happening } from '../../../lib/semantics/configuration.ts';
import type { Choreography } from '../../../lib/definition/model.ts';
import { build, EVENT_NAMES } from './build.ts';
import { PureSide } from './pure-side.ts';
import { recipes } from './recipe.ts';
import { sequences, T0, type RandomEvent } from './sequences.ts';

type Moment = {
  readonly before: Configuration;
  readonly waits: readonly Waiting[];
  readonly after: Configuration | undefined;
  readonly happened: readonly Happening[];
};

/** Every event of a life, and where it stood before and after it. */
function live(choreography: Choreography, events: readonly RandomEvent[]): Moment[] {
  const side = new PureSide(choreography);
  if (!side.open({ name: 'S', detail: { v: 1, r: 0 } }, T0)) return [];
  const moments: Moment[] = [];
  let at = T0;
  for (const { number, wait, detail } of events) {
    at += wait;
    side.pass(at);
    const { configuration: before, plan } = side;
    if (before === undefined) return moments;
    const names = [...side.awaited(), ...EVENT_NAMES];
    const happened = side.receive({ name: names[number % names.length] ?? 'A', detail }, at);
    moments.push({ before, waits: waitsOf(plan, before), after: side.configuration, happened });
  }
  return moments;
}

function property(check: (choreography: Choreography, events: RandomEvent[]) => void): void {
  const one = fc.property(recipes, sequences, (recipe, events) => check(build(recipe), events));
  fc.assert(one, { numRuns: 300 });
}

describe('in every choreography and every sequence of events', () => {
  test('the same comes of the same', () => {
    property((choreography, events) => {
      const states = (moments: Moment[]) => moments.map(({ after, happened }) => [after, happened]);
      expect(states(live(structuredClone(choreography), events))).toEqual(states(live(choreography, events)));
    });
  });

  test('one event does one thing, and what is decided follows from it', () => {
    property((choreography, events) => {
      for (const { happened } of live(choreography, events)) {
        const [first, ...others] = happened.map(({ kind }) => kind);
        expect(['decided', 'deadline passed', 'overdue', undefined]).not.toContain(first);
        expect(others.filter((kind) => kind !== 'decided')).toEqual([]);
      }
    });
  });

  test('nothing moves but by what is said to have happened', () => {
    property((choreography, events) => {
      for (const { before, after, happened } of live(choreography, events)) {
        const still = ['dropped', 'repeated', 'early', 'late', 'not subscribed'];
        if (happened.every(({ kind }) => still.includes(kind))) expect(after).toEqual(before);
      }
    });
  });

  test('what any later wait awaits was anticipated by one of the earlier ones', () => {
    property((choreography, events) => {
      const stands = live(choreography, events).flatMap(({ waits }) => (waits.length === 0 ? [] : [waits]));
      stands.forEach((earlier, index) => {
        const foreseen = new Set(earlier.flatMap(({ anticipates }) => anticipates));
        const isThere = ({ key, place, enteredAt }: Waiting) =>
          earlier.some((wait) => wait.key === key && wait.place === place && wait.enteredAt === enteredAt);
        for (const wait of stands.slice(index + 1).flat()) {
          if (isThere(wait)) continue;
          for (const name of namesIn(wait.wait)) expect([...foreseen]).toContain(name);
        }
      });
    });
  });
});
