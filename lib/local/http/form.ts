import type { JsonObject } from '../json.ts';
import type { Json } from '../service.ts';

type Node = Map<string, Node | string>;

/** A batch entry's attribute's value has seven steps. */
const DEEPEST = 10;

/**
 * The fields of a form in AWS's query protocol as the object they stand for: `A.member.1` is an item of the list A,
 * `A.entry.1.key` and `.value` (or `.Name` and `.Value`) an entry of the map A.
 */
export function formOf(form: URLSearchParams): JsonObject {
  const root: Node = new Map();
  for (const [name, value] of form) {
    const way = name.split('.', DEEPEST);
    if (name !== 'Action' && name !== 'Version') put(root, way, value);
  }
  return objectIn(root);
}

function put(node: Node, [head = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    node.set(head, value);
    return;
  }
  const known = node.get(head);
  const inner: Node = typeof known === 'object' ? known : new Map<string, Node | string>();
  node.set(head, inner);
  put(inner, rest, value);
}

function objectIn(node: Node): JsonObject {
  return Object.fromEntries([...node].map(([name, value]) => [name, valueIn(value)] as const));
}

function valueIn(node: Node | string): Json {
  if (typeof node === 'string') return node;
  const [members, entries] = [node.get('member'), node.get('entry')];
  if (members instanceof Map) return numbered(members).map(valueIn);
  if (entries instanceof Map) return Object.fromEntries(numbered(entries).map(entryIn));
  return objectIn(node);
}

function numbered(node: Node): readonly (Node | string)[] {
  return [...node].sort(([one], [other]) => Number(one) - Number(other)).map(([, value]) => value);
}

function entryIn(node: Node | string): readonly [string, Json] {
  if (typeof node === 'string') return ['', node];
  const key = node.get('key') ?? node.get('Name');
  return [typeof key === 'string' ? key : '', valueIn(node.get('value') ?? node.get('Value') ?? '')];
}
