import type { Expression } from './parse.ts';
import type { Reference } from './references.ts';
import { childrenOf, isNode, partsOf, type Node } from './tree.ts';

/**
 * The fields an expression reads of its input itself, in the order of the source: of `detail.items[price > 1]` only
 * `detail`, for what stands in a filter, or after a dot, is read of something else.
 */
export function rootFieldsOf(expression: Expression): Reference[] {
  const found: Reference[] = [];
  visit(expression.compiled.ast(), found);
  return found.sort((a, b) => a.position - b.position);
}

function visit(part: unknown, found: Reference[]): void {
  if (!isNode(part)) {
    for (const child of childrenOf(part)) visit(child, found);
    return;
  }
  switch (part.type) {
    case 'path': {
      const steps: unknown[] = Array.isArray(part.steps) ? part.steps : [];
      const [first] = steps;
      if (isNode(first) && first.type === 'name') found.push(reference(first));
      else visit(first, found);
      return;
    }
    case 'transform':
      // What it changes is read of what its pattern finds.
      visit(part.pattern, found);
      return;
    default:
      for (const child of partsOf(part)) visit(child, found);
  }
}

/** jsonata tells where a token ends. */
function reference({ value, position }: Node): Reference {
  const name = String(value);
  return { name, position: typeof position === 'number' ? Math.max(0, position - name.length) : 0 };
}
