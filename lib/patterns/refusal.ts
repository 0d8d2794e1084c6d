import type { Node } from './json.ts';

/** Thrown inside the parser where a pattern is not valid; `parsePattern` turns it into its result. */
export class Refusal extends Error {
  /** Where EventBridge's reader stood, as offsets from 0: often one, none where AWS names no place, two inside lists. */
  readonly places: readonly number[];

  constructor(reason: string, ...places: readonly number[]) {
    super(reason);
    this.places = places;
  }
}

/**
 * Where EventBridge's reader stands when it has come to a value: behind a number or a word, but only behind what opens
 * an object, an array or a string. A field's name it takes together with the beginning of the field's value.
 */
export function reached(node: Node): number {
  return node.kind === 'number' || node.kind === 'literal' ? node.end : node.at + 1;
}
