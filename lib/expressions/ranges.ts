import type { Expression } from './parse.ts';
import { childrenOf, isNode } from './tree.ts';

/** How many numbers a range that is written out may have. Making one is a single step, however long it is. */
export const MAX_RANGE = 100_000;

/** Ranges such as `[1..10000000]`, as they are written, that have more numbers than that. */
export function hugeRanges(expression: Expression): { readonly text: string; readonly position: number }[] {
  return rangesIn(expression.compiled.ast());
}

function rangesIn(part: unknown): { readonly text: string; readonly position: number }[] {
  const inner = childrenOf(part).flatMap(rangesIn);
  if (!isNode(part) || part.type !== 'binary' || part.value !== '..') return inner;
  const [low, high] = [numberOf(part.lhs), numberOf(part.rhs)];
  if (low === undefined || high === undefined || high - low < MAX_RANGE) return inner;
  const position = isNode(part.lhs) && typeof part.lhs.position === 'number' ? part.lhs.position : 0;
  return [...inner, { text: `${low}..${high}`, position: Math.max(0, position - String(low).length) }];
}

function numberOf(part: unknown): number | undefined {
  return isNode(part) && part.type === 'number' && typeof part.value === 'number' ? part.value : undefined;
}
