import type { Expression } from './parse.ts';
import { childrenOf, isNode, type Node } from './tree.ts';

/**
 * Whether an expression has something of which a single step may take for ever, or all memory: matching a regular
 * expression, a range, what makes a value twice as large at every turn, functions whose work is not in proportion to
 * what they get. Counting steps and sizes between them stops everything else.
 */
export function mayBeUnbounded({ compiled }: Expression): boolean {
  const seen = { binds: 0 };
  return anyOf(compiled.ast(), seen) || seen.binds > FEW_BINDS;
}

/** Each may double a value. */
const FEW_BINDS = 6;

const FUNCTIONS = new Set(['distinct', 'eval', 'formatNumber', 'pad', 'parseInteger', 'reduce', 'toMillis']);

/** They call the function that they are given once for each item, and put nothing of it together. */
const EACH = new Set(['each', 'filter', 'map', 'sift', 'single', 'sort']);

const KINDS = new Set(['regex', 'transform', 'lambda', 'partial', 'apply']);

function anyOf(part: unknown, seen: { binds: number }): boolean {
  if (!isNode(part)) return childrenOf(part).some((child) => anyOf(child, seen));
  if (part.type === 'bind') seen.binds += 1;
  if (part.type === 'binary' && part['value'] === '..') return true;
  if (part.type === 'function') return isUnboundedCall(part, seen);
  if (part.type === 'variable' && FUNCTIONS.has(String(part['value']))) return true;
  // The parser's own, where a function's last call is put off; nobody can call it twice.
  if (part.type === 'lambda' && part['thunk'] === true) return anyOf(part['body'], seen);
  return KINDS.has(part.type) || childrenOf(part).some((child) => anyOf(child, seen));
}

function isUnboundedCall(call: Node, seen: { binds: number }): boolean {
  const procedure = call['procedure'];
  const name = isNode(procedure) && procedure.type === 'variable' ? String(procedure['value']) : undefined;
  const given: readonly unknown[] = Array.isArray(call['arguments']) ? call['arguments'] : [];
  if (name === undefined || (FUNCTIONS.has(name) && !isHarmless(name, given))) return true;
  const rest = Object.entries(call).filter(([key]) => key !== 'procedure' && key !== 'arguments');
  return (
    rest.some(([, child]) => anyOf(child, seen)) ||
    given.some((argument) => {
      const body =
        EACH.has(name) && isNode(argument) && argument.type === 'lambda' ? argument['body'] : argument;
      return anyOf(body, seen);
    })
  );
}

const WIDEST = 1_000_000;

function isHarmless(name: string, given: readonly unknown[]): boolean {
  const [, second] = given;
  // With one argument it reads ISO 8601; with two it makes a regular expression of the second.
  if (name === 'toMillis') return second === undefined;
  const width = isNode(second) && second.type === 'number' ? Number(second['value']) : Infinity;
  return name === 'pad' && width <= WIDEST;
}
