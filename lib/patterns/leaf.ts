import { comparable } from './numbers.ts';

/** A number of the event: its spelling, and its value if that can be compared. */
export type Numeral = { readonly text: string; readonly value: number | undefined };

/** A value at the end of a path. Objects and arrays are no values: only what is in them is. */
export type Leaf = string | boolean | null | Numeral;

export function numeral(text: string): Numeral {
  return { text, value: comparable(text) };
}

export function isNumeral(leaf: Leaf): leaf is Numeral {
  return typeof leaf === 'object' && leaf !== null;
}
