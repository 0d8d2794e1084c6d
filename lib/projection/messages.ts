/**
 * The bodies of a choreography's two queues: an EventBridge envelope as the rule sends it, or one of our own:
 * `{"look": …}` looks at an event again, `{"deliver": …}` is one event for one instance, `{"spread": …}` for many,
 * `{"resubmit": …}` an envelope once more.
 */
import * as v from 'valibot';
import { read, readIf } from './reading.ts';

export type Message =
  | EventMessage
  | { readonly kind: 'look'; readonly look: Look }
  | { readonly kind: 'deliver'; readonly deliver: Deliver }
  | { readonly kind: 'spread'; readonly spread: Spread };

export type EventMessage = {
  readonly kind: 'event';
  readonly envelope: Envelope;
  /** An operator gave it to its queue again, as it was of no instance: for how many-th time. Absent as the bus brings it. */
  readonly resubmitted?: number;
};

/** An EventBridge envelope; nothing is taken for granted about its fields. */
export type Envelope = { readonly [field: string]: unknown };

/** Carries no truth: it only makes somebody look. */
export type Look = {
  readonly instance: string;
  readonly identity: string;
  /** The event's name: it tells the queue. */
  readonly name: string;
  /** Of the event as it was when the look was sent. */
  readonly putBack: number;
  /** Not before this instant, ISO 8601; a queue's delay ends at 15 minutes, so a look hops. */
  readonly at: string;
};

/** One id of a list correlation brings its event; an event put back has its row already. */
export type Deliver = {
  readonly instance: string;
  readonly identity: string;
  readonly event?: Occurrence;
};

/** Some of the ids of a list correlation that is too long for one function to bring each of them the event. */
export type Spread = { readonly instances: readonly string[]; readonly event: Occurrence };

/** An event recognised: what the choreography's expressions make of an envelope. */
export type Occurrence = {
  readonly name: string;
  readonly identity: string;
  /** ISO 8601 with milliseconds. */
  readonly time: string;
  /** Milliseconds. */
  readonly hold: number;
  /** Milliseconds; absent where it need not wait. */
  readonly settle?: number;
  /** The envelope as JSON text, cut to size. */
  readonly payload: string;
};

/** The envelope travels as a value: as text within text its quotes would double. */
const occurrence = v.pipe(
  v.object({
    name: v.string(),
    identity: v.string(),
    time: v.string(),
    hold: v.number(),
    settle: v.exactOptional(v.number()),
    envelope: v.unknown(),
  }),
  v.transform(({ envelope, ...rest }): Occurrence => ({ ...rest, payload: JSON.stringify(envelope) })),
);
const own = v.union([
  v.strictObject({
    look: v.object({
      instance: v.string(),
      identity: v.string(),
      name: v.string(),
      putBack: v.number(),
      at: v.string(),
    }),
  }),
  v.strictObject({
    deliver: v.object({ instance: v.string(), identity: v.string(), event: v.exactOptional(occurrence) }),
  }),
  v.strictObject({ spread: v.object({ instances: v.array(v.string()), event: occurrence }) }),
]);
const resubmission = v.strictObject({
  resubmit: v.object({ envelope: v.unknown(), putBack: v.number() }),
});
const fields = v.object({ source: v.string(), 'detail-type': v.string() });
/** With all that it has besides: it stays as it came. */
const envelope = v.custom<Envelope>((value) => v.is(fields, value));

/** The envelope that a row keeps. @throws where it is none: such a row was never written. */
export function envelopeIn(payload: string): Envelope {
  return read(envelope, JSON.parse(payload));
}

export type ParsedMessage = Message | { readonly kind: 'malformed'; readonly message: string };

export function parseMessage(body: string): ParsedMessage {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { kind: 'malformed', message: 'The message is not JSON.' };
  }
  const ours = readIf(own, value);
  if (ours !== undefined) {
    if ('look' in ours) return { kind: 'look', look: ours.look };
    if ('spread' in ours) return { kind: 'spread', spread: ours.spread };
    return { kind: 'deliver', deliver: ours.deliver };
  }
  const again = readIf(resubmission, value)?.resubmit;
  const event = readIf(envelope, again === undefined ? value : again.envelope);
  if (event !== undefined) {
    return { kind: 'event', envelope: event, ...(again !== undefined && { resubmitted: again.putBack }) };
  }
  return {
    kind: 'malformed',
    message: 'The message is neither an EventBridge event (source, detail-type) nor a look nor a delivery.',
  };
}

export function printMessage(message: Message): string {
  switch (message.kind) {
    case 'event':
      return JSON.stringify(
        message.resubmitted === undefined
          ? message.envelope
          : { resubmit: { envelope: message.envelope, putBack: message.resubmitted } },
      );
    case 'look':
      return JSON.stringify({ look: message.look });
    case 'deliver':
      return JSON.stringify({ deliver: deliverable(message.deliver) });
    case 'spread':
      return JSON.stringify({ spread: deliverable(message.spread) });
  }
}

function deliverable({ event, ...whose }: Deliver | Spread): unknown {
  if (event === undefined) return whose;
  const { payload, ...rest } = event;
  return { ...whose, event: { ...rest, envelope: JSON.parse(payload) as unknown } };
}
