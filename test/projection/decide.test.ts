import { describe, expect, test } from '@jest/globals';
import { decide, nextLook } from '../../lib/projection/decide.ts';
import type { Route } from '../../lib/definition/route.ts';
import { answersTo } from '../../lib/projection/answers.ts';
import { isoOf } from '../../lib/projection/instants.ts';
import type { HeldEvent, WaitingRow } from '../../lib/projection/rows.ts';
import { situationOf } from '../../lib/projection/situation.ts';
import type { Situation } from '../../lib/projection/situation.ts';
import { conclude } from '../../lib/semantics/deciding.ts';
import { T0 } from './memory.ts';
import { opened, WAIT } from './table-contract.ts';
import { choreography, subscriptionOf } from './world/choreographies.ts';

const subscription = subscriptionOf(choreography({ A: { on: { a: 'End' } }, End: 'succeeded' }));
const trigger = { kind: 'wait', instance: 'm#1', token: 'T1' } as const;
const PLAIN: WaitingRow = {
  ...WAIT,
  wait: { place: 'A', level: 0, awaits: WAIT.wait.awaits },
  memories: [{}],
};

function decided(situation: Situation) {
  const answers = conclude(answersTo(situation), ({ expression }) => ({
    kind: 'value',
    value: expression === 'yes',
  }));
  return decide(situation, answers);
}

function act(wait: WaitingRow) {
  return decided(situationOf(trigger, [wait], subscription, T0));
}

describe('rule 0: a wait that is answered by no event', () => {
  const route = (guard: string, to: string) => ({ guard, ways: [{ way: to, to }] });
  const answer = (way: string, to?: string) => ({
    ...{ way, level: 0, memory: {}, actions: [] },
    ...(to !== undefined && { to }),
  });
  const deciding = (...routes: readonly Route[]): WaitingRow => ({
    ...PLAIN,
    wait: { place: 'A', level: 0, awaits: [], decide: { kind: 'routes', routes } },
  });

  test('a decision wait goes where its first branch leads that holds', () => {
    const wait = deciding(route('no', 'X'), route('yes', 'Y'), { ways: [{ way: 'Z', to: 'Z' }] });
    expect(act(wait)).toEqual({ act: 'answer', wait, answer: answer('Y', 'Y') });
  });

  test('a decision of which no branch holds is answered so', () => {
    const wait = deciding(route('no', 'X'));
    expect(act(wait)).toEqual({ act: 'answer', wait, answer: answer('#none') });
  });

  test('an always that holds comes before any event; one that does not leaves the wait to them', () => {
    const wait = { ...PLAIN, wait: { ...PLAIN.wait, always: [route('yes', 'Y')] } };
    expect(act(wait)).toEqual({ act: 'answer', wait, answer: answer('Y', 'Y') });
    const other = { ...PLAIN, wait: { ...PLAIN.wait, always: [route('no', 'Y')] } };
    expect(act(other)).toEqual({ act: 'nothing' });
  });
});

describe('an event that a later version brought in', () => {
  test('is ignored by an instance of an earlier one, whatever it is called', () => {
    const event = { name: 'constructor', identity: 'e1', time: WAIT.enteredAt, hold: 1, payload: '{}' };
    const instance = opened(1);
    const arriving = { kind: 'event', instance: 'm#1', identity: 'e1', event } as const;
    const situation = situationOf(arriving, [instance, PLAIN], subscription, T0);
    expect(decided(situation)).toMatchObject({ act: 'put', row: { status: 'ignored' } });
  });
});

describe('a look', () => {
  test('comes at the end of the hold, but never within 5 seconds', () => {
    expect(nextLook(T0 + 60_000, T0, 'a1')).toBe(T0 + 60_000);
    const soon = nextLook(T0, T0, 'a1') - T0;
    expect(soon).toBeGreaterThanOrEqual(5_000);
    expect(soon).toBeLessThan(6_000);
  });

  test('long after the hold comes less often, at most every 15 minutes', () => {
    expect(nextLook(T0, T0 + 86_400_000, 'a1') - (T0 + 86_400_000)).toBe(15 * 60_000);
  });
});

describe('a hold that ends while waits side by side are being put', () => {
  const all = subscriptionOf(choreography({ P: { all: ['a', 'b'], onDone: 'End' }, End: 'succeeded' }));
  const held: HeldEvent = {
    ...{ kind: 'event', instance: 'm#1', choreography: 'm', correlationId: '1', ttl: 0 },
    ...{ identity: 'b1', name: 'b', time: WAIT.enteredAt, receivedAt: isoOf(T0 - 60_000), putBack: 0 },
    ...{ status: 'held', payload: '{}', hold: 60_000 },
  };
  /** The wait for `a`, put so long ago; that for `b` is not there yet. */
  const rowsWith = (since: number) => [
    opened(1),
    held,
    {
      ...PLAIN,
      key: 'WAIT#P/a',
      member: 'a',
      order: `00001#00000#${isoOf(T0 - since)}#0`,
      anticipates: ['b'],
    },
  ];
  const look = { kind: 'look', instance: 'm#1', identity: 'b1', putBack: 0 } as const;

  test('is no alarm: the one that is not there yet may await the event', () => {
    const act = decided(situationOf(look, rowsWith(4 * 60_000), all, T0));
    expect(act).toMatchObject({ act: 'describe', unexpected: undefined });
  });

  test('is one when they have long been put', () => {
    const act = decided(situationOf(look, rowsWith(6 * 60_000), all, T0));
    expect(act).toMatchObject({
      act: 'describe',
      unexpected: { act: 'change', row: { status: 'unexpected' } },
    });
  });
});
