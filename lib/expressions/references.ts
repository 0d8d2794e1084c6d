import type { Expression } from './parse.ts';
import { childrenOf, isNode, type Node } from './tree.ts';

/** A variable or function an expression takes from outside: `name` is without its `$`. */
export type Reference = { readonly name: string; readonly position: number };

/** Functions that must not decide anything: another evaluation gives another answer, or Step Functions has none. */
export const REFUSED_FUNCTIONS: readonly string[] = ['random', 'shuffle', 'eval'];

/**
 * What the expression reads and does not define itself, functions included, in the order of the source. `$` and `$$`
 * are not variables.
 */
export function referencesOf(expression: Expression): Reference[] {
  const found: Reference[] = [];
  visit(expression.compiled.ast(), new Set(), found);
  return found.sort((a, b) => a.position - b.position);
}

/** The references to `$random`, `$shuffle` and `$eval`. */
export function refusedFunctions(expression: Expression): Reference[] {
  return referencesOf(expression).filter(({ name }) => REFUSED_FUNCTIONS.includes(name));
}

/** `scope` holds what is defined so far; it grows as definitions are passed. */
function visit(part: unknown, scope: Set<string>, found: Reference[]): void {
  if (!isNode(part)) {
    for (const child of childrenOf(part)) visit(child, scope, found);
    return;
  }
  if (part.type === 'variable') {
    const name = String(part.value);
    if (name !== '' && name !== '$' && !scope.has(name)) found.push({ name, position: beginOf(part, name) });
  }
  for (const binding of ['focus', 'index'] as const) {
    const name = part[binding];
    if (typeof name === 'string') scope.add(name);
  }
  switch (part.type) {
    case 'lambda':
      visit(part.body, new Set([...scope, ...parameters(part)]), found);
      return;
    case 'block':
      for (const child of childrenOf(part)) visitAll(child, scope, found);
      return;
    case 'bind':
      defines(part, scope, found);
      return;
    default:
      for (const child of childrenOf(part)) visit(child, scope, found);
  }
}

/** A block's expressions share one new scope. */
function visitAll(part: unknown, scope: Set<string>, found: Reference[]): void {
  const inner = new Set(scope);
  for (const child of Array.isArray(part) ? part : [part]) visit(child, inner, found);
}

function defines(part: Node, scope: Set<string>, found: Reference[]): void {
  const name = isNode(part.lhs) ? String(part.lhs.value) : '';
  // A function may call itself, so its name is known inside it.
  const recursive = isNode(part.rhs) && part.rhs.type === 'lambda';
  if (recursive) scope.add(name);
  visit(part.rhs, scope, found);
  scope.add(name);
}

function parameters(lambda: Node): string[] {
  const list: unknown[] = Array.isArray(lambda.arguments) ? lambda.arguments : [];
  return list.filter(isNode).map((parameter) => String(parameter.value));
}

/** jsonata tells where a token ends. */
function beginOf(node: Node, name: string): number {
  return typeof node.position === 'number' ? Math.max(0, node.position - name.length - 1) : 0;
}
