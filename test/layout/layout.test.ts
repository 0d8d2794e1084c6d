import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Choreography, State } from '../../lib/definition/model.ts';
import { layoutOf } from '../../lib/layout/layout.ts';
import type { Box } from '../../lib/layout/picture.ts';
import { START_NODE } from '../../lib/layout/picture.ts';
import { car } from './car.ts';
import { choreography, on, stateOf, statesOf, waiting } from './written.ts';

const apart = (a: Box, b: Box) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

function overlaps(boxes: readonly Box[]): [Box, Box][] {
  return boxes.flatMap((a, i) =>
    boxes.slice(i + 1).flatMap((b): [Box, Box][] => (apart(a, b) ? [] : [[a, b]])),
  );
}

/** Waits in a row with random jumps between them, so every shape of graph occurs. */
const choreographies: fc.Arbitrary<Choreography> = fc
  .array(fc.tuple(fc.string({ minLength: 1, maxLength: 40 }), fc.array(fc.nat(), { maxLength: 3 })), {
    minLength: 1,
    maxLength: 20,
  })
  .map((parts) => {
    const names = parts.map(([text], index) => `${index} ${text.trim()}`);
    const states = parts.map(([, jumps], index): State => {
      const next = names[index + 1];
      const name = names[index] ?? '';
      if (next === undefined) return stateOf(name, { final: 'succeeded' });
      const others = jumps.map((jump, n) => on(`jump ${n}`, names[jump % names.length] ?? ''));
      return { ...waiting(name), on: [on('next', next), ...others] };
    });
    return choreography({ start: [on('begin', names[0] ?? '')], states });
  });

describe('the picture of a choreography', () => {
  test('is the same every time', () => {
    const first = layoutOf(car);
    fc.assert(
      fc.property(choreographies, (any) => expect(layoutOf(any)).toStrictEqual(layoutOf(any))),
      {
        numRuns: 25,
      },
    );
    expect(layoutOf(car)).toStrictEqual(first);
  });

  test('has every state and the start, in the order of the definition', () => {
    expect(layoutOf(car).nodes.map(({ id }) => id)).toStrictEqual([
      START_NODE,
      ...car.states.map(({ name }) => name),
    ]);
  });

  test('has no two boxes, and no box and label, on top of each other', () => {
    fc.assert(
      fc.property(choreographies, (any) => {
        const { nodes, edges } = layoutOf(any);
        expect(overlaps([...nodes, ...edges.map(({ labelBox }) => labelBox)])).toStrictEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('keeps everything within its width and height', () => {
    const { nodes, width, height } = layoutOf(car);
    for (const node of nodes) {
      expect(node.x).toBeGreaterThanOrEqual(0);
      expect(node.y).toBeGreaterThanOrEqual(0);
      expect(node.x + node.width).toBeLessThanOrEqual(width);
      expect(node.y + node.height).toBeLessThanOrEqual(height);
    }
  });

  test('runs from the start downwards', () => {
    const top = (id: string) => layoutOf(car).nodes.find((node) => node.id === id)?.y;
    const way = [START_NODE, 'Announced', 'In preparation', 'Ready for sale', 'On sale', 'Reserved', 'Sold'];
    const tops = way.map((id) => top(id) ?? Number.NaN);
    expect(tops).toStrictEqual([...tops].sort((a, b) => a - b));
  });

  test('names events, guards and deadlines at the arrows', () => {
    const { edges } = layoutOf(car);
    const labels = (from: string, to: string) => edges.find((e) => e.from === from && e.to === to)?.labels;
    expect(labels('Announced', 'Rejected')).toStrictEqual([
      {
        kind: 'event',
        name: 'Inspection Completed',
        text: 'Inspection Completed',
        guard: 'detail.result = "Rejected"',
        guardText: '[result = "Rejected"]',
      },
    ]);
    expect(labels('Announced', 'Inspection missed')?.map(({ text }) => text)).toStrictEqual(['after 5 d']);
    expect(labels('Sold', 'Completed')?.map(({ text }) => text)).toStrictEqual(['all arrived']);
    expect(labels(START_NODE, 'Announced')?.map(({ text }) => text)).toStrictEqual(['Car Announced']);
  });

  test('lists the members of an all and its due in the box', () => {
    const box = layoutOf(car).nodes.find(({ id }) => id === 'In preparation');
    expect(box?.members.map(({ event }) => event)).toStrictEqual([
      'Car Cleaned',
      'Car Repaired',
      'Car Priced',
    ]);
    expect(box?.notes).toStrictEqual(['due in 2 d']);
  });

  test('tells what leads back to its own state, or is dropped, inside the box', () => {
    const states = statesOf({
      A: { on: { Again: 'A', Noise: {}, End: 'B' } },
      B: { final: 'succeeded' },
    });
    const { nodes, edges } = layoutOf(choreography({ states }));
    expect(nodes.find(({ id }) => id === 'A')?.notes).toStrictEqual(['↻ Again', 'drops Noise']);
    expect(edges.map(({ from, to }) => [from, to])).toStrictEqual([['A', 'B']]);
  });
});
