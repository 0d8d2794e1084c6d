import type { Node } from './json.ts';
import { numeral, type Leaf } from './leaf.ts';
import type { Pattern } from './pattern.ts';

/** In which element of which arrays of the event something stands, from the innermost out; undefined: in none. */
export type Within = { readonly array: number; readonly index: number; readonly outer: Within } | undefined;

export type Field = { readonly leaf: Leaf; readonly within: Within };

/** The event's values at the pattern's paths. */
export type Fields = ReadonlyMap<string, readonly Field[]>;

/** Of an event as `JSON.parse` gives it. */
export function fieldsOf(event: unknown, pattern: Pattern): Fields {
  const collector = new Collector(pattern);
  const visit = (value: unknown, path: string | undefined, within: Within): void => {
    if (Array.isArray(value))
      collector.array(value.length, within, (index, inner) => {
        const item: unknown = value[index];
        visit(item, path, typeof item === 'object' && item !== null ? inner : within);
      });
    else if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value)) {
        const inner = path === undefined ? key : `${path}.${key}`;
        if (collector.leadsOn(inner)) visit(member, inner, within);
      }
    else if (typeof value === 'number') collector.leaf(path, numeral(String(value)), within);
    else if (typeof value === 'string' || typeof value === 'boolean' || value === null)
      collector.leaf(path, value, within);
  };
  visit(event, undefined, undefined);
  return collector.fields;
}

/** Of an event as `readJson` gives it: with keys given twice, both count; numbers keep their spelling. */
export function fieldsOfJson(event: Node, pattern: Pattern): Fields {
  const collector = new Collector(pattern);
  const visit = (node: Node, path: string | undefined, within: Within): void => {
    switch (node.kind) {
      case 'array':
        collector.array(node.items.length, within, (index, inner) => {
          const item = node.items[index];
          if (item === undefined) return;
          visit(item, path, item.kind === 'object' || item.kind === 'array' ? inner : within);
        });
        return;
      case 'object':
        for (const { key, value } of node.members) {
          const inner = path === undefined ? key : `${path}.${key}`;
          if (collector.leadsOn(inner)) visit(value, inner, within);
        }
        return;
      case 'number':
        collector.leaf(path, numeral(node.text), within);
        return;
      case 'string':
      case 'literal':
        collector.leaf(path, node.value, within);
    }
  };
  visit(event, undefined, undefined);
  return collector.fields;
}

class Collector {
  readonly fields = new Map<string, Field[]>();
  private readonly pattern: Pattern;
  private arrays = 0;

  constructor(pattern: Pattern) {
    this.pattern = pattern;
  }

  leadsOn(path: string): boolean {
    return this.pattern.prefixes.has(path) || this.pattern.paths.has(path);
  }

  array(length: number, outer: Within, visit: (index: number, inner: Within) => void): void {
    const array = this.arrays;
    this.arrays += 1;
    for (let index = 0; index < length; index += 1) visit(index, { array, index, outer });
  }

  leaf(path: string | undefined, leaf: Leaf, within: Within): void {
    if (path === undefined || !this.pattern.paths.has(path)) return;
    const fields = this.fields.get(path);
    if (fields === undefined) this.fields.set(path, [{ leaf, within }]);
    else fields.push({ leaf, within });
  }
}
