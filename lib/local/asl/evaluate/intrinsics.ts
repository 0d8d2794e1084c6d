/** What the intrinsic functions of JSONPath do. */
import type { Json } from '../../service.ts';
import { equal, isObject, textOf } from '../json.ts';
import {
  hash,
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
