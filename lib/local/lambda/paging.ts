import { numberOf, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json } from '../service.ts';
import { constraint } from './errors.ts';

const MOST = 10_000;

/** One page of a list; a marker is the place at which the next one begins. */
export async function pageOf<Item>(
  items: readonly Item[],
  input: JsonObject,
  largest: number,
  member: string,
  shown: (item: Item) => Json | Promise<Json>,
): Promise<Json> {
  const start = startIn(input, member);
  const size = Math.min(largest, sizeIn(input));
  const page = await Promise.all(items.slice(start, start + size).map(async (item) => shown(item)));
  const next = start + size;
  return {
    [member]: page,
    ...(next < items.length ? { NextMarker: Buffer.from(`${member}:${next}`).toString('base64url') } : {}),
  };
}

function sizeIn(input: JsonObject): number {
  const given = input['MaxItems'];
  if (given === undefined) return MOST;
  const size = numberOf(given) ?? NaN;
  if (Number.isInteger(size) && size >= 1 && size <= MOST) return size;
  const bound = size > MOST ? `less than or equal to ${MOST}` : 'greater than or equal to 1';
  throw constraint(textOf(given) ?? '', 'maxItems', `Member must have value ${bound}`);
}

function startIn(input: JsonObject, member: string): number {
  const marker = textOf(input['Marker']);
  if (marker === undefined || marker === '') return 0;
  const [list, place = ''] = Buffer.from(marker, 'base64url').toString('utf8').split(':');
  if (list === member && /^\d{1,6}$/.test(place)) return Number(place);
  throw new AwsError('InvalidParameterValueException', 'Invalid marker');
}
