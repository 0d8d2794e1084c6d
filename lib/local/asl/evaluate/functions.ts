/** What the intrinsic functions of JSONPath and Step Functions' own functions of JSONata do. */
import { createHash } from 'node:crypto';
import type { Json } from '../../service.ts';
import { bytesOf, equal, isList, isObject, parseJson, textOf } from '../json.ts';

const MAX_ITEMS = 1000;
const MAX_CHARACTERS = 10_000;
const ALGORITHMS: { readonly [name: string]: string } = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** Between 0 and 1, 1 excluded. */
export type Random = () => number;

export function partition(items: Json | undefined, size: Json | undefined): Json[][] {
  const list = listOf(items);
  const length = Math.trunc(numberOf(size));
  if (length < 1) throw new Error('The chunk size must be a positive integer');
  return Array.from({ length: Math.ceil(list.length / length) }, (_, chunk) =>
    list.slice(chunk * length, (chunk + 1) * length),
  );
}

export function range(from: Json | undefined, to: Json | undefined, by: Json | undefined): number[] {
  const [first, last, step] = [from, to, by].map((value) => Math.trunc(numberOf(value)));
  if (first === undefined || last === undefined || step === undefined || step === 0) {
    throw new Error('The step must not be 0');
  }
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > MAX_ITEMS) throw new Error(`The range has more than ${MAX_ITEMS} items`);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

export function hash(value: Json | undefined, algorithm: Json | undefined): string {
  const name = typeof algorithm === 'string' ? ALGORITHMS[algorithm] : undefined;
  if (name === undefined)
    throw new Error(`The algorithm must be one of ${Object.keys(ALGORITHMS).join(', ')}`);
  return createHash(name).update(plainText(value, MAX_CHARACTERS)).digest('hex');
}

export function parse(text: Json | undefined): Json {
  if (typeof text !== 'string') throw new Error('The argument must be a string');
  return text.trim() === '' ? null : parseJson(text);
}

/** A number that is the same for the same seed. */
export function seeded(seed: number): number {
  const digest = createHash('sha256').update(String(seed)).digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}

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
      return itemOf(listOf(one), numberOf(two));
    case 'States.ArrayLength':
      return listOf(one).length;
    case 'States.ArrayUnique':
      return unique(listOf(one));
    case 'States.Base64Encode':
      return Buffer.from(stringOf(one, MAX_CHARACTERS)).toString('base64');
    case 'States.Base64Decode':
      return Buffer.from(stringOf(one, MAX_CHARACTERS), 'base64').toString('utf8');
    case 'States.Hash':
      return hash(one, two);
    case 'States.JsonMerge':
      return merge(one, two, three);
    case 'States.MathRandom': {
      const [from, to] = [Math.trunc(numberOf(one)), Math.trunc(numberOf(two))];
      const share = three === undefined ? random() : seeded(numberOf(three));
      return from + Math.floor(share * (to - from));
    }
    case 'States.MathAdd':
      return Math.round(numberOf(one)) + Math.round(numberOf(two)) + 0;
    case 'States.StringSplit':
      return split(stringOf(one), stringOf(two));
    case 'States.UUID':
      return newId();
    default:
      throw new Error(`There is no intrinsic function ${name}`);
  }
}

function formatText(template: Json | undefined, args: readonly Json[]): string {
  const text = stringOf(template);
  const places = text.match(/(?<!\\)\{\}/g)?.length ?? 0;
  if (places !== args.length) {
    throw new Error(`The template has ${places} places for ${args.length} arguments`);
  }
  let next = 0;
  return text.replace(/\\([{}\\])|\{\}/g, (_, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    next += 1;
    return plainText(args[next - 1]);
  });
}

/** Strings as they are, anything else as JSON. */
function plainText(value: Json | undefined, limit = Infinity): string {
  const text = typeof value === 'string' ? value : textOf(value ?? null);
  if (text.length > limit) throw new Error(`The argument has more than ${limit} characters`);
  return text;
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

function listOf(value: Json | undefined): readonly Json[] {
  if (!isList(value)) throw new Error('The argument must be an array');
  return value;
}

function numberOf(value: Json | undefined): number {
  if (typeof value !== 'number') throw new Error('The argument must be a number');
  return value;
}

function stringOf(value: Json | undefined, limit = Infinity): string {
  if (typeof value !== 'string') throw new Error('The argument must be a string');
  if (bytesOf(value) > limit) throw new Error(`The argument has more than ${limit} characters`);
  return value;
}
