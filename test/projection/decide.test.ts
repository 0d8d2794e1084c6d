import { describe, expect, test } from '@jest/globals';
import { decide, nextLook } from '../../lib/projection/decide.ts';
import type { WaitingRow } from '../../lib/projection/rows.ts';
import { guardKey, situationOf } from '../../lib/projection/situation.ts';
import { T0 } from './memory.ts';
import { opened, WAIT } from './table-contract.ts';
import { choreography, subscriptionOf } from './world/choreographies.ts';

const subscription = subscriptionOf(choreography({ A: { on: { a: 'End' } }, End: 'succeeded' }));
const trigger = { kind: 'wait', instance: 'm#1', token: 'T1' } as const;
const decisionWait: WaitingRow = {
  ...WAIT,
  awaits: [],
  decide: [{ guard: '$id = "1"', target: 'X' }, { target: 'Y' }],
};

describe('rule 0: a decision wait', () => {
  const act = (holds: ReadonlySet<string>) =>
    decide(situationOf(trigger, [decisionWait], subscription, T0), holds);

  test('is answered by the first branch that holds', () => {
    expect(act(new Set([guardKey('T1', '$id = "1"')]))).toEqual({
      act: 'answer',
      wait: decisionWait,
      to: 'X',
    });
    expect(act(new Set())).toEqual({ act: 'answer', wait: decisionWait, to: 'Y' });
  });
});

describe('an event that a later version brought in', () => {
  test('is ignored by an instance of an earlier one, whatever it is called', () => {
    const event = { name: 'constructor', identity: 'e1', time: WAIT.enteredAt, hold: 1, payload: '{}' };
    const instance = opened(1);
    const arriving = { kind: 'event', instance: 'm#1', identity: 'e1', event } as const;
    const act = decide(situationOf(arriving, [instance, WAIT], subscription, T0), new Set());
    expect(act).toMatchObject({ act: 'put', row: { status: 'ignored' } });
  });
});

describe('guards', () => {
  test('of events whose identities have line breaks are not taken for each other', () => {
    expect(guardKey('a\nb', 'c')).not.toBe(guardKey('a', 'b\nc'));
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
