/** What Step Functions is told: made from the row and its mark alone, so that whoever repeats it says the same. */
import { hashOf, shardOf } from '../definition/hash.ts';
import { ERROR } from '../definition/wire.ts';
import type { DeliveredEvent, Delivery, ExecutionInput, UnexpectedCause } from '../definition/wire.ts';
import { bytesOf, cutJson, MAX_PAYLOAD_BYTES } from './cut.ts';
import type { DeliverMark, FailMark, SentEvent, StartMark } from './rows.ts';

const MAX_NAME = 80;
/** AWS: white space, brackets, wildcards, special and control characters, and what is no character. */
const REFUSED = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;
/** AWS: 32,768 characters. */
const MAX_CAUSE = 32_000;

const HASHED = /-[0-9a-f]{16}$/;

/**
 * Run 1 of an id that needs no change has the id's name. Every other name ends with a hash, and so does that of an id
 * that looks as if it did: no two runs meet in one name.
 */
export function executionName(correlationId: string, run: number): string {
  const clean = correlationId.replace(REFUSED, '-');
  const unchanged =
    clean === correlationId && clean.length <= MAX_NAME && clean !== '' && !HASHED.test(clean);
  if (unchanged && run === 1) return clean;
  const hash = `-${hashOf(`${correlationId}\n${run}`)}`;
  return clean.slice(0, MAX_NAME - hash.length).replace(/[\uD800-\uDBFF]$/, '') + hash;
}

export function executionInput(row: SentEvent, mark: StartMark): string {
  const { choreography, correlationId, instance } = row;
  const input = (event: DeliveredEvent): ExecutionInput => ({
    choreography,
    correlationId,
    instance,
    run: mark.run,
    shard: shardOf(correlationId),
    to: mark.to,
    event,
  });
  return withEnvelope(row, input);
}

export function deliveryOutput(row: SentEvent, mark: DeliverMark): string {
  const { identity, putBack } = row;
  return withEnvelope(row, (event): Delivery => ({ to: mark.to, event, identity, putBack }));
}

/** The whole keeps to the limit, not the envelope alone. */
function withEnvelope(row: SentEvent, build: (event: DeliveredEvent) => unknown): string {
  const { name, identity, time, payload } = row;
  const envelope: unknown = JSON.parse(payload);
  const whole = JSON.stringify(build({ name, identity, time, envelope }));
  const excess = bytesOf(whole) - MAX_PAYLOAD_BYTES;
  if (excess <= 0) return whole;
  const cut: unknown = JSON.parse(cutJson(envelope, bytesOf(payload) - excess));
  return JSON.stringify(build({ name, identity, time, envelope: cut }));
}

export function failureOf(row: SentEvent, mark: FailMark): { error: string; cause: string } {
  const { name: event, identity, putBack } = row;
  const { state, awaited } = mark;
  const cause = (names: readonly string[]): string => {
    const listed = names.length === 0 ? 'nothing' : names.join(', ');
    const message = `"${event}" was not expected in "${state}", which awaits ${listed}.`;
    const said: UnexpectedCause = { message, event, state, awaited: names, identity, putBack };
    return JSON.stringify(said);
  };
  // However many events a state awaits, the event's identity must get through: the history is read by it.
  let shown = awaited;
  while (cause(shown).length > MAX_CAUSE && shown.length > 0) shown = shown.slice(0, shown.length >> 1);
  return { error: mark.halt ? ERROR.halted : ERROR.unexpected, cause: cause(shown) };
}
