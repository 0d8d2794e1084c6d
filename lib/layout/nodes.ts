import type { Region, State } from '../definition/model.ts';
import { notesOf } from './notes.ts';
import type { NodeText, PictureNode } from './picture.ts';
import { FRAME_PADDING, noteLines, TYPE } from './picture.ts';
import { cutInMiddle, widthOf, wrap } from './text.ts';

const MIN_WIDTH = 96;
const MAX_TITLE = 128;
const MAX_FRAME_TITLE = 260;
const MAX_TEXT = 168;
const MAX_NOTE = 190;
const PADDING = { x: 14, y: 10 };
/** Room before a member for its tick, and before the title for the state's sign. */
const SIGN = 22;
const DOT = { start: 18, initial: 12 } as const;
/** Titles are set bold, which is wider. */
const BOLD = TYPE.title * 1.12;

export type Sized = Pick<PictureNode, 'id' | 'kind' | 'width' | 'height'> & NodeText;

export function dotNode(id: string, kind: 'start' | 'initial'): Sized {
  return {
    id,
    kind,
    width: DOT[kind],
    height: DOT[kind],
    title: [],
    members: [],
    notes: [],
    outcome: undefined,
  };
}

/** What stands for every state of a frame, or of the choreography. */
export function everyNode(id: string, title: string, notes: readonly string[]): Sized {
  return boxed({ id, kind: 'every', title, events: [], notes, outcome: undefined });
}

/** A state without inner ones. */
export function leafNode(state: Extract<State, { kind: 'wait' | 'all' | 'task' | 'final' }>): Sized {
  return boxed({
    id: state.name,
    kind: state.kind,
    title: state.name,
    events: state.kind === 'all' ? state.members.map(({ event }) => event) : [],
    notes: notesOf(state),
    outcome: state.kind === 'final' ? state.outcome : undefined,
  });
}

type Content = Pick<Sized, 'id' | 'kind' | 'outcome'> & {
  readonly title: string;
  readonly events: readonly string[];
  readonly notes: readonly string[];
};

function boxed({ id, kind, outcome, ...content }: Content): Sized {
  const title = wrap(content.title, BOLD, kind === 'every' ? MAX_FRAME_TITLE : MAX_TITLE, 3);
  const members = content.events.map((event) => ({ event, text: cutInMiddle(event, TYPE.note, MAX_TEXT) }));
  const notes = content.notes.map((note) => wrap(note, TYPE.note, MAX_NOTE, 3).join('\n'));
  const widest = Math.max(
    ...title.map((line) => widthOf(line, BOLD) + SIGN),
    ...members.map(({ text }) => widthOf(text, TYPE.note) + SIGN),
    ...noteLines(notes).map((note) => widthOf(note, TYPE.note)),
  );
  const lines = title.length + members.length + noteLines(notes).length;
  const gap = members.length > 0 ? 8 : 0;
  return {
    id,
    kind,
    width: Math.max(MIN_WIDTH, widest + 2 * PADDING.x),
    height: lines * TYPE.lineHeight + gap + 2 * PADDING.y,
    title,
    members,
    notes,
    outcome,
  };
}

/** The head of a frame: its height is only that of what stands above the inner states. */
export function frameNode(state: Extract<State, { kind: 'compound' | 'parallel' | 'forEach' }>): Sized {
  return headed(state.name, state.kind, state.name, notesOf(state));
}

export function regionNode(id: string, { name }: Region): Sized {
  return headed(id, 'region', name, []);
}

function headed(id: string, kind: PictureNode['kind'], name: string, written: readonly string[]): Sized {
  const title = wrap(name, BOLD, MAX_FRAME_TITLE, 2);
  const notes = written.map((note) => wrap(note, TYPE.note, MAX_FRAME_TITLE, 2).join('\n'));
  const widest = Math.max(
    ...title.map((line) => widthOf(line, BOLD) + SIGN),
    ...noteLines(notes).map((note) => widthOf(note, TYPE.note)),
  );
  return {
    id,
    kind,
    width: Math.max(MIN_WIDTH, widest + 2 * FRAME_PADDING.x),
    height: (title.length + noteLines(notes).length) * TYPE.lineHeight + 2 * FRAME_PADDING.y,
    title,
    members: [],
    notes,
    outcome: undefined,
  };
}
