/**
 * Events as they are stored: a run of them is one text. Its first line is a JSON list, five members for each event, with
 * numbers as what they differ by from those before; the payloads follow, one after the other, as they are: to put text
 * into JSON text takes longer than all else of it. A state's output is the next one's input, so every other payload is
 * the same as the one before, and so is what most events of a state say: that is not stored twice.
 */
import type { LoggedEvent } from '../asl/engine/history.ts';
import { isList, isObject } from '../asl/json.ts';
import type { Json } from '../service.ts';

/**
 * For each event: its type, how many milliseconds it came after the one before (the first one: epoch milliseconds), how
 * many events back the one is that it follows, its content, null or `AS_BEFORE`, and the length of its payload, or one of
 * these.
 */
const MEMBERS = 5;
const NO_PAYLOAD = -2;
const AS_BEFORE = -1;

/** The text's parts. `before` is what the first payload is compared with. */
export function packed(events: readonly LoggedEvent[], before: string): readonly string[] {
  const heads: unknown[] = [];
  const parts = ['', '\n'];
  let lastText = before;
  let lastContent: LoggedEvent['content'];
  let lastAt = 0;
  for (const { id, previous, at, type, content, payload } of events) {
    // The same object: where two only look the same, both are stored.
    const told = content !== undefined && content === lastContent ? AS_BEFORE : (content ?? null);
    heads.push(type, at - lastAt, id - previous, told, lengthOf(payload, lastText));
    lastAt = at;
    lastContent = content;
    if (payload === undefined || payload === lastText) continue;
    parts.push(payload);
    lastText = payload;
  }
  parts[0] = JSON.stringify(heads);
  return parts;
}

function lengthOf(payload: string | undefined, before: string): number {
  if (payload === undefined) return NO_PAYLOAD;
  return payload === before ? AS_BEFORE : payload.length;
}

/** `last`: the id of the last of them. @throws Error where it is no such text */
export function unpacked(run: string, last: number, before: string): readonly LoggedEvent[] {
  let place = run.indexOf('\n') + 1;
  const heads = headsOf(run.slice(0, place));
  const events: LoggedEvent[] = [];
  let lastText = before;
  let lastContent: LoggedEvent['content'];
  let lastAt = 0;
  let id = last - heads.length / MEMBERS;
  for (let start = 0; start < heads.length; start += MEMBERS) {
    id += 1;
    const [type, after, back, content, length] = heads.slice(start, start + MEMBERS);
    lastAt += Number(after);
    if (content !== AS_BEFORE) lastContent = isObject(content) ? content : undefined;
    if (Number(length) >= 0) lastText = run.slice(place, (place += Number(length)));
    events.push({
      id,
      previous: id - Number(back),
      at: lastAt,
      type: typeof type === 'string' ? type : '',
      content: lastContent,
      payload: length === NO_PAYLOAD ? undefined : lastText,
    });
  }
  return events;
}

function headsOf(line: string): readonly Json[] {
  const heads = JSON.parse(line) as Json;
  if (isList(heads)) return heads;
  throw new Error('The stored data lacks events of an execution, or it was changed.');
}
