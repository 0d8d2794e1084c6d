/** Events written down once and played at any time: their details may name instants by how far away they are. */
import { parseDuration } from '../definition/duration.ts';
import type { FileEvent } from './event-file.ts';

/** `{now}`, `{now+3d}`, `{now-90s}`, as a whole text. */
const RELATIVE = /^\{now(?:([+-])(\w+))?\}$/;

/** The event's detail with every such text as the instant it means, ISO 8601 with milliseconds. */
export function detailAt({ detail }: Pick<FileEvent, 'detail'>, now: number): FileEvent['detail'] {
  return Object.fromEntries(Object.entries(detail).map(([key, value]) => [key, dated(value, now)]));
}

function dated(value: unknown, now: number): unknown {
  if (typeof value === 'string') return instantIn(value, now) ?? value;
  if (Array.isArray(value)) return value.map((item) => dated(item, now));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, dated(inner, now)]));
}

function instantIn(text: string, now: number): string | undefined {
  const [found, sign, duration] = RELATIVE.exec(text) ?? [];
  if (found === undefined) return undefined;
  const distance = duration === undefined ? 0 : parseDuration(duration);
  if (distance === undefined) return undefined;
  return new Date(sign === '-' ? now - distance : now + distance).toISOString();
}
