import type { Choreography, Handler, State } from '../definition/model.ts';
import { inWords } from './durations.ts';
import type { EdgeLabel, PictureEdge } from './picture.ts';
import { START_NODE, TYPE } from './picture.ts';
import { cutInMiddle, widthOf } from './text.ts';

const MAX_LABEL = 150;

export type Link = Pick<PictureEdge, 'from' | 'to' | 'labels'> & {
  readonly width: number;
  readonly height: number;
  /** The author's first way out of a state: drawn as straight as can be. */
  readonly main: boolean;
};

/** One link for each pair of states, however many transitions join them. A state's way to itself is in its box. */
export function linksOf(choreography: Choreography): Link[] {
  const arrows = [
    ...choreography.start.flatMap((handler) => arrowsOf(START_NODE, handler)),
    ...choreography.states.flatMap((state) => leaving(state)),
  ].filter(({ from, to }) => from !== to);
  const pairs = new Map<string, Arrow[]>();
  for (const arrow of arrows) {
    const pair = JSON.stringify([arrow.from, arrow.to]);
    pairs.set(pair, [...(pairs.get(pair) ?? []), arrow]);
  }
  const left = new Set<string>();
  return [...pairs.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const main = !left.has(first.from);
    left.add(first.from);
    const labels = group.map(({ label }) => label);
    return [linkOf(first, labels, main)];
  });
}

type Arrow = { readonly from: string; readonly to: string; readonly label: EdgeLabel };

function leaving(state: State): Arrow[] {
  if (state.kind === 'final') return [];
  const arrows = state.on.flatMap((handler) => arrowsOf(state.name, handler));
  if (state.kind === 'all') {
    arrows.push({ from: state.name, to: state.onDone, label: plain('done', 'all arrived') });
  }
  if (state.after !== undefined) {
    const text = `after ${inWords(state.after.delay)}`;
    arrows.push({ from: state.name, to: state.after.target, label: plain('deadline', text) });
  }
  return arrows;
}

/** Branches of one event that lead to the same state are one label. */
function arrowsOf(from: string, { event, branches }: Handler): Arrow[] {
  const guards = new Map<string, (string | undefined)[]>();
  for (const { guard, target } of branches) {
    if (target !== undefined) guards.set(target, [...(guards.get(target) ?? []), guard]);
  }
  return [...guards].map(([to, conditions]) => ({ from, to, label: eventLabel(event, conditions) }));
}

function eventLabel(event: string, conditions: readonly (string | undefined)[]): EdgeLabel {
  const sources = conditions.filter((condition) => condition !== undefined);
  const guard = sources.length === 0 ? undefined : sources.join('\nor ');
  const brief = sources
    .map((source) => source.replaceAll(/\s+/gu, ' ').replace(/^detail\./u, ''))
    .join(' or ');
  return {
    kind: 'event',
    name: event,
    text: cutInMiddle(event, TYPE.label, MAX_LABEL),
    guard,
    guardText: guard === undefined ? undefined : `[${cutInMiddle(brief, TYPE.label, MAX_LABEL - 10)}]`,
  };
}

function plain(kind: 'deadline' | 'done', text: string): EdgeLabel {
  return { kind, name: text, text, guard: undefined, guardText: undefined };
}

function linkOf({ from, to }: Arrow, labels: readonly EdgeLabel[], main: boolean): Link {
  const lines = labels.flatMap(({ kind, text, guardText }) => [
    widthOf(text, TYPE.label) + (kind === 'deadline' ? 16 : 0),
    ...(guardText === undefined ? [] : [widthOf(guardText, TYPE.label)]),
  ]);
  return {
    from,
    to,
    labels,
    main,
    width: Math.max(...lines) + 12,
    height: lines.length * TYPE.labelLine + 4,
  };
}
