import type { Expression } from './parse.ts';
import { childrenOf, isNode, partsOf, relativeTo, type Node } from './tree.ts';

/** The input itself. No variable has this name. */
export const INPUT = '$';

/** `$context.customer.name` is `{ of: 'context', names: ['customer', 'name'] }`; `detail.id` is read of the input. */
export type PathRead = {
  /** A variable without its `$`, or `INPUT`. */
  readonly of: string;
  /** As far as they are names: none where the whole is taken, or what follows is computed. */
  readonly names: readonly string[];
  /** Of the first of the names; without any, of the variable. */
  readonly position: number;
};

/** Every path the expression reads of its input and of variables, those it defines itself included. */
export function pathsOf(expression: Expression): PathRead[] {
  const found: PathRead[] = [];
  visit(expression.compiled.ast(), true, found);
  return found.sort((a, b) => a.position - b.position);
}

function visit(part: unknown, atInput: boolean, found: PathRead[]): void {
  if (!isNode(part)) {
    for (const child of childrenOf(part)) visit(child, atInput, found);
    return;
  }
  if (part.type === 'path') {
    const steps: unknown[] = Array.isArray(part.steps) ? part.steps : [];
    visitPath(steps, atInput, found);
    visitStages(part, found);
    return;
  }
  if (part.type === 'variable') record(part, [], atInput, found);
  for (const child of partsOf(part)) visit(child, atInput, found);
  for (const child of relativeTo(part)) visit(child, false, found);
}

function visitPath(steps: readonly unknown[], atInput: boolean, found: PathRead[]): void {
  const [first, ...rest] = steps;
  if (isNode(first) && first.type === 'name') {
    if (atInput) found.push({ of: INPUT, names: namesOf(steps), position: beginOf(first) });
    visitStages(first, found);
  } else if (isNode(first) && first.type === 'variable') {
    record(first, rest, atInput, found);
    visitStages(first, found);
  } else visit(first, atInput, found);
  for (const step of rest) {
    if (isNode(step) && step.type === 'name') visitStages(step, found);
    else visit(step, false, found);
  }
}

function visitStages(step: Node, found: PathRead[]): void {
  for (const child of relativeTo(step)) visit(child, false, found);
}

/** `$` is the input only where nothing stands around it; `$$` always is. */
function record(variable: Node, rest: readonly unknown[], atInput: boolean, found: PathRead[]): void {
  const name = String(variable.value);
  if (name === '' && !atInput) return;
  const [next] = rest;
  const names = namesOf(rest);
  found.push({
    of: name === '' || name === '$' ? INPUT : name,
    names,
    position: names.length > 0 && isNode(next) ? beginOf(next) : beginOf(variable) - 1,
  });
}

function namesOf(steps: readonly unknown[]): readonly string[] {
  const end = steps.findIndex((step) => !isNode(step) || step.type !== 'name');
  return (end === -1 ? steps : steps.slice(0, end)).map((step) => (isNode(step) ? String(step.value) : ''));
}

/** jsonata tells where a token ends. */
function beginOf({ value, position }: Node): number {
  return typeof position === 'number' ? Math.max(0, position - String(value).length) : 0;
}
