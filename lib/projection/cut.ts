/** Cuts payloads and keys to size, the same way every time. */
import { hashOf } from '../definition/hash.ts';
import { fromEntries, withFirstFields, withoutBulk } from './bulk.ts';
import { bytesOf } from './bytes.ts';

/** Of UTF-8: what Step Functions takes, 262,144, less room for what is not counted here. */
export const MAX_PAYLOAD_BYTES = 250_000;
export const MAX_KEY_BYTES = 500;

/** A key over 500 bytes: its beginning, and a hash of the whole. */
export function cutKey(text: string, prefix = ''): string {
  const room = MAX_KEY_BYTES - bytesOf(prefix);
  if (bytesOf(text) <= room) return text;
  const hash = `~${hashOf(text)}`;
  return firstBytes(text, room - bytesOf(hash)) + hash;
}

/** Whole characters only. */
function firstBytes(text: string, room: number): string {
  let used = 0;
  let cut = '';
  for (const character of text) {
    used += bytesOf(character);
    if (used > room) break;
    cut += character;
  }
  return cut;
}

/** Deeper than this nobody can follow: JSON.stringify and all that reads it later run out of stack. */
const MOST_LEVELS = 200;

/** Characters: ids, instants and most names are no longer. Before these are cut, what is bulky without being long goes. */
const READABLE = 64;

/**
 * JSON text of at most `maxBytes`: what is nested too deep is gone; the longest strings are cut to one length, as long as
 * possible, each marked with how much is gone. What is big by the number of its fields loses its bulk instead.
 */
export function cutJson(uncut: unknown, maxBytes: number): string {
  const value = isDeeper(uncut, MOST_LEVELS) ? pruned(uncut, MOST_LEVELS) : uncut;
  const whole = JSON.stringify(value);
  if (bytesOf(whole) <= maxBytes) return whole;
  const readable = withLongestStrings(value, READABLE, maxBytes);
  if (readable !== undefined) return readable;
  const slim = withoutBulk(shorten(value, READABLE), maxBytes);
  return withLongestStrings(slim, 0, maxBytes) ?? withFirstFields(shorten(slim, 0), maxBytes);
}

/** With all strings cut to the same length, at least `shortest`; undefined where that does not suffice. */
function withLongestStrings(value: unknown, shortest: number, maxBytes: number): string | undefined {
  const cut = (length: number) => JSON.stringify(shorten(value, length));
  let best = cut(shortest);
  if (bytesOf(best) > maxBytes) return undefined;
  let longest = longestString(value);
  while (shortest < longest) {
    const middle = Math.ceil((shortest + longest) / 2);
    const text = cut(middle);
    if (bytesOf(text) <= maxBytes) [shortest, best] = [middle, text];
    else longest = middle - 1;
  }
  return best;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

function pruned(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '…[deeper levels cut]';
  if (Array.isArray(value)) return value.map((item) => pruned(item, levels - 1));
  return fromEntries(Object.entries(value).map(([name, item]) => [name, pruned(item, levels - 1)]));
}

/** What has nothing long in it stays the very same: an object of tens of thousands of fields is slow to make. */
function shorten(value: unknown, length: number): unknown {
  if (typeof value === 'string') return shortenText(value, length);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const shorter = items.map((item) => shorten(item, length));
    return shorter.every((item, index) => item === items[index]) ? value : shorter;
  }
  const fields: readonly (readonly [string, unknown])[] = Object.entries(value);
  const shorter = fields.map(([name, item]) => [name, shorten(item, length)] as const);
  return shorter.every(([, item], index) => item === fields[index]?.[1]) ? value : fromEntries(shorter);
}

/** No half of a surrogate pair at the end. */
export function firstCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  return text.slice(0, isHighSurrogate(text.charCodeAt(most - 1)) ? most - 1 : most);
}

function shortenText(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = isHighSurrogate(text.charCodeAt(length - 1)) ? length - 1 : length;
  const cut = `${text.slice(0, end)}…[${text.length - end} characters cut]`;
  return cut.length < text.length ? cut : text;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function longestString(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((longest, item) => Math.max(longest, longestString(item)), 0);
}
