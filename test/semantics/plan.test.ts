import { describe, expect, test } from '@jest/globals';
import type { Choreography } from '../../lib/definition/model.ts';
import { planOf } from '../../lib/semantics/plan-of.ts';
import type { WaitPlace } from '../../lib/semantics/plan.ts';
import { all, choreography, compound, failing, final, forEach, parallel, wait } from './made.ts';

const MINUTE = 60_000;

function placeIn(made: Choreography, name: string): WaitPlace {
  const place = planOf(made).places.get(name);
  if (place?.kind !== 'wait') throw new Error(`"${name}" is ${place?.kind ?? 'no place'}`);
  return place;
}

function changesIn(made: Choreography) {
  return Object.fromEntries([...planOf(made).scopes].map(([path, { changes }]) => [path, changes]));
}

describe('clocks', () => {
  test("a wait's only deadline is left to its task: nothing is stored", () => {
    const made = choreography([wait('A', { on: { X: 'B' }, after: [[MINUTE, 'B']] }), final('B')]);
    const { clocks, entered, wait: awaited } = placeIn(made, 'A');
    expect(clocks).toEqual([{ delay: MINUTE, routes: [{ ways: [{ way: 'B', to: 'B' }] }] }]);
    expect(entered).toBeUndefined();
    expect(awaited.awaits).toEqual([{ event: 'X', routes: [{ ways: [{ way: 'B', to: 'B' }] }] }]);
    expect(changesIn(made)).toEqual({ '': { context: false, clocks: false, history: false } });
  });

  test('of a compound are started by what enters it, and kept by what moves inside', () => {
    const made = choreography([
      wait('Before', { on: { In: 'Phase' } }),
      compound(
        'Phase',
        [wait('A', { on: { X: 'B', Again: 'Phase' } }), wait('B', { on: { X: 'A', Out: 'Before' } })],
        {
          after: [[MINUTE, 'Late']],
        },
      ),
      failing('Late'),
    ]);
    const id = 'Phase: after 1';
    const start = [{ id, moment: { kind: 'delay', delay: MINUTE } }];
    expect(placeIn(made, 'Before').wait.awaits[0]?.routes[0]?.ways).toEqual([{ way: 'A', to: 'A', start }]);
    expect(placeIn(made, 'A').wait.awaits.map(({ routes }) => routes[0]?.ways)).toEqual([
      [{ way: 'B', to: 'B', keep: [id] }],
      [{ way: 'A', to: 'A', start }],
    ]);
    expect(placeIn(made, 'B').wait.awaits[1]?.routes[0]?.ways).toEqual([{ way: 'Before', to: 'Before' }]);
    expect(placeIn(made, 'B').clocks).toEqual([{ id, routes: [{ ways: [{ way: 'Late', to: 'Late' }] }] }]);
    expect(changesIn(made)['']).toEqual({ context: false, clocks: true, history: false });
  });

  test('are stored, with the entry, where the wait is put again within a visit', () => {
    const made = choreography([
      wait('A', {
        on: { Note: { assign: [{ name: 'x', expression: '1' }] } },
        after: [[MINUTE, 'B']],
        due: 1_000,
      }),
      final('B'),
    ]);
    const { clocks, dues, entered, wait: awaited } = placeIn(made, 'A');
    expect(clocks.map(({ id }) => id)).toEqual(['A: after 1']);
    expect(dues).toEqual([{ state: 'A', id: 'A: due', entered: 'A: entered' }]);
    expect(entered).toBe('A: entered');
    expect(awaited.awaits[0]?.routes[0]?.ways).toEqual([
      { way: '#stay', keep: ['A: entered', 'A: after 1', 'A: due'] },
    ]);
    expect(planOf(made).start[0]?.routes[0]?.ways[0]?.start?.map(({ id }) => id)).toEqual([
      'A: entered',
      'A: after 1',
      'A: due',
    ]);
  });

  test('of silence start anew with every event, and with no deadline', () => {
    const made = choreography(
      [wait('A', { on: { X: 'B' }, after: [[MINUTE, 'B']] }), wait('B', { on: { X: 'C' } }), final('C')],
      {
        after: [[{ kind: 'silence', delay: 5_000 }, 'C']],
      },
    );
    const id = '(every state): after 1';
    expect(placeIn(made, 'A').wait.awaits[0]?.routes[0]?.ways).toEqual([
      { way: 'B', to: 'B', start: [{ id, moment: { kind: 'silence', delay: 5_000 } }] },
    ]);
    expect(placeIn(made, 'A').clocks[0]?.routes[0]?.ways).toEqual([{ way: 'B', to: 'B', keep: [id] }]);
  });
});

describe('regions', () => {
  const made = choreography([
    parallel(
      'Both',
      {
        One: [
          wait('A', { on: { X: { target: 'A done', assign: [{ name: 'x', expression: '1' }] } } }),
          final('A done'),
        ],
        Two: [wait('B', { on: { Y: 'B done' } }), final('B done')],
      },
      'After',
      { on: { Stop: 'Stopped' }, after: [[MINUTE, 'Stopped']] },
    ),
    final('After'),
    final('Stopped'),
  ]);

  test('await what leaves their parallel, at the level it leads to', () => {
    expect(placeIn(made, 'A').wait.awaits.at(-1)).toEqual({
      event: 'Stop',
      routes: [{ ways: [{ way: 'Stopped', to: 'Stopped', level: 0 }] }],
    });
    expect(placeIn(made, 'A').clocks).toEqual([
      { id: 'Both: after 1', routes: [{ ways: [{ way: 'Stopped', to: 'Stopped', level: 0 }] }] },
    ]);
    expect(placeIn(made, 'B').scope).toBe('Both/Two');
  });

  test('have a variable of their own only for what they change', () => {
    expect(changesIn(made)).toEqual({
      '': { context: true, clocks: false, history: false },
      'Both/One': { context: true, clocks: false, history: false },
      'Both/Two': { context: false, clocks: false, history: false },
    });
  });

  test('a slash in a name does not make two of it', () => {
    const odd = choreography([
      parallel('A/B', { 'C/D': [wait('W', { on: { X: 'F' } }), final('F')] }, 'End'),
      final('End'),
    ]);
    expect(placeIn(odd, 'W').scope).toBe('A~1B/C~1D');
  });
});

describe('the form of an all', () => {
  const simple = all('Both', ['A', 'B'], 'Done');
  const assigning = all('Both', { A: { assign: [{ name: 'a', expression: '1' }] }, B: {} }, 'Done');

  test('is a parallel of waits where its members change nothing, and one wait otherwise', () => {
    const kindOf = (state: typeof simple, more = {}) =>
      planOf(choreography([state, final('Done')], more)).places.get('Both')?.kind;
    expect(kindOf(simple)).toBe('all');
    expect(kindOf(assigning)).toBe('wait');
    expect(kindOf(simple, { on: { Note: { assign: [{ name: 'n', expression: '1' }] } } })).toBe('wait');
  });
});

test('ways out of one place have one name for the same actions only', () => {
  const notify = (literal: string) => [{ kind: 'notify', message: { literal } } as const];
  const made = choreography([
    wait('A', {
      on: { X: { target: 'B', actions: notify('x') }, Y: { target: 'B', actions: notify('y') }, Z: 'B' },
    }),
    final('B'),
  ]);
  expect(placeIn(made, 'A').wait.awaits.map(({ routes }) => routes[0]?.ways[0]?.way)).toEqual([
    'B',
    'B (2)',
    'B (3)',
  ]);
});

test("an item's clocks are one clock of the place", () => {
  const made = choreography([
    forEach(
      'Lines',
      {
        items: '$context.lines',
        match: 'detail.sku',
        states: [wait('Open', { on: { X: 'Gone' }, after: [[MINUTE, 'Gone']] }), final('Gone')],
      },
      'Done',
    ),
    final('Done'),
  ]);
  expect(placeIn(made, 'Lines').clocks).toEqual([{ id: 'Lines: items', routes: [], items: true }]);
  expect(planOf(made).start[0]?.routes[0]?.ways[0]?.start).toEqual([
    { id: 'Lines: entered', moment: { kind: 'entry' } },
    { id: 'Lines: items', moment: { kind: 'delay', delay: MINUTE } },
  ]);
});
