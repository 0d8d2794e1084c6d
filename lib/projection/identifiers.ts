/** What the values of correlation, identity and time expressions mean. */
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

/** `2026-11-21`, `2026-11-21T09:30:00.5+01:00`; without a zone it is UTC, wherever this runs. */
const ISO =
  /^(?<day>[+-]?\d{4,6}-\d\d-\d\d)(?:T(?<clock>\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)(?<zone>Z|[+-]\d\d:?\d\d)?)?$/i;

/** ISO 8601 with milliseconds, from milliseconds or ISO 8601; undefined for anything else. */
export function timeFrom(value: unknown): string | undefined {
  const at = typeof value === 'number' ? Math.floor(value) : instantOf(value);
  return Number.isNaN(new Date(at).getTime()) ? undefined : isoOf(at);
}

function instantOf(value: unknown): number {
  if (typeof value !== 'string') return NaN;
  const parts = ISO.exec(value)?.groups;
  if (parts === undefined) return NaN;
  const { day, clock, zone } = parts;
  if (day === undefined || clock === undefined) return Date.parse(value);
  const offset = (zone ?? 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase();
  return Date.parse(`${day}T${clock.replace(',', '.')}${offset}`);
}
