import { isTooDeep, TOO_DEEP } from '../depth.ts';
import type { Json } from '../service.ts';

export type JsonObject = { readonly [key: string]: Json };

/** What a state's input, result or output may be at most, in bytes of JSON text. */
export const MAX_PAYLOAD_BYTES = 262_144;

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function textOf(value: Json): string {
  return JSON.stringify(value);
}

export function bytesOf(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** As a state's input, result or output. A text has up to three bytes a unit: most need no counting. */
export function isTooLarge(text: string): boolean {
  return text.length > MAX_PAYLOAD_BYTES / 3 && bytesOf(text) > MAX_PAYLOAD_BYTES;
}

/** Narrows what a JSON parser or an expression gave; both give plain JSON only. */
export function asJson(value: unknown): Json {
  if (isJson(value)) return value;
  throw new TypeError('This is no JSON value');
}

/** Shallow on purpose: the values come from `JSON.parse` or from copies of such. */
function isJson(value: unknown): value is Json {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}

export function parseJson(text: string): Json {
  if (isTooDeep(text)) throw new Error(TOO_DEEP);
  return asJson(JSON.parse(text));
}

/** The type's name as JSONata error messages have it. */
export function typeOf(value: Json): string {
  if (value === null) return 'null';
  return isList(value) ? 'array' : typeof value;
}

export function equal(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (isList(one)) {
    return (
      isList(other) &&
      one.length === other.length &&
      one.every((item, index) => {
        const counterpart = other[index];
        return counterpart !== undefined && equal(item, counterpart);
      })
    );
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => {
      const [mine, theirs] = [one[key], other[key]];
      return mine !== undefined && theirs !== undefined && equal(mine, theirs);
    })
  );
}
