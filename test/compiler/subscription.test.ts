import { describe, expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { choreographyOf, ORDER } from '../semantics/choreography.ts';

function rulesOf(events: string) {
  const { rules } = compile(
    choreographyOf(`
id: rules
correlation: detail.id
events:
${events}
start: { on: { Go: One } }
states: { One: { on: { Go: End } }, End: { final: succeeded } }
`),
  );
  return rules;
}

describe('the rules', () => {
  test('are disjoint, and one list of detail types for each source', () => {
    expect(
      rulesOf(`
  Go: { source: a, detailType: go }
  B: { source: a }
  C: { source: b, detailType: [c.one, { prefix: c. }] }
  D: { source: a, detailType: d }
  E: { source: a, detailType: [e, { prefix: e. }] }
`),
    ).toEqual({
      start: { source: ['a'], 'detail-type': ['go'] },
      events: {
        $or: [
          { source: ['a'], 'detail-type': ['B', 'd', 'e', { prefix: 'e.' }] },
          { source: ['b'], 'detail-type': ['c.one', { prefix: 'c.' }] },
        ],
      },
    });
  });

  test('keep patterns apart that differ in more than the detail type', () => {
    expect(
      rulesOf(`
  Go: { source: a }
  B: { source: b, pattern: { detail: { kind: [sale] } } }
  C: { source: b, pattern: { detail: { kind: [loan] } } }
  D: { source: b, pattern: { detail: { kind: [sale] } } }
  E: { source: b, detailType: C, pattern: { detail: { kind: [gift] } } }
`),
    ).toMatchObject({
      events: {
        $or: [
          { source: ['b'], 'detail-type': ['B', 'D'], detail: { kind: ['sale'] } },
          { source: ['b'], 'detail-type': ['C'], detail: { kind: ['loan'] } },
          { source: ['b'], 'detail-type': ['C'], detail: { kind: ['gift'] } },
        ],
      },
    });
  });

  test('there is no second one where every event starts', () => {
    expect(rulesOf('  Go: { source: a }').events).toBeUndefined();
  });
});

describe('the subscription', () => {
  const { subscription } = compile(ORDER);

  test('leaves out ignored events', () => {
    expect(subscription.events.map(({ name }) => name)).toEqual([
      'Placed',
      'Paid',
      'Packed',
      'Cancelled',
      'Held',
      'Delivered',
    ]);
    expect(subscription.events[3]).toEqual({
      name: 'Cancelled',
      pattern: { source: ['shop'], 'detail-type': ['Cancelled'] },
      correlation: ['detail.id'],
      identity: 'id',
      time: 'time',
      hold: 300_000,
      settle: 0,
      stale: 'accept',
      unexpected: 'report',
    });
  });

  test('finds the failed final state by its error', () => {
    expect(subscription.failures).toEqual({ TooLate: 'Too late' });
  });

  test('has the version that the waits carry, which changes with the definition alone', () => {
    expect(compile(ORDER).definition).toContain(`"S": "${subscription.version}"`);
    expect(compile(structuredClone(ORDER)).subscription.version).toBe(subscription.version);
    expect(compile({ ...ORDER, rerun: true }).subscription.version).not.toBe(subscription.version);
  });
});
