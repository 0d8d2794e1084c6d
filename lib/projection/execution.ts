/** What Step Functions is told: made from the row and its mark alone, so that whoever repeats it says the same. */
import { hashOf, shardOf } from '../definition/hash.ts';
import { ERROR } from '../definition/wire.ts';
import type { Answer, Memory } from '../definition/route.ts';
import type {
  DecidedDelivery,
  DeliveredEvent,
  Delivery,
  ExecutionInput,
  UnexpectedCause,
} from '../definition/wire.ts';
import { bytesOf } from './bytes.ts';
import { cutJson, MAX_PAYLOAD_BYTES } from './cut.ts';
import { withExact } from './exact.ts';
import type { DeliverMark, FailMark, HeldEvent, SentEvent, StartMark } from './rows.ts';

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

/** Of an item, 409,600; the rest is for names, tokens and what the indexes need. */
const MAX_MARKED_BYTES = 390_000;
/** What a delivery says besides its answer and its event's envelope: names and an identity. */
const ROOM = 4_000;

/**
 * Of what the machine remembers, as text within the arguments of the next wait, which Step Functions takes up to 262,144
 * bytes of; the rest is for what the wait says besides: its token, and all that it awaits.
 */
const MAX_REMEMBERED_BYTES = 220_000;

/**
 * Whether the machine can take it at all, however short the event's envelope is cut, and then put its next wait. Without:
 * an instance fails by the size of what it has had. `before`: what is remembered now, by level.
 */
export function isSendable(answer: Answer, before: readonly Memory[]): boolean {
  return (
    bytesOfAnswer(answer) + ROOM <= MAX_PAYLOAD_BYTES &&
    (answer.level >= before.length - 1 || isCarriable(answer)) &&
    isPuttable([...before.slice(0, answer.level), answer.memory])
  );
}

/** Out of its regions, as the cause of a failure. */
function isCarriable({ memory, actions }: Answer): boolean {
  return bytesOf(JSON.stringify({ memory: withExact(memory), actions })) <= MAX_CAUSE;
}

function bytesOfAnswer(answer: Answer): number {
  return bytesOf(JSON.stringify({ ...answer, memory: withExact(answer.memory) }));
}

/** To be text within text, quotes and backslashes are doubled; most is so small that they need no counting. */
function isPuttable(memories: readonly Memory[]): boolean {
  const text = JSON.stringify(memories.map(withoutCopy).map(withExact));
  const room = MAX_REMEMBERED_BYTES - bytesOf(text);
  return room >= text.length || (text.match(/["\\]/g)?.length ?? 0) <= room;
}

/** What is as it is around it, the machine leaves out. */
function withoutCopy({ context, ...memory }: Memory, level: number, memories: readonly Memory[]): Memory {
  const around = memories[level - 1]?.context;
  const isCopy = around !== undefined && JSON.stringify(context) === JSON.stringify(around);
  return context === undefined || isCopy ? memory : { context, ...memory };
}

/** Whether the event's row can carry it too, until it is sent. */
export function isStorable(event: HeldEvent, answer: Answer, before: readonly Memory[]): boolean {
  return isSendable(answer, before) && bytesOfAnswer(answer) + bytesOf(event.payload) <= MAX_MARKED_BYTES;
}

/** What of an answer is sent; nothing the choreography has no use for. */
export function saidBy({ way, memory, actions }: Answer, before: Memory | undefined): DecidedDelivery {
  const remembers = before !== undefined || Object.keys(memory).length > 0;
  return { to: way, ...(remembers && { memory: withExact(memory) }), ...(actions.length > 0 && { actions }) };
}

export function executionInput(row: SentEvent, mark: StartMark): string {
  const { choreography, correlationId, instance } = row;
  const { to, ...remembered } = answerIn(mark);
  const input = (event: DeliveredEvent): ExecutionInput => ({
    choreography,
    correlationId,
    instance,
    run: mark.run,
    shard: shardOf(correlationId),
    to,
    event,
    ...remembered,
  });
  return withEnvelope(row, input);
}

export function deliveryOutput(row: SentEvent, mark: DeliverMark): string {
  const { identity, putBack } = row;
  const { to, ...remembered } = answerIn(mark);
  return withEnvelope(row, (event): Delivery => ({ to, event, identity, putBack, ...remembered }));
}

function answerIn({ to, memory, actions }: StartMark | DeliverMark): DecidedDelivery {
  return { to, ...(memory !== undefined && { memory }), ...(actions !== undefined && { actions }) };
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
