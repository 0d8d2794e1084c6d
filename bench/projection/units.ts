/** Request units by DynamoDB's rules: of an item's size, and of what a write changes in each index. */
import { isObject, listOf, objectOf, textOf, type JsonObject } from '../../lib/local/json.ts';
import type { Json } from '../../lib/local/service.ts';
import { ASSUMED } from './prices.ts';

export type Index = {
  readonly name: string;
  readonly keys: readonly string[];
  /** Undefined: all attributes. */
  readonly carries: readonly string[] | undefined;
};
export type Schema = { readonly keys: readonly string[]; readonly indexes: readonly Index[] };

const WRITE_UNIT = 1024;
const READ_UNIT = 4096;
/** As the local cloud makes them; they are counted as long as AWS's. */
const TOKEN = /AQC[A-Za-z0-9_-]{60,}/g;

/** An item as DynamoDB's API has it: each attribute's name in UTF-8, and its value. */
export function itemBytes(item: JsonObject): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + textBytes(name) + valueBytes(value), 0);
}

function valueBytes(value: Json): number {
  const [entry] = Object.entries(objectOf(value));
  if (entry === undefined) return 0;
  const [type, content] = entry;
  switch (type) {
    case 'S':
      return textBytes(textOf(content) ?? '');
    case 'N':
      return numberBytes(textOf(content) ?? '');
    case 'B':
      return Math.ceil((textOf(content) ?? '').length * 0.75);
    case 'SS':
    case 'NS':
      return listOf(content).reduce((sum: number, text) => sum + textBytes(textOf(text) ?? ''), 0);
    case 'L':
      return 3 + listOf(content).reduce((sum: number, element) => sum + 1 + valueBytes(element), 0);
    case 'M':
      return 3 + itemBytes(objectOf(content)) + Object.keys(objectOf(content)).length;
    default:
      return 1;
  }
}

function textBytes(text: string): number {
  return Buffer.byteLength(text.replace(TOKEN, (token) => token.padEnd(ASSUMED.tokenLength, 'x')));
}

/** About two significant digits a byte, and one more. */
function numberBytes(number: string): number {
  const digits = number.replace(/^-|\./g, '').replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1 + (number.startsWith('-') ? 1 : 0);
}

/** A write costs by the larger of what was and what is there; also one that its condition refuses. */
export function writeUnits(before: JsonObject | undefined, after: JsonObject | undefined): number {
  const largest = Math.max(...[before, after].map((item) => (item === undefined ? 0 : itemBytes(item))));
  return Math.max(1, Math.ceil(largest / WRITE_UNIT));
}

export function readUnits(bytes: number, consistent: boolean): number {
  const units = Math.max(1, Math.ceil(bytes / READ_UNIT));
  return consistent ? units : units / 2;
}

/**
 * What a write costs an index: nothing where the index shows no difference, one write where what it carries is put,
 * changed or deleted, and two where its key changed: the old entry is deleted, a new one is put.
 */
export function indexUnits(
  index: Index,
  schema: Schema,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): number {
  const [was, is] = [entryIn(index, schema, before), entryIn(index, schema, after)];
  if (JSON.stringify(was) === JSON.stringify(is)) return 0;
  const moved = was !== undefined && is !== undefined && index.keys.some((key) => !same(was[key], is[key]));
  return moved ? writeUnits(was, undefined) + writeUnits(undefined, is) : writeUnits(was, is);
}

/** Sparse: an item without one of the index's keys is not in it. */
function entryIn(index: Index, { keys }: Schema, item: JsonObject | undefined): JsonObject | undefined {
  if (item === undefined || index.keys.some((key) => item[key] === undefined)) return undefined;
  const { carries } = index;
  if (carries === undefined) return item;
  const shown = new Set([...keys, ...index.keys, ...carries]);
  return Object.fromEntries(
    Object.entries(item)
      .filter(([name]) => shown.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Of a CreateTable request. */
export function schemaOf(input: JsonObject): Schema {
  const indexes = listOf(input['GlobalSecondaryIndexes']).filter((index) => isObject(index));
  return {
    keys: keysIn(input),
    indexes: indexes.map((index) => {
      const projection = objectOf(index['Projection']);
      const all = projection['ProjectionType'] === 'ALL';
      const carries = listOf(projection['NonKeyAttributes']).map((name) => textOf(name) ?? '');
      return {
        name: textOf(index['IndexName']) ?? '',
        keys: keysIn(index),
        carries: all ? undefined : carries,
      };
    }),
  };
}

function keysIn(described: JsonObject): readonly string[] {
  return listOf(described['KeySchema']).map((key) => textOf(objectOf(key)['AttributeName']) ?? '');
}
