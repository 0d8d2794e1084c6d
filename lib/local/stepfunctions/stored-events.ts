/**
 * Events as they are stored: a run of them is one list, five members for each, numbers as what they differ by from those
 * before. A state's output is the next one's input, so every other payload is the same as the one before: it is not
 * stored twice.
 */
import type { LoggedEvent } from '../asl/engine/history.ts';
import type { Json } from '../service.ts';

/**
 * For each event: its type, how many milliseconds it came after the one before (the first one: epoch milliseconds), how
 * many events back the one is that it follows, its content or null, and its payload: its text, 0 for the same as the one
 * before, or null for none.
 */
export type PackedEvents = readonly Json[];

const MEMBERS = 5;
const AS_BEFORE = 0;

/** As JSON. `before` is what the first payload is compared with. */
export function packed(events: readonly LoggedEvent[], before: string): string {
  const run: unknown[] = [];
  let lastText = before;
  let lastAt = 0;
  for (const { id, previous, at, type, content, payload } of events) {
    const same = payload === lastText;
    run.push(type, at - lastAt, id - previous, content ?? null, same ? AS_BEFORE : (payload ?? null));
    lastAt = at;
    if (payload !== undefined) lastText = payload;
  }
  return JSON.stringify(run);
}

/** `last`: the id of the last of them. */
export function unpacked(run: PackedEvents, last: number, before: string): readonly LoggedEvent[] {
  const events: LoggedEvent[] = [];
  let lastText = before;
  let lastAt = 0;
  let id = last - run.length / MEMBERS;
  for (let start = 0; start < run.length; start += MEMBERS) {
    id += 1;
    const [type, after, back, content, text] = run.slice(start, start + MEMBERS);
    lastAt += Number(after);
    const payload = text === AS_BEFORE ? lastText : typeof text === 'string' ? text : undefined;
    if (payload !== undefined) lastText = payload;
    events.push({
      id,
      previous: id - Number(back),
      at: lastAt,
      type: typeof type === 'string' ? type : '',
      content: isContent(content) ? content : undefined,
      payload,
    });
  }
  return events;
}

function isContent(content: Json | undefined): content is { readonly [detail: string]: Json } {
  return typeof content === 'object' && content !== null;
}
