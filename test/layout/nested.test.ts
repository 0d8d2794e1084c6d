import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDefinition } from '../../lib/definition/parse.ts';
import { sentencesOf } from '../../lib/layout/in-words.ts';
import { layoutOf } from '../../lib/layout/layout.ts';
import type { Box, Picture, PictureNode, Point } from '../../lib/layout/picture.ts';
import { isFrame } from '../../lib/layout/picture.ts';
import { account, incident, loan, nested, order, RICH } from './rich.ts';
import type { States, Written } from './written.ts';
import { written } from './written.ts';

const EXAMPLES = new URL('../../statemachines/', import.meta.url);
const examples = () => readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml'));

const node = (picture: Picture, id: string): PictureNode => {
  const found = picture.nodes.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no ${id}.`);
  return found;
};
const inside = (inner: Box, outer: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
const apart = (a: Box, b: Box) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
/** Within a pixel or two: places are rounded. */
const onBorder = ({ x, y }: Point, box: Box) => {
  const [right, low] = [box.x + box.width, box.y + box.height];
  const near = (a: number, b: number) => Math.abs(a - b) <= 2;
  const within = x >= box.x - 2 && x <= right + 2 && y >= box.y - 2 && y <= low + 2;
  return within && (near(x, box.x) || near(x, right) || near(y, box.y) || near(y, low));
};

/** Phases within phases, whose states lead anywhere. */
const trees = fc.array(fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 4,
});
function treeOf(phases: readonly (readonly (readonly number[])[])[]) {
  const names = phases.flatMap((phase, p) => [`Phase ${p}`, ...phase.map((_, s) => `State ${p}.${s}`)]);
  const states: { [name: string]: Written } = {};
  for (const [p, phase] of phases.entries()) {
    const inner: { [name: string]: Written } = {};
    for (const [s, jumps] of phase.entries()) {
      const next =
        s + 1 < phase.length ? `State ${p}.${s + 1}` : p + 1 < phases.length ? `Phase ${p + 1}` : 'End';
      const ways = jumps.map((jump, n) => [`Jump ${n}`, names[jump % names.length] ?? ''] as const);
      inner[`State ${p}.${s}`] = { on: { Next: next, ...Object.fromEntries(ways) } };
    }
    // Every second phase lies within the one before.
    const phaseState: Written = { initial: `State ${p}.0`, states: inner, on: { Cancelled: 'End' } };
    const outer = states[`Phase ${p - 1}`];
    if (p % 2 === 1 && outer !== undefined)
      states[`Phase ${p - 1}`] = { ...outer, states: { ...outer.states, [`Phase ${p}`]: phaseState } };
    else states[`Phase ${p}`] = phaseState;
  }
  const all: States = { ...states, End: { final: 'succeeded' } };
  return written({ start: { Begin: 'Phase 0' }, states: all });
}

function expectSound(picture: Picture): void {
  const byId = new Map(picture.nodes.map((each) => [each.id, each]));
  for (const each of picture.nodes) {
    const frame = each.parent === undefined ? { ...picture, x: 0, y: 0 } : byId.get(each.parent);
    expect(frame !== undefined && inside(each, frame)).toBe(true);
    if (frame !== undefined && 'header' in frame)
      expect(each.y).toBeGreaterThanOrEqual(frame.y + (frame.header ?? 0));
    const beside = picture.nodes.filter(({ id, parent }) => id > each.id && parent === each.parent);
    expect(beside.filter((other) => !apart(each, other)).map(({ id }) => id)).toStrictEqual([]);
  }
  const leaves = picture.nodes.filter(({ kind }) => !isFrame(kind));
  for (const { from, to, points, labelBox, labels } of picture.edges) {
    const [start, end] = [points.at(0), points.at(-1)];
    const [source, target] = [byId.get(from), byId.get(to)];
    expect(start !== undefined && source !== undefined && onBorder(start, source)).toBe(true);
    const round = target?.kind === 'final';
    expect(end !== undefined && target !== undefined && (round || onBorder(end, target))).toBe(true);
    if (labels.length > 0)
      expect(leaves.filter((leaf) => !apart(leaf, labelBox)).map(({ id }) => id)).toStrictEqual([]);
  }
}

describe('the picture of nested states', () => {
  test.each(RICH.map((each) => [each.id, each] as const))(
    'of %s keeps inner states inside, boxes apart, and arrows at the borders of what they join',
    (_, each) => expectSound(layoutOf(each)),
  );

  test.each(examples())('of the example %s too', (file) => {
    const { choreography } = parseDefinition(readFileSync(new URL(file, EXAMPLES), 'utf8'));
    expect(choreography).toBeDefined();
    if (choreography !== undefined) expectSound(layoutOf(choreography));
  });

  test('does so for any tree of phases, whatever leads where', () => {
    fc.assert(
      fc.property(trees, (phases) => expectSound(layoutOf(treeOf(phases)))),
      { numRuns: 60 },
    );
  });

  test('has the regions of a parallel side by side, equally high, and its border around them', () => {
    const picture = layoutOf(nested);
    const both = node(picture, 'Both');
    const [left, right] = picture.nodes.filter(({ kind }) => kind === 'region');
    expect([left?.title, right?.title]).toStrictEqual([['Left'], ['Right']]);
    expect([left?.y, left?.height]).toStrictEqual([right?.y, right?.height]);
    expect((left?.x ?? 0) + (left?.width ?? 0)).toBe(right?.x);
    expect((left?.width ?? 0) + (right?.width ?? 0)).toBe(both.width);
  });

  test('draws what stands on a frame once, from its border, and what holds everywhere from a box of its own', () => {
    const { edges } = layoutOf(nested);
    expect(edges.map(({ from, to }) => [from, to])).toStrictEqual([
      ['', 'Both'],
      ['#every ', 'Stopped'],
      ['Both', 'Phase'],
      ['L1', 'L2'],
      ['R1', 'R2'],
      ['Phase', 'Stopped'],
      ['One', 'Two'],
      ['Two', 'Done'],
      ['Two', '#start Phase'],
      ['#start #region ["Both","Left"]', 'L1'],
      ['#start #region ["Both","Right"]', 'R1'],
      ['#start Phase', 'One'],
    ]);
  });

  test('says in words what it shows', () => {
    expect(sentencesOf(layoutOf(nested))).toStrictEqual([
      'At the start, Begun leads to “Both”.',
      'In every state: Stopped by hand leads to “Stopped”.',
      '“Both”: at the same time “Left” from “L1” and “Right” from “R1”; all done leads to “Phase”.',
      '“L1”: Went left leads to “L2”.',
      '“L2”: ends as a success.',
      '“R1”: Went right leads to “R2”.',
      '“R2”: ends as a success.',
      '“Phase”: begins in “One”; after 7 d (notifies: Too long) leads to “Stopped”.',
      '“One”: Stepped leads to “Two”.',
      '“Two”: Finished leads to “Done”; Restarted leads to “Phase”.',
      '“Done”: ends as a success.',
      '“Stopped”: ends as a failure.',
    ]);
  });

  test('tells clocks, actions and effects in words', () => {
    const lines = (picture: Picture) => ({
      notes: Object.fromEntries(picture.nodes.filter((n) => n.notes.length > 0).map((n) => [n.id, n.notes])),
      deadlines: picture.edges.flatMap(({ labels }) =>
        labels.filter(({ kind }) => kind === 'deadline').map(({ name }) => name),
      ),
    });
    expect(lines(layoutOf(loan))).toStrictEqual({
      notes: {
        'On loan': ['↻ Book Renewed'],
        Overdue: ['↻ after 7 d ▸ publishes\nOverdue Reminder'],
        Lost: ['▸ notifies: A book is lost'],
      },
      deadlines: ['at dueDate', '3 d before dueDate', 'after 7 d'],
    });
    expect(lines(layoutOf(order))).toStrictEqual({
      notes: {
        Validating: ['runs dynamodb getItem'],
        Preparing: ['due in 1 h'],
        Shipping: ['for each of its lines', '+ one more by Line Added'],
        Waiting: ['due in 2 d'],
      },
      deadlines: ['after 30 d of silence'],
    });
    expect(lines(layoutOf(incident)).deadlines).toStrictEqual(['after triageMinutes min', 'after 30 min']);
    expect(lines(layoutOf(account)).notes['Human review']).toStrictEqual([
      'after 2 d: notifies: A review waits',
    ]);
  });

  test('leads to a frame, where what enters it goes to its beginning anyway', () => {
    const any = written({
      start: { Begin: 'Inner' },
      states: {
        Outer: {
          initial: 'Middle',
          states: { Middle: { initial: 'Inner', states: { Inner: { on: { Next: 'Other' } }, Other: {} } } },
        },
        Later: { on: { Back: 'Other', Again: 'Inner' } },
      },
    });
    expect(layoutOf(any).edges.map(({ from, to }) => [from, to])).toStrictEqual([
      ['', 'Outer'],
      ['Inner', 'Other'],
      ['Later', 'Other'],
      ['Later', 'Outer'],
      ['#start Outer', 'Middle'],
      ['#start Middle', 'Inner'],
    ]);
  });

  test('draws what leads from a frame into itself from a box inside it', () => {
    const { edges } = layoutOf(incident);
    expect(edges.find(({ to }) => to === 'Containment')).toMatchObject({ from: '#every Response' });
  });
});
