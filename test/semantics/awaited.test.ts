import { describe, expect, test } from '@jest/globals';
import type { AllState } from '../../lib/definition/model.ts';
import {
  anticipatedByMember,
  anticipatedIn,
  awaitedByNextRun,
  awaitedIn,
  memberHandlers,
} from '../../lib/semantics/awaited.ts';
import { stateNamed } from '../../lib/semantics/states.ts';
import { choreographyOf, ORDER } from './choreography.ts';

function preparing(): AllState {
  const state = stateNamed(ORDER, 'Preparing');
  if (state.kind !== 'all') throw new Error(state.kind);
  return state;
}

describe('what an all awaits', () => {
  test('is what leaves it, and its members', () => {
    expect(awaitedIn(preparing())).toEqual(['Cancelled', 'Paid', 'Packed']);
  });

  test('a member with an `on` of its own is done where that does not hold', () => {
    expect(memberHandlers(preparing(), 'Paid')).toEqual([
      { event: 'Cancelled', branches: [{ guard: 'detail.final', target: 'Gone' }] },
      { event: 'Paid', branches: [{ guard: 'detail.refused', target: 'Gone' }, { target: '#done' }] },
    ]);
  });

  test("another member's wait leaves by that `on` only", () => {
    expect(memberHandlers(preparing(), 'Packed')).toEqual([
      { event: 'Cancelled', branches: [{ guard: 'detail.final', target: 'Gone' }] },
      { event: 'Paid', branches: [{ guard: 'detail.refused', target: 'Gone' }] },
      { event: 'Packed', branches: [{ target: '#done' }] },
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
    expect(anticipatedIn(chain, stateNamed(chain, 'One'))).toEqual(['B', 'C']);
    expect(anticipatedIn(chain, stateNamed(chain, 'Two'))).toEqual([]);
  });

  test("for a member's wait, the other members too", () => {
    const chain = choreographyOf(CHAIN);
    const two = stateNamed(chain, 'Two');
    expect(two.kind === 'all' && anticipatedByMember(chain, two, 'B')).toEqual(['C']);
  });

  test('with `rerun`, what the next run can await, start events included', () => {
    const chain = choreographyOf(`${CHAIN}rerun: true\n`);
    expect(awaitedByNextRun(chain)).toEqual(['Go', 'A', 'B', 'C']);
    expect(anticipatedIn(chain, stateNamed(chain, 'Two'))).toEqual(['Go', 'A', 'B', 'C']);
    expect(awaitedByNextRun(choreographyOf(CHAIN))).toEqual([]);
  });

  test('by a state that can be entered again, what it awaits itself', () => {
    expect(anticipatedIn(ORDER, preparing())).toEqual(['Paid', 'Packed', 'Cancelled', 'Delivered']);
  });
});
