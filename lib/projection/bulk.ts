/**
 * Cuts what is big by the number of its parts. As deep inside as it can be done, so that the fields beside it still decide
 * where the event leads: an event whose whole `detail` was gone would be unexpected everywhere.
 */
import { bytesOf } from './bytes.ts';

type Field = readonly [name: string, item: unknown];

/** Of what is left of a field that is cut inside; where there is less room, it goes altogether. */
const LEAST_ROOM = 64;
/** What stands for the fields that are gone. */
const REST = '…';

/** Lists, and objects full of lists, are gone, the biggest first and each marked; too big still where that is not all. */
export function withoutBulk(value: unknown, maxBytes: number): unknown {
  return slimmed(value, maxBytes, (object) => object);
}

/** At last the first fields only, in their order, of the object that is too big. */
export function withFirstFields(value: unknown, maxBytes: number): string {
  const text = JSON.stringify(slimmed(value, maxBytes, firstFields));
  return bytesOf(text) <= maxBytes ? text : JSON.stringify(gone(value));
}

/** `otherwise`: what becomes of an object that is too big without any list or object inside. */
function slimmed(
  value: unknown,
  maxBytes: number,
  otherwise: (object: object, maxBytes: number) => unknown,
): unknown {
  const excess = sizeOf(value) - maxBytes;
  if (excess <= 0) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return gone(value);
  const inside = bulkyFirst(value);
  const [biggest] = inside;
  if (biggest === undefined) return otherwise(value, maxBytes);
  // One that is big enough for all of it: the others stay as they are.
  if (biggest.size - excess >= LEAST_ROOM) {
    const slim = slimmed(biggest.item, biggest.size - excess, otherwise);
    return replaced(value, biggest.name, slim);
  }
  let left: object = value;
  for (const { name, item } of inside) {
    left = replaced(left, name, gone(item));
    if (sizeOf(left) <= maxBytes) return left;
  }
  return otherwise(left, maxBytes);
}

function bulkyFirst(value: object) {
  return Object.entries(value)
    .filter(([, item]: Field) => typeof item === 'object' && item !== null)
    .map(([name, item]: Field) => ({ name, item, size: sizeOf(item) }))
    .sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
}

function replaced(value: object, name: string, by: unknown): object {
  return fromEntries(
    Object.entries(value).map(([field, item]: Field) => [field, field === name ? by : item]),
  );
}

/** As many as fit, in one pass: there may be tens of thousands. */
function firstFields(value: object, maxBytes: number): unknown {
  const fields: readonly Field[] = Object.entries(value);
  const rest = (count: number): Field => [REST, `[${count} fields cut]`];
  let room = maxBytes - sizeOf(fromEntries([rest(fields.length)]));
  const cut = fields.findIndex(([name, item]) => {
    // With its colon, and the comma after it.
    room -= sizeOf(name) + sizeOf(item) + 2;
    return room < 0;
  });
  const fit = cut < 0 ? fields.length : cut;
  return fromEntries([...fields.slice(0, fit), rest(fields.length - fit)]);
}

function gone(value: unknown): string {
  return `…[${sizeOf(value)} bytes cut]`;
}

function sizeOf(value: unknown): number {
  return bytesOf(JSON.stringify(value));
}

/** A field named `__proto__` stays an ordinary field. */
export function fromEntries(entries: readonly Field[]): object {
  return Object.fromEntries(entries);
}
