/** A node of jsonata's syntax tree, of which its types tell little. */
export type Node = { readonly type: string; readonly [key: string]: unknown };

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Bookkeeping of jsonata's parser, no part of what the author wrote. */
const BOOKKEEPING = new Set(['slot', 'ancestor', 'seekingParent', 'signature']);

/** Everything below a part of the tree, nodes and lists of nodes alike. */
export function childrenOf(part: unknown): unknown[] {
  if (typeof part !== 'object' || part === null || part instanceof RegExp) return [];
  if (Array.isArray(part)) return part;
  return Object.entries(part)
    .filter(([key]) => !BOOKKEEPING.has(key))
    .map(([, value]: [string, unknown]) => value);
}

/** What stands under these is read of what stands before it, and not of what the node itself is. */
const RELATIVE: readonly string[] = ['predicate', 'stages', 'group'];

/** What a node says of what stands before it: filters, positions, groupings. */
export function relativeTo(node: Node): unknown[] {
  return RELATIVE.map((key) => node[key]).filter((child) => child !== undefined);
}

/** Everything below a node but that. */
export function partsOf(node: Node): unknown[] {
  return childrenOf(Object.fromEntries(Object.entries(node).filter(([key]) => !RELATIVE.includes(key))));
}
