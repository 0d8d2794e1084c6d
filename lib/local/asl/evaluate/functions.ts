/** Functions that both query languages have, and how arguments are checked. */
import { createHash } from 'node:crypto';
import type { Json } from '../../service.ts';
import { isList, parseJson, textOf } from '../json.ts';

const MAX_ITEMS = 1000;
export const MAX_CHARACTERS = 10_000;
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
  const length = integerOf(size);
  if (length < 1) throw new Error('The chunk size must be a positive integer');
  return Array.from({ length: Math.ceil(list.length / length) }, (_, chunk) =>
    list.slice(chunk * length, (chunk + 1) * length),
  );
}

export function range(from: Json | undefined, to: Json | undefined, by: Json | undefined): number[] {
  const [first, last, step] = [integerOf(from), integerOf(to), integerOf(by)];
  if (step === 0) throw new Error('The step must not be 0');
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

const FACTOR = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/** Those that `java.util.Random` gives for a seed, and so does AWS. */
export function numbersFrom(seed: number): Random {
  let state = (BigInt(Math.trunc(seed)) ^ FACTOR) & MASK;
  const next = (bits: number): number => {
    state = (state * FACTOR + 11n) & MASK;
    return Number(state >> BigInt(48 - bits));
  };
  return () => (next(26) * 2 ** 27 + next(27)) / 2 ** 53;
}

/** A number that is the same for the same seed. */
export function seeded(seed: number): number {
  return numbersFrom(seed)();
}

/** Strings as they are, anything else as JSON. */
export function plainText(value: Json | undefined, limit = Infinity): string {
  const text = typeof value === 'string' ? value : textOf(value ?? null);
  if (text.length > limit) throw new Error(`The argument has more than ${limit} characters`);
  return text;
}

export function listOf(value: Json | undefined): readonly Json[] {
  if (!isList(value)) throw new Error('The argument must be an array');
  return value;
}

export function numberOf(value: Json | undefined): number {
  if (typeof value !== 'number') throw new Error('The argument must be a number');
  return value;
}

/** To the nearest, as Java rounds: a half goes up, also below zero. */
export function integerOf(value: Json | undefined): number {
  // No -0, which would be another number in JSON text.
  return Math.round(numberOf(value)) + 0;
}

export function stringOf(value: Json | undefined, limit = Infinity): string {
  if (typeof value !== 'string') throw new Error('The argument must be a string');
  if (value.length > limit) throw new Error(`The argument has more than ${limit} characters`);
  return value;
}
