import type { Data } from './data.ts';
import type { DraftKind } from './draft.ts';
import { entriesOf } from './read-data.ts';

/** Keys that make a state one of a kind. A wait has none: any state that is not of another kind. */
const MARKS: ReadonlyMap<string, DraftKind> = new Map([
  ['final', 'final'],
  ['forEach', 'forEach'],
  ['parallel', 'parallel'],
  ['states', 'compound'],
  ['all', 'all'],
  ['task', 'task'],
  ['initial', 'compound'],
]);

/** The marks of its kinds, one of each kind. More than one is a problem. */
export function marksOf(state: Data): readonly string[] {
  const keys = new Set(entriesOf(state).map(([key]) => key));
  const marks = [...MARKS.keys()].filter((mark) => keys.has(mark));
  return marks.filter(
    (mark, index) => marks.findIndex((other) => kindOfMark(other) === kindOfMark(mark)) === index,
  );
}

/** The kind its keys speak for, of several the one that says most. */
export function kindOf(state: Data): DraftKind {
  const [mark] = marksOf(state);
  return mark === undefined ? 'wait' : kindOfMark(mark);
}

function kindOfMark(mark: string): DraftKind {
  return MARKS.get(mark) ?? 'wait';
}
