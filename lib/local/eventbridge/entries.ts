import { readJson } from '../../patterns/json.ts';
import { listOf, numberOf, objectOf, textOf, textsOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { validation } from './errors.ts';
import type { EventParts } from './envelope.ts';

/** One entry of PutEvents, or why it is refused. */
export type Entry =
  | { readonly kind: 'event'; readonly bus: string; readonly parts: Omit<EventParts, 'id'> }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** Less than 1 MB in all since January 2026. */
const TOO_LARGE = 1_048_576;

/** @throws AwsError for the request as a whole; what is wrong with one entry is its own result. */
export function entriesIn(input: JsonObject, now: number): readonly Entry[] {
  const entries = listOf(input['Entries']).map(objectOf);
  const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (size >= TOO_LARGE) throw validation('Total size of the entries in the request is over the limit.');
  return entries.map((entry) => readEntry(entry, now));
}

function readEntry(entry: JsonObject, now: number): Entry {
  for (const name of ['Source', 'DetailType', 'Detail'])
    if ((textOf(entry[name]) ?? '') === '')
      return refused(
        'InvalidArgument',
        `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      );
  const source = textOf(entry['Source']) ?? '';
  const detail = textOf(entry['Detail']) ?? '';
  if (/^aws\./i.test(source))
    return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const reading = readJson(detail);
  if (reading.kind === 'invalid' || reading.node.kind !== 'object')
    return refused('MalformedDetail', 'Detail is malformed.');
  const time = timeIn(entry['Time'], now);
  if (time === undefined) return refused('InvalidArgument', 'Parameter Time is not valid.');
  return {
    kind: 'event',
    bus: textOf(entry['EventBusName']) ?? 'default',
    parts: {
      source,
      detailType: textOf(entry['DetailType']) ?? '',
      time,
      resources: textsOf(entry['Resources']),
      detail,
    },
  };
}

function refused(code: string, message: string): Entry {
  return { kind: 'refused', code, message };
}

/** Epoch seconds, as the protocol has them, or ISO 8601; now if it is left out. */
export function timeIn(value: Json | undefined, now: number): number | undefined {
  if (value === undefined || value === null) return now;
  const seconds = numberOf(value);
  const time = seconds === undefined ? Date.parse(textOf(value) ?? '') : seconds * 1000;
  return Math.abs(time) <= 8.64e15 ? time : undefined;
}

/** As EventBridge counts: 14 bytes for the time, the others by their UTF-8. */
function sizeOf(entry: JsonObject): number {
  const texts = [entry['Source'], entry['DetailType'], entry['Detail'], ...textsOf(entry['Resources'])];
  const time = entry['Time'] === undefined ? 0 : 14;
  return texts.reduce<number>((sum, text) => sum + Buffer.byteLength(textOf(text) ?? ''), time);
}
