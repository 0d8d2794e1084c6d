/**
 * Which expressions over `$context` and `$id` can be left to a state machine, where one that fails ends the execution and
 * nothing catches it: those that cannot fail, or only for reasons that can be asked for beforehand.
 */
import { expressionOf } from './cached.ts';
import { childrenOf, isNode, type Node } from './tree.ts';

/** JSONata that has the value true exactly where the guard holds, and never fails. Undefined where nobody can tell. */
export function certainGuard(source: string): string | undefined {
  const node = treeOf(source);
  const needs = node === undefined ? undefined : needsOf(node, true);
  if (needs === undefined) return undefined;
  return needs.length === 0 ? `(${source}) = true` : `(${needs.join(' and ')} ? (${source}) : false) = true`;
}

/** An expression that has a value wherever `needs`, itself never failing, is true. Undefined where nobody can tell. */
export function certainValue(source: string): { readonly needs: readonly string[] } | undefined {
  const node = treeOf(source);
  // A text made of others could grow beyond what a context may come to.
  if (node === undefined || typeOf(node) === 'any' || node.value === '&') return undefined;
  const needs = needsOf(node, true);
  return needs === undefined ? undefined : { needs };
}

/** Step Functions stops an expression that nests more than 100 deep; what is asked for beforehand stands around it. */
const DEEPEST = 60;

function treeOf(source: string): Node | undefined {
  const ast: unknown = expressionOf(source)?.compiled.ast();
  return isNode(ast) && !isDeeper(ast, DEEPEST) ? ast : undefined;
}

function isDeeper(part: unknown, levels: number): boolean {
  const left = isNode(part) ? levels - 1 : levels;
  return left < 0 || childrenOf(part).some((child) => isDeeper(child, left));
}

type Type = 'number' | 'string' | 'boolean' | 'list' | 'any';

const COMPARING: readonly unknown[] = ['<', '<=', '>', '>='];
/** Nor division: by zero it fails. */
const COUNTING: readonly unknown[] = ['+', '-', '*'];
const FUNCTIONS: { readonly [name: string]: Type } = {
  not: 'boolean',
  exists: 'boolean',
  boolean: 'boolean',
  count: 'number',
};

/**
 * What must be true for the value not to fail. `leading`: it is evaluated whatever else is, and its failing is the
 * failing of the whole; elsewhere nothing may be needed.
 */
function needsOf(node: Node, leading: boolean): string[] | undefined {
  if (['predicate', 'stages', 'group', 'focus', 'index'].some((key) => key in node)) return undefined;
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
      return [];
    case 'variable':
    case 'path':
      return pathOf(node) === undefined ? undefined : [];
    case 'block':
      return partsNeed(node.expressions, leading, 1);
    case 'function':
      return functionNeeds(node);
    case 'unary':
      return node.value === '[' ? partsNeed(node.expressions, false) : undefined;
    case 'binary':
      return binaryNeeds(node, leading);
    default:
      return undefined;
  }
}

function partsNeed(parts: unknown, leading: boolean, most = Infinity): string[] | undefined {
  const nodes: unknown[] = Array.isArray(parts) ? parts : [];
  if (nodes.length > most) return undefined;
  const needs = nodes.map((part) => (isNode(part) ? needsOf(part, leading) : undefined));
  return needs.every((each) => each !== undefined) ? needs.flat() : undefined;
}

function functionNeeds({ procedure, arguments: given }: Node): string[] | undefined {
  const name = isNode(procedure) ? String(procedure.value) : '';
  if (!Object.hasOwn(FUNCTIONS, name) || !Array.isArray(given) || given.length !== 1) return undefined;
  const needs = partsNeed(given, false);
  return needs?.length === 0 ? [] : undefined;
}

function binaryNeeds({ value, lhs, rhs }: Node, leading: boolean): string[] | undefined {
  if (!isNode(lhs) || !isNode(rhs)) return undefined;
  if (value === 'and') {
    const needs = partsNeed([lhs, rhs], leading);
    return needs === undefined || leading || needs.length === 0 ? needs : undefined;
  }
  if (['=', '!=', 'or', 'in', '&'].some((operator) => operator === value)) {
    const needs = partsNeed([lhs, rhs], false);
    return needs?.length === 0 ? [] : undefined;
  }
  const compares = COMPARING.includes(value);
  if (!compares && !COUNTING.includes(value)) return undefined;
  const inner = partsNeed([lhs, rhs], false);
  const needs = compares ? comparable(lhs, rhs) : [...(countable(lhs) ?? ['']), ...(countable(rhs) ?? [''])];
  if (inner === undefined || inner.length > 0 || needs === undefined || needs.includes('')) return undefined;
  return leading || needs.length === 0 ? needs : undefined;
}

function comparable(lhs: Node, rhs: Node): string[] | undefined {
  const [left, right] = [typeOf(lhs), typeOf(rhs)];
  if (left === right && left !== 'any') return left === 'number' || left === 'string' ? [] : undefined;
  const [known, path] = left === 'any' ? [right, pathOf(lhs)] : [left, pathOf(rhs)];
  if ((known !== 'number' && known !== 'string') || path === undefined) return undefined;
  return [`$type(${path}) = "${known}"`];
}

/** So large that it stays a number whatever is done to it once. */
const LARGE = '1e100';

function countable(node: Node): string[] | undefined {
  if (typeOf(node) === 'number') return [];
  const path = pathOf(node);
  return path === undefined ? undefined : [`($type(${path}) = "number" ? $abs(${path}) < ${LARGE} : false)`];
}

function typeOf(node: Node): Type {
  switch (node.type) {
    case 'string':
      return 'string';
    case 'number':
      return 'number';
    case 'value':
      return typeof node.value === 'boolean' ? 'boolean' : 'any';
    case 'function':
      return isNode(node.procedure) ? (FUNCTIONS[String(node.procedure.value)] ?? 'any') : 'any';
    case 'block': {
      const parts: unknown[] = Array.isArray(node.expressions) ? node.expressions : [];
      const [only] = parts;
      return isNode(only) ? typeOf(only) : 'any';
    }
    case 'unary':
      return node.value === '[' ? 'list' : 'any';
    case 'binary':
      if (node.value === '&') return 'string';
      return COUNTING.includes(node.value) ? 'number' : 'boolean';
    default:
      return 'any';
  }
}

/** `$id`, `$context`, or fields of it, as JSONata; undefined for anything else. */
function pathOf(node: Node): string | undefined {
  if (node.type === 'variable') return rootOf(node);
  if (node.type !== 'path') return undefined;
  const [first, ...names] = (Array.isArray(node.steps) ? node.steps : []).filter(isNode);
  const root = first === undefined || first.type !== 'variable' ? undefined : rootOf(first);
  const plain = names.every((step) => step.type === 'name' && !('stages' in step) && !('predicate' in step));
  if (root === undefined || !plain) return undefined;
  return [root, ...names.map(({ value }) => JSON.stringify(String(value)))].join('.');
}

function rootOf({ value }: Node): string | undefined {
  return value === 'context' || value === 'id' ? `$${value}` : undefined;
}
