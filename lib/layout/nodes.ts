import type { Choreography, State } from '../definition/model.ts';
import { inWords } from './durations.ts';
import type { NodeText, PictureNode } from './picture.ts';
import { START_NODE, TYPE } from './picture.ts';
import { cutInMiddle, widthOf, wrap } from './text.ts';

const MIN_WIDTH = 96;
const MAX_TITLE = 128;
const MAX_TEXT = 168;
const PADDING = { x: 14, y: 10 };
/** Room before a member for its tick, and before the title for the state's sign. */
const SIGN = 22;
const START_SIZE = 18;
/** Titles are set bold, which is wider. */
const BOLD = TYPE.title * 1.12;

export type Sized = Pick<PictureNode, 'id' | 'kind' | 'width' | 'height'> & NodeText;

/** The start dot, then every state in the author's order. */
export function nodesOf(choreography: Choreography): Sized[] {
  const start: Sized = {
    id: START_NODE,
    kind: 'start',
    width: START_SIZE,
    height: START_SIZE,
    title: [],
    members: [],
    notes: [],
    outcome: undefined,
  };
  return [start, ...choreography.states.map((state) => sized(state))];
}

function sized(state: State): Sized {
  const title = wrap(state.name, BOLD, MAX_TITLE, 3);
  const members = state.kind === 'all' ? state.members : [];
  const shown = members.map((event) => ({ event, text: cutInMiddle(event, TYPE.note, MAX_TEXT) }));
  const notes = notesOf(state).map((note) => cutInMiddle(note, TYPE.note, MAX_TEXT + SIGN));
  const widest = Math.max(
    ...title.map((line) => widthOf(line, BOLD) + SIGN),
    ...shown.map(({ text }) => widthOf(text, TYPE.note) + SIGN),
    ...notes.map((note) => widthOf(note, TYPE.note)),
  );
  const lines = title.length + shown.length + notes.length;
  const gap = shown.length > 0 ? 8 : 0;
  return {
    id: state.name,
    kind: state.kind,
    width: Math.max(MIN_WIDTH, widest + 2 * PADDING.x),
    height: lines * TYPE.lineHeight + gap + 2 * PADDING.y,
    title,
    members: shown,
    notes,
    outcome: state.kind === 'final' ? state.outcome : undefined,
  };
}

/** Events that change nothing in the picture are told inside the box: dropped ones, and those that lead to itself. */
function notesOf(state: State): string[] {
  if (state.kind === 'final') return [];
  const due = state.due === undefined ? [] : [`due in ${inWords(state.due)}`];
  const inside = state.on.flatMap(({ event, branches }) => [
    ...(branches.some(({ target }) => target === state.name) ? [`↻ ${event}`] : []),
    ...(branches.every(({ target }) => target === undefined) ? [`drops ${event}`] : []),
  ]);
  return [...due, ...inside];
}
