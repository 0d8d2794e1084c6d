import type { JsonObject } from '../json.ts';
import type { Json } from '../service.ts';

/** Where lists and maps are numbered without a word between: what `Attribute.1.Name` belongs to. */
export type FormStyle = {
  readonly lists: { readonly [name: string]: string };
  readonly maps: { readonly [name: string]: string };
};

type Node = Map<string, Node | string>;

/** A batch entry's attribute's value has seven steps. */
const DEEPEST = 10;

/**
 * The fields of a form in AWS's query protocol as the object they stand for: `A.member.1` is an item of the list A,
 * `A.entry.1.key` and `.value` (or `.Name` and `.Value`) an entry of the map A.
 */
export function formOf(form: URLSearchParams, style: FormStyle): JsonObject {
  const root: Node = new Map();
  for (const [name, value] of form) {
    const way = name.split('.', DEEPEST);
    if (name !== 'Action' && name !== 'Version') put(root, way, value);
  }
  return objectIn(root, style);
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

function objectIn(node: Node, style: FormStyle): JsonObject {
  return Object.fromEntries([...node].map(([name, value]) => memberIn(name, value, style)));
}

function memberIn(name: string, value: Node | string, style: FormStyle): readonly [string, Json] {
  const list = Object.hasOwn(style.lists, name) ? style.lists[name] : undefined;
  if (typeof value === 'object' && list !== undefined)
    return [list, numbered(value).map((item) => valueIn(item, style))];
  const map = Object.hasOwn(style.maps, name) ? style.maps[name] : undefined;
  if (typeof value === 'object' && map !== undefined) return [map, mapOf(value, style)];
  return [name, valueIn(value, style)];
}

function valueIn(node: Node | string, style: FormStyle): Json {
  if (typeof node === 'string') return node;
  const [members, entries] = [node.get('member'), node.get('entry')];
  if (members instanceof Map) return numbered(members).map((item) => valueIn(item, style));
  if (entries instanceof Map) return mapOf(entries, style);
  return objectIn(node, style);
}

function mapOf(entries: Node, style: FormStyle): JsonObject {
  return Object.fromEntries(numbered(entries).map((entry) => entryIn(entry, style)));
}

function numbered(node: Node): readonly (Node | string)[] {
  return [...node].sort(([one], [other]) => Number(one) - Number(other)).map(([, value]) => value);
}

const KEYS = ['key', 'Key', 'Name'];
const VALUES = ['value', 'Value'];

function entryIn(node: Node | string, style: FormStyle): readonly [string, Json] {
  if (typeof node === 'string') return ['', node];
  const [key, value] = [KEYS, VALUES].map((names) =>
    names.map((name) => node.get(name)).find((found) => found !== undefined),
  );
  return [typeof key === 'string' ? key : '', valueIn(value ?? '', style)];
}
