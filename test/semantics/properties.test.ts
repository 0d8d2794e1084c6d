import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Choreography } from '../../lib/definition/model.ts';
import {
  anticipatedByMember,
  anticipatedIn,
  awaitedIn,
  memberHandlers,
} from '../../lib/semantics/awaited.ts';
import type { Configuration, Happening } from '../../lib/semantics/configuration.ts';
import { select } from '../../lib/semantics/select.ts';
import { stateNamed } from '../../lib/semantics/states.ts';
import { start, step } from '../../lib/semantics/step.ts';
import { choreographies, sequences, type RandomEvent } from './arbitrary.ts';

type Moment = {
  readonly before: Configuration;
  readonly after: Configuration;
  readonly happened: readonly Happening[];
};

/** Every step of a life that begins with `S` where all guards hold. */
function live(choreography: Choreography, events: readonly RandomEvent[]): Moment[] {
  const started = start(choreography, 'S', () => true, 0);
  if (started.kind !== 'opened') return [];
  const moments: Moment[] = [];
  let configuration = started.configuration;
  let at = 0;
  for (const { name, guards, wait } of events) {
    at += wait;
    const holds = (guard: string) => guards.includes(guard);
    const { configuration: after, happened } = step(choreography, configuration, {
      kind: 'event',
      name,
      at,
      holds,
    });
    moments.push({ before: configuration, after, happened });
    configuration = after;
  }
  return moments;
}

function property(check: (choreography: Choreography, events: RandomEvent[]) => void): void {
  fc.assert(fc.property(choreographies, sequences, check), { numRuns: 500 });
}

describe('in every choreography and every sequence of events', () => {
  test('the same comes of the same', () => {
    property((choreography, events) => {
      expect(live(structuredClone(choreography), events)).toEqual(live(choreography, events));
    });
  });

  test('one event does one thing, after what time did', () => {
    property((choreography, events) => {
      for (const { happened } of live(choreography, events)) {
        const kinds = happened.map(({ kind }) => kind);
        const byTime = kinds.filter((kind) => kind === 'deadline passed' || kind === 'overdue');
        expect(kinds.length).toBe(byTime.length + 1);
        expect(kinds.slice(0, -1)).toEqual(byTime);
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

  test('what is awaited in any later configuration was anticipated', () => {
    property((choreography, events) => {
      const stands = live(choreography, events).flatMap(({ before }) =>
        before.kind === 'open' ? [before] : [],
      );
      stands.forEach((earlier, index) => {
        const anticipated = anticipatedIn(choreography, stateNamed(choreography, earlier.state));
        const visits = stands.slice(index).filter(({ enteredAt }) => enteredAt !== earlier.enteredAt);
        for (const { state } of visits) {
          for (const name of awaitedIn(stateNamed(choreography, state))) expect(anticipated).toContain(name);
        }
      });
    });
  });

  test("the members' waits of an all, taken together, answer as the all does", () => {
    property((choreography, events) => {
      const moments = live(choreography, events);
      moments.forEach(({ before, happened }, index) => {
        const event = events[index];
        if (before.kind !== 'open' || happened.length !== 1 || event === undefined) return;
        const state = stateNamed(choreography, before.state);
        if (state.kind !== 'all') return;
        const holds = (guard: string) => event.guards.includes(guard);
        const answers = before.pending.flatMap((member) => {
          const handler = memberHandlers(state, member).find((candidate) => candidate.event === event.name);
          const selection = select(handler?.branches ?? [], holds);
          if (selection.kind === 'none') return [];
          return [
            selection.kind === 'drop' ? 'dropped' : selection.target === '#done' ? 'gathered' : 'taken',
          ];
        });
        const [answer] = happened.map(({ kind }) => kind);
        if (answers.length > 0) expect(new Set(answers)).toEqual(new Set([answer]));
        else expect(['repeated', 'early', 'unexpected', 'not subscribed']).toContain(answer);
        const foreseen = before.pending.flatMap((member) => anticipatedByMember(choreography, state, member));
        if (answer === 'early') expect(foreseen).toContain(event.name);
        if (answer === 'unexpected') expect(foreseen).not.toContain(event.name);
      });
    });
  });
});
