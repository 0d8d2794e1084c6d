import { describe, expect, test } from '@jest/globals';
import type { Choreography } from '../../lib/definition/model.ts';
import { planOf } from '../../lib/semantics/plan-of.ts';
import type { AllPlace, Place } from '../../lib/semantics/plan.ts';
import { awaitedByNextRun, awaitedIn } from '../../lib/semantics/planning/reach.ts';
import { choreographyOf, ORDER } from './choreography.ts';

function placeIn(choreography: Choreography, name: string): Place {
  const place = planOf(choreography).places.get(name);
  if (place === undefined) throw new Error(`No place "${name}"`);
  return place;
}

function allIn(choreography: Choreography, name: string): AllPlace {
  const place = placeIn(choreography, name);
  if (place.kind !== 'all') throw new Error(place.kind);
  return place;
}

function anticipated(choreography: Choreography, name: string, member?: string) {
  const place = placeIn(choreography, name);
  if (place.kind === 'wait') return place.anticipates;
  return place.kind === 'all' && place.members.find(({ event }) => event === member)?.anticipates;
}

/** Event → where its routes lead. */
function awaits(member: string) {
  const found = allIn(ORDER, 'Preparing').members.find(({ event }) => event === member);
  return found?.wait.awaits.map(({ event, routes }) => [event, routes.map(({ ways }) => ways[0]?.way)]);
}

describe('what an all awaits', () => {
  test('is what leaves it, and its members', () => {
    expect(awaitedIn(placeIn(ORDER, 'Preparing'))).toEqual(['Cancelled', 'Paid', 'Packed']);
  });

  test('a member with an `on` of its own is done where that does not hold', () => {
    expect(awaits('Paid')).toEqual([
      ['Cancelled', ['Gone']],
      ['Paid', ['Gone', '#done']],
    ]);
  });

  test("another member's wait leaves by that `on` only", () => {
    expect(awaits('Packed')).toEqual([
      ['Cancelled', ['Gone']],
      ['Paid', ['Gone']],
      ['Packed', ['#done']],
    ]);
  });
});

describe('what is anticipated', () => {
  const CHAIN = `
id: chain
correlation: detail.id
events: { Go: { source: s }, A: { source: s }, B: { source: s }, C: { source: s } }
start: { on: { Go: One } }
states:
  One: { on: { A: Two } }
  Two: { all: [B, C], onDone: End }
  End: { final: succeeded }
`;

  test('is what can still follow, and not what is over', () => {
    const chain = choreographyOf(CHAIN);
    expect(anticipated(chain, 'One')).toEqual(['B', 'C']);
  });

  test("for a member's wait, the other members too", () => {
    expect(anticipated(choreographyOf(CHAIN), 'Two', 'B')).toEqual(['C']);
  });

  test('with `rerun`, what the next run can await, start events included', () => {
    const chain = choreographyOf(`${CHAIN}rerun: true\n`);
    expect(awaitedByNextRun(planOf(chain))).toEqual(['Go', 'A', 'B', 'C']);
    expect(anticipated(chain, 'Two', 'B')).toEqual(['Go', 'A', 'B', 'C']);
    expect(awaitedByNextRun(planOf(choreographyOf(CHAIN)))).toEqual([]);
  });

  test('by a state that can be entered again, what it awaits itself', () => {
    expect(anticipated(ORDER, 'Sending')).toEqual(['Paid', 'Packed', 'Cancelled', 'Delivered']);
  });
});
