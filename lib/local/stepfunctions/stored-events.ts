/**
 * Events as they are stored: as they are, but for a payload that is the same as the one before. A state's output is the
 * next one's input, so that is every other one.
 */
import type { HistoryEvent } from '../asl/engine/history.ts';
import { isObject, type JsonObject } from '../asl/json.ts';

/** No text is a number. */
const AS_BEFORE = 0;

type Payload = {
  /** The event's own details. */
  readonly details: string;
  readonly content: JsonObject;
  readonly member: 'input' | 'output';
};

/** `before` is what the first payload is compared with. */
export function packed(events: readonly HistoryEvent[], before: string): readonly HistoryEvent[] {
  let last = before;
  return events.map((event) => {
    const payload = payloadOf(event);
    if (payload === undefined) return event;
    const text = payload.content[payload.member];
    if (text === last) return withPayload(event, payload, AS_BEFORE);
    if (typeof text === 'string') last = text;
    return event;
  });
}

export function unpacked(events: readonly HistoryEvent[], before: string): readonly HistoryEvent[] {
  let last = before;
  return events.map((event) => {
    const payload = payloadOf(event);
    if (payload === undefined) return event;
    const text = payload.content[payload.member];
    if (text === AS_BEFORE) return withPayload(event, payload, last);
    if (typeof text === 'string') last = text;
    return event;
  });
}

function payloadOf(event: HistoryEvent): Payload | undefined {
  for (const details in event) {
    const content = event[details];
    if (!isObject(content)) continue;
    const member = 'input' in content ? 'input' : 'output';
    return member in content ? { details, content, member } : undefined;
  }
  return undefined;
}

function withPayload(
  event: HistoryEvent,
  { details, content, member }: Payload,
  text: string | typeof AS_BEFORE,
): HistoryEvent {
  return { ...event, [details]: { ...content, [member]: text } };
}
