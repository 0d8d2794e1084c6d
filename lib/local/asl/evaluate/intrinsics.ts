/** What the intrinsic functions of JSONPath do. */
import type { Json } from '../../service.ts';
import { equal, isObject, textOf } from '../json.ts';
import {
  hash,
  integerOf,
  listOf,
  MAX_CHARACTERS,
  numberOf,
  parse,
  partition,
  plainText,
  range,
  seeded,
  stringOf,
  type Random,
} from './functions.ts';

/** What the intrinsic function `name` gives for these arguments. @throws Error with the reason */
export function callIntrinsic(
  name: string,
  args: readonly Json[],
  random: Random,
  newId: () => string,
): Json {
  const [one, two, three] = args;
  switch (name) {
    case 'States.Format':
      return formatText(one, args.slice(1));
    case 'States.StringToJson':
      return parse(one);
    case 'States.JsonToString':
      return textOf(one ?? null);
    case 'States.Array':
      return args;
    case 'States.ArrayPartition':
      return partition(one, two);
    case 'States.ArrayContains':
      return listOf(one).some((item) => equal(item, two ?? null));
    case 'States.ArrayRange':
      return range(one, two, three);
    case 'States.ArrayGetItem':
      return itemOf(listOf(one), integerOf(two));
    case 'States.ArrayLength':
      return listOf(one).length;
    case 'States.ArrayUnique':
      return unique(listOf(one));
    case 'States.Base64Encode':
      return Buffer.from(stringOf(one, MAX_CHARACTERS)).toString('base64');
    case 'States.Base64Decode':
      return decoded(stringOf(one, MAX_CHARACTERS));
    case 'States.Hash':
      return hash(one, two);
    case 'States.JsonMerge':
      return merge(one, two, three);
    case 'States.MathRandom': {
      const [from, to] = [integerOf(one), integerOf(two)];
      if (from >= to) throw new Error('The start must be less than the end');
      const share = three === undefined ? random() : seeded(numberOf(three));
      return from + Math.floor(share * (to - from));
    }
    case 'States.MathAdd':
      return integerOf(one) + integerOf(two);
    case 'States.StringSplit':
      return split(stringOf(one), stringOf(two));
    case 'States.UUID':
      return newId();
    default:
      throw new Error(`There is no intrinsic function ${name}`);
  }
}

/** A place for an argument, a backslash and what it escapes, or any text between. */
const PIECE = /\{\}|\\[{}\\]?|[^{}\\]+|[{}]/g;

function formatText(template: Json | undefined, args: readonly Json[]): string {
  const pieces = stringOf(template).match(PIECE) ?? [];
  const places = pieces.filter((piece) => piece === '{}').length;
  if (places !== args.length) {
    throw new Error(`The template has ${places} places for ${args.length} arguments`);
  }
  const left = [...args];
  return pieces
    .map((piece) => {
      if (piece === '{}') return plainText(left.shift());
      return piece.startsWith('\\') && piece.length > 1 ? piece.slice(1) : piece;
    })
    .join('');
}

/** With or without padding, as Java's basic decoder takes it. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

function decoded(text: string): string {
  if (!BASE64.test(text)) throw new Error('The argument must be Base64');
  return Buffer.from(text, 'base64').toString('utf8');
}

function unique(items: readonly Json[]): Json[] {
  return items.filter((item, index) => items.findIndex((other) => equal(item, other)) === index);
}

function itemOf(items: readonly Json[], index: number): Json {
  const item = index < 0 ? undefined : items[index];
  if (item === undefined) throw new Error(`There is no item ${index} in an array of ${items.length}`);
  return item;
}

/** Each character of `splitter` divides; empty pieces are left out. */
function split(text: string, splitter: string): string[] {
  const dividers = new Set(splitter);
  const pieces = [''];
  for (const character of text) {
    if (dividers.has(character)) pieces.push('');
    else pieces.push((pieces.pop() ?? '') + character);
  }
  return pieces.filter((piece) => piece !== '');
}

function merge(one: Json | undefined, two: Json | undefined, deep: Json | undefined): Json {
  if (!isObject(one) || !isObject(two)) throw new Error('The first two arguments must be objects');
  if (deep !== false) throw new Error('Only shallow merging is supported: the third argument must be false');
  return { ...one, ...two };
}
