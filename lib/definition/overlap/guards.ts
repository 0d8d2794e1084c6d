import { parseExpression } from '../../expressions/parse.ts';
import { isNode, type Node } from '../../expressions/tree.ts';
import { bounded, exclusive, oneOf, type Demand, type Literal } from './demand.ts';

/** What one way to fulfil a guard demands of the event's fields, by their path as JSON. */
type Way = ReadonlyMap<string, readonly Demand[]>;

const MAX_WAYS = 64;

/**
 * Whether surely no event fulfils both guards: each way to fulfil one of them and each way to fulfil the other demand
 * values of a field that exclude each other, `detail.kind = "a"` and `detail.kind in ["b", "c"]`.
 */
export function guardsExclude(a: string, b: string): boolean {
  const [ways, others] = [waysOf(a), waysOf(b)];
  return ways.every((way) => others.every((other) => apart(way, other)));
}

function apart(a: Way, b: Way): boolean {
  return [...a].some(([field, demands]) =>
    (b.get(field) ?? []).some((other) => demands.some((demand) => exclusive(demand, other))),
  );
}

function waysOf(guard: string): readonly Way[] {
  const parsed = parseExpression(guard);
  return parsed.kind === 'invalid' ? [new Map()] : waysIn(parsed.expression.compiled.ast());
}

function waysIn(part: unknown): readonly Way[] {
  const node = unwrapped(part);
  if (node?.type !== 'binary') return [new Map()];
  if (node.value === 'and') {
    const [left, right] = [waysIn(node.lhs), waysIn(node.rhs)];
    if (left.length * right.length > MAX_WAYS) return [new Map()];
    return left.flatMap((one) => right.map((two) => both(one, two)));
  }
  if (node.value === 'or') {
    const ways = [...waysIn(node.lhs), ...waysIn(node.rhs)];
    return ways.length > MAX_WAYS ? [new Map()] : ways;
  }
  return [comparison(String(node.value), node.lhs, node.rhs)];
}

function both(a: Way, b: Way): Way {
  const fields = new Set([...a.keys(), ...b.keys()]);
  return new Map([...fields].map((field) => [field, [...(a.get(field) ?? []), ...(b.get(field) ?? [])]]));
}

const FLIPPED: ReadonlyMap<string, string> = new Map([
  ['=', '='],
  ['<', '>'],
  ['>', '<'],
  ['<=', '>='],
  ['>=', '<='],
]);

function comparison(sign: string, lhs: unknown, rhs: unknown): Way {
  const field = fieldOf(lhs);
  if (field !== undefined) return demanding(field, sign, rhs);
  const [flipped, other] = [FLIPPED.get(sign), fieldOf(rhs)];
  return other === undefined || flipped === undefined ? new Map() : demanding(other, flipped, lhs);
}

function demanding(field: string, sign: string, value: unknown): Way {
  const literals = literalsOf(value);
  const [first] = literals ?? [];
  if (literals === undefined) return new Map();
  if (sign === 'in' || (sign === '=' && isNode(value) && value.type !== 'unary'))
    return new Map([[field, [oneOf(literals)]]]);
  const demand = typeof first === 'number' ? bounded(sign, first) : undefined;
  return demand === undefined ? new Map() : new Map([[field, [demand]]]);
}

/** Brackets around a single expression say nothing. */
function unwrapped(part: unknown): Node | undefined {
  if (!isNode(part)) return undefined;
  const inner: unknown[] = part.type === 'block' && Array.isArray(part.expressions) ? part.expressions : [];
  return inner.length === 1 ? unwrapped(inner[0]) : part;
}

/** The path of a field of the event, as JSON. */
function fieldOf(part: unknown): string | undefined {
  const node = unwrapped(part);
  if (node?.type !== 'path' || node.group !== undefined || !Array.isArray(node.steps)) return undefined;
  const steps: unknown[] = node.steps;
  const plain = steps.every((step) => isNode(step) && step.type === 'name' && step.stages === undefined);
  return plain ? JSON.stringify(steps.map((step) => (isNode(step) ? step.value : ''))) : undefined;
}

function literalsOf(part: unknown): readonly Literal[] | undefined {
  const node = unwrapped(part);
  if (node === undefined) return undefined;
  if (node.type === 'unary' && node.value === '[' && Array.isArray(node.expressions)) {
    const items = node.expressions.map((item: unknown) => literalOf(item));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  const literal = literalOf(node);
  return literal === undefined ? undefined : [literal];
}

function literalOf(part: unknown): Literal | undefined {
  if (!isNode(part) || !['string', 'number', 'value'].includes(part.type)) return undefined;
  const { value } = part;
  return typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    value === null
    ? value
    : undefined;
}
