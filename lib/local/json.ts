import { isTooDeep, TOO_DEEP } from './depth.ts';
import type { Json } from './service.ts';

/** Reading JSON whose shape others decide. Each answers `undefined` where the value is of another kind. */
export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Templates write numbers and booleans as text too. */
export function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export function booleanOf(value: Json | undefined): boolean | undefined {
  if (value === 'true') return true;
  if (value === 'false') return false;
  return typeof value === 'boolean' ? value : undefined;
}

export function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

export function parseJson(
  text: string,
): { kind: 'json'; value: Json } | { kind: 'invalid'; message: string } {
  if (isTooDeep(text)) return { kind: 'invalid', message: TOO_DEEP };
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? { kind: 'json', value } : { kind: 'invalid', message: 'nothing' };
  } catch (error) {
    return { kind: 'invalid', message: messageOf(error) };
  }
}

export function messageOf(error: unknown): string {
  return Error.isError(error) ? error.message : String(error);
}

/** What JSON.parse gives is JSON, but for its type. */
function isJson(value: unknown): value is Json {
  return value !== undefined;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
