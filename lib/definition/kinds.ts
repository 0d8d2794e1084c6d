import type { Data } from './data.ts';
import type { DraftKind } from './draft.ts';
import { memberOf } from './read-data.ts';

/** Keys that make a state one of a kind, those first that say most. */
const MARKS: readonly (readonly [key: string, kind: DraftKind])[] = [
  ['final', 'final'],
  ['forEach', 'forEach'],
  ['parallel', 'parallel'],
  ['states', 'compound'],
  ['all', 'all'],
  ['task', 'task'],
  ['initial', 'compound'],
];

export const KIND_MARKS: readonly string[] = MARKS.map(([key]) => key);

/** The kind its keys speak for; a wait has no mark. Marks of two kinds are a problem of the shape. */
export function kindOf(state: Data): DraftKind {
  return MARKS.find(([key]) => memberOf(state, key) !== undefined)?.[1] ?? 'wait';
}
