import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { messageOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { EntriesOf } from '../storage/typed.ts';
import type { BusEvent } from './envelope.ts';
import { inputFor, type RuleIdentity } from './input.ts';
import { parseTarget, type Target } from './target.ts';

export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly message: string;
      /** False where another attempt would fail, too: the target is not there, or refuses what it is sent. */
      readonly retryable: boolean;
    };

/** Takes a text to a queue or function. `attributes` are a message's; functions get none. */
export type Deliver = (
  targetArn: string,
  body: string,
  options: {
    readonly attributes?: { readonly [name: string]: string };
    /** A message's MessageGroupId. */
    readonly group?: string | undefined;
    /** The ARN of the rule that it does this for. */
    readonly rule?: string;
    /** The role that the rule's target is reached with, if it names one. */
    readonly roleArn?: string | undefined;
  },
) => DeliveryOutcome | Promise<DeliveryOutcome>;

export type Deliveries = {
  /** Begins at once; what fails is tried again, with longer and longer pauses, then goes to the dead letters. */
  begin(event: BusEvent, rule: RuleIdentity, target: Target): void;
  /** Goes on with what was under way when the process ended. */
  resume(): void;
  /** Ends what is waiting for another attempt. */
  stop(): void;
};

type Delivery = {
  readonly key: string;
  readonly event: Pick<BusEvent, 'id' | 'text'>;
  readonly rule: RuleIdentity;
  readonly target: Target;
  /** Null if what it should be sent is no JSON. */
  readonly body: string | null;
  readonly since: number;
  /** Whether it is stored: only what outlasts the turn has to be. */
  stored: boolean;
};

export type StoredDelivery = {
  readonly event: { readonly id: string; readonly text: string };
  readonly rule: RuleIdentity;
  /** As PutTargets was given it. */
  readonly target: JsonObject;
  readonly body: string | null;
  readonly since: number;
  /** Attempts that failed. */
  readonly retries: number;
  /** When it is tried next. */
  readonly at: number;
};

type Failure = Extract<DeliveryOutcome, { kind: 'failed' }>;

const NO_JSON: Failure = {
  kind: 'failed',
  code: 'INVALID_JSON',
  message: 'Invalid input for target.',
  retryable: false,
};
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 300_000;

/**
 * An event is handed on in the turn in which it comes, so nothing has to be stored for it. What cannot be handed on in
 * that turn is stored until it is, and removed in the turn in which it is.
 */
export function createDeliveries(around: {
  readonly clock: Clock;
  readonly deliver: Deliver;
  readonly log: Log;
  readonly stored: EntriesOf<StoredDelivery>;
}): Deliveries {
  const { clock, log, stored } = around;
  const waiting = new Set<() => void>();
  const underWay = stored.all();

  const keep = (delivery: Delivery, retries: number, at: number): void => {
    const { key, event, rule, target, body, since } = delivery;
    const { id, text } = event;
    const { name, arn } = rule;
    delivery.stored = true;
    stored.put(key, {
      event: { id, text },
      rule: { name, arn },
      target: target.given,
      body,
      since,
      retries,
      at,
    });
  };
  const forget = ({ key, stored: isStored }: Delivery): void => {
    if (isStored) stored.remove(key);
  };
  const handing = async (
    delivery: Delivery,
    retries: number,
    ...request: Parameters<Deliver>
  ): Promise<DeliveryOutcome> => {
    const outcome = delivering(around.deliver, request);
    if (outcome instanceof Promise) keep(delivery, retries, clock.now());
    return outcome;
  };

  const attempt = async (delivery: Delivery, retries: number): Promise<void> => {
    const { target, rule, body } = delivery;
    const options = {
      ...{ rule: rule.arn, roleArn: textOf(target.given['RoleArn']) },
      group: textOf(objectOf(target.given['SqsParameters'])['MessageGroupId']),
    };
    const outcome = body === null ? NO_JSON : await handing(delivery, retries, target.arn, body, options);
    if (outcome.kind === 'delivered') {
      forget(delivery);
      return;
    }
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(retries, 20));
    const next = clock.now() + pause;
    const exhausted = exhaustedBy(delivery, outcome, retries, next);
    if (exhausted !== undefined) {
      await giveUp(delivery, outcome, retries, exhausted);
      forget(delivery);
      return;
    }
    keep(delivery, retries + 1, next);
    tryAt(next, delivery, retries + 1);
  };

  const tryAt = (at: number, delivery: Delivery, retries: number): void => {
    const cancel = clock.at(at, () => {
      waiting.delete(cancel);
      void attempt(delivery, retries);
    });
    waiting.add(cancel);
  };

  const giveUp = async (
    delivery: Delivery,
    failure: Failure,
    retries: number,
    condition: string,
  ): Promise<void> => {
    const { event, rule, target } = delivery;
    const about = `Event ${event.id} of rule ${rule.name} could not be delivered to ${target.arn}: ${failure.message}`;
    if (target.deadLetters === undefined) {
      log({
        source: 'cloud',
        level: 'error',
        text: `${about} It is dropped: the target has no dead-letter queue.`,
      });
      return;
    }
    const attributes = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.arn,
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      RETRY_ATTEMPTS: String(retries),
      ...(condition === '' ? {} : { EXHAUSTED_RETRY_CONDITION: condition }),
    };
    const options = { attributes, rule: rule.arn };
    const outcome = await handing(delivery, retries, target.deadLetters, event.text, options);
    const text =
      outcome.kind === 'delivered'
        ? `${about} It is in ${target.deadLetters}.`
        : `${about} It is dropped: ${target.deadLetters} refused it, too: ${outcome.message}`;
    log({ source: 'cloud', level: outcome.kind === 'delivered' ? 'warning' : 'error', text });
  };

  return {
    begin(event, rule, target) {
      const since = clock.now();
      const body = inputFor(target.input, event, rule, since);
      void attempt({ key: randomUUID(), event, rule, target, body, since, stored: false }, 0);
    },
    resume() {
      for (const [key, { event, rule, target, body, since, retries, at }] of underWay)
        tryAt(at, { key, event, rule, target: parseTarget(target), body, since, stored: true }, retries);
    },
    stop() {
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}

/** Why there is no other attempt; an empty text where none would help. */
function exhaustedBy(
  { target, since }: Delivery,
  failure: Failure,
  retries: number,
  next: number,
): string | undefined {
  if (!failure.retryable) return '';
  if (retries >= target.retries) return 'MaximumRetryAttempts';
  return next - since > target.longestAge * 1000 ? 'MaximumEventAgeInSeconds' : undefined;
}

function delivering(
  deliver: Deliver,
  request: Parameters<Deliver>,
): DeliveryOutcome | Promise<DeliveryOutcome> {
  const failed = (error: unknown): DeliveryOutcome => ({
    kind: 'failed',
    code: 'SDK_CLIENT_ERROR',
    message: messageOf(error),
    retryable: true,
  });
  try {
    const outcome = deliver(...request);
    return outcome instanceof Promise ? outcome.catch(failed) : outcome;
  } catch (error) {
    return failed(error);
  }
}
