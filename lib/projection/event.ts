/** From an envelope to the events of a choreography: which one it is, whom it concerns, what makes it itself, when. */
import { hashOf } from '../definition/hash.ts';
import type { SubscribedEvent, Subscription } from '../definition/wire.ts';
import { answer } from '../expressions/answer.ts';
import { correlationIds, identityFrom, timeFrom } from './identifiers.ts';
import { cutJson, cutKey, MAX_PAYLOAD_BYTES } from './cut.ts';
import { isoOf } from './instants.ts';
import type { Envelope, Occurrence } from './messages.ts';
import { instancePartition, strangerPartition } from './partitions.ts';
import { matchesPattern } from './pattern.ts';
import { redacted } from './redact.ts';
import type { EventRow } from './rows.ts';
import { partitionOf } from './situation.ts';
import { deviating, newlyHeld } from './statuses.ts';

export type Recognised =
  /** One for each id it concerns; a list with nothing in it concerns nobody. */
  | { readonly kind: 'events'; readonly events: readonly Concerning[] }
  /** Uncorrelated or ambiguous: a deviation of the choreography, not of an instance. */
  | { readonly kind: 'deviation'; readonly row: EventRow }
  /** The rule let it through, but no event of the choreography looks like it. */
  | { readonly kind: 'unknown'; readonly message: string };

export type Concerning = { readonly instance: string; readonly event: Occurrence };

export async function recognise(
  envelope: Envelope,
  subscription: Subscription,
  now: number,
): Promise<Recognised> {
  const { choreography } = subscription;
  const matching = subscription.events.filter(({ pattern }) => matchesPattern(pattern, envelope));
  const [event, another] = matching;
  const fallback = fallbackOf(envelope, subscription.redact, now);
  if (event === undefined) {
    const message = `No event of "${choreography}" matches source ${JSON.stringify(envelope.source)}, detail-type ${JSON.stringify(envelope['detail-type'])}.`;
    return { kind: 'unknown', message };
  }
  const valueOf = valuesIn(envelope, fallback.time);
  if (another !== undefined) {
    const names = matching.map(({ name }) => name);
    const reason = `Several events look like this: ${names.map((name) => `"${name}"`).join(', ')}.`;
    const occurrence = { ...fallback, name: names.join(' | '), hold: event.hold };
    return lost(choreography, occurrence, 'ambiguous', reason, now);
  }
  const occurrence: Occurrence = {
    name: event.name,
    identity: cutKey(identityFrom(await valueOf(event.identity)) ?? fallback.identity, 'EVENT#'),
    time: timeFrom(await valueOf(event.time)) ?? fallback.time,
    hold: event.hold,
    ...(event.settle > 0 && { settle: event.settle }),
    payload: fallback.payload,
  };
  const ids = correlationIds(await Promise.all(event.correlation.map(valueOf)));
  if (ids === undefined) return lost(choreography, occurrence, 'uncorrelated', whyNot(event), now);
  const events = ids.map((id) => ({ instance: instancePartition(choreography, id), event: occurrence }));
  return { kind: 'events', events };
}

/** What the envelope itself says of its identity and time; and its payload, without what is never kept, cut to size. */
function fallbackOf(envelope: Envelope, redact: readonly string[], now: number) {
  const identity =
    typeof envelope.id === 'string' && envelope.id !== '' ? envelope.id : hashOf(JSON.stringify(envelope));
  return {
    identity: cutKey(identity, 'EVENT#'),
    time: timeFrom(envelope.time) ?? isoOf(now),
    payload: cutJson(redacted(envelope, redact), MAX_PAYLOAD_BYTES),
  };
}

/** Correlation, identity and time see the whole event. What fails or is not there has no value. */
function valuesIn(envelope: Envelope, time: string) {
  return async (source: string): Promise<unknown> => {
    const result = await answer(source, envelope, { now: Date.parse(time) });
    return result.kind === 'value' ? result.value : undefined;
  };
}

function whyNot({ name, correlation }: SubscribedEvent): string {
  return `"${name}" has no correlation id: ${correlation.join(', ')} is no non-empty text and no number in it.`;
}

function lost(
  choreography: string,
  occurrence: Occurrence,
  status: 'uncorrelated' | 'ambiguous',
  reason: string,
  now: number,
): Recognised {
  const partition = partitionOf(strangerPartition(choreography, occurrence.identity));
  return { kind: 'deviation', row: deviating(newlyHeld(partition, occurrence, now), status, reason, now) };
}
