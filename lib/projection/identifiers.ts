/** What the values of correlation, identity and time expressions mean. */
import { instantFrom } from '../expressions/instants.ts';
import { isoOf } from './instants.ts';

/** A non-empty text, or a number as its decimal text: 4711 and "4711" are one id. Half a surrogate pair is no text. */
export function idFrom(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value.toWellFormed();
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

export function identityFrom(value: unknown): string | undefined {
  return idFrom(value);
}

/**
 * The ids that an event concerns, from the values of its correlation's parts: a list concerns each of its ids. Undefined
 * where a part has no value, or a value that is no id.
 */
export function correlationIds(parts: readonly unknown[]): readonly string[] | undefined {
  const choices = parts.map(idsOf);
  let combined: readonly (readonly string[])[] = [[]];
  for (const ids of choices) {
    if (ids === undefined) return undefined;
    combined = combined.flatMap((before) => ids.map((id) => [...before, id]));
  }
  if (parts.length === 0) return undefined;
  const joined = combined.map((ids) => (ids.length === 1 ? ids.join('') : ids.map(escaped).join('|')));
  return [...new Set(joined)];
}

function idsOf(value: unknown): readonly string[] | undefined {
  const ids = (Array.isArray(value) ? value : [value]).map(idFrom);
  return ids.every((id) => id !== undefined) ? ids : undefined;
}

function escaped(part: string): string {
  return part.replace(/[\\|]/g, '\\$&');
}

/** ISO 8601 with milliseconds, from milliseconds or ISO 8601; undefined for anything else. */
export function timeFrom(value: unknown): string | undefined {
  const at = instantFrom(value);
  return at === undefined ? undefined : isoOf(at);
}
