import type { Expression } from './parse.ts';
import { childrenOf, isNode, partsOf } from './tree.ts';

/**
 * What an expression reads of its input itself, each name once, in the order of the source; `$$` is the input. What
 * functions in it read of it is left out.
 */
export function topLevelNamesOf({ compiled }: Expression): readonly string[] {
  const found = new Set<string>();
  visit(compiled.ast(), found);
  return [...found];
}

/** They read of what they are applied to. */
const APART = ['lambda', 'transform'];

function visit(part: unknown, found: Set<string>): void {
  if (!isNode(part)) {
    for (const child of childrenOf(part)) visit(child, found);
    return;
  }
  if (APART.includes(part.type)) return;
  if (part.type === 'variable' && part.value === '$') found.add('$$');
  if (part.type !== 'path') {
    for (const child of partsOf(part)) visit(child, found);
    return;
  }
  const steps: unknown[] = Array.isArray(part.steps) ? part.steps : [];
  const [first] = steps;
  if (isNode(first) && first.type === 'name') found.add(String(first.value));
  else visit(first, found);
}
