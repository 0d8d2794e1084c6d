import type { Clock } from '../clock.ts';
import { messageOf, textOf } from '../json.ts';
import type { Log } from '../log.ts';
import type { BusEvent } from './envelope.ts';
import { inputFor, type RuleIdentity } from './input.ts';
import type { Target } from './target.ts';

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
    /** The ARN of the rule that it does this for. */
    readonly rule?: string;
    /** The role that the rule's target is reached with, if it names one. */
    readonly roleArn?: string | undefined;
  },
) => DeliveryOutcome | Promise<DeliveryOutcome>;

export type Deliveries = {
  /** Begins at once; what fails is tried again, with longer and longer pauses, then goes to the dead letters. */
  begin(event: BusEvent, rule: RuleIdentity, target: Target): void;
  /** Gives up what is waiting for another attempt. */
  stop(): void;
};

type Delivery = {
  readonly event: BusEvent;
  readonly rule: RuleIdentity;
  readonly target: Target;
  readonly body: string;
  readonly since: number;
};

type Failure = Extract<DeliveryOutcome, { kind: 'failed' }>;

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 300_000;

export function createDeliveries(around: {
  readonly clock: Clock;
  readonly deliver: Deliver;
  readonly log: Log;
}): Deliveries {
  const { clock, log } = around;
  const waiting = new Set<() => void>();

  const attempt = async (delivery: Delivery, retries: number): Promise<void> => {
    const outcome = await delivering(around.deliver, delivery.target.arn, delivery.body, {
      rule: delivery.rule.arn,
      roleArn: textOf(delivery.target.given['RoleArn']),
    });
    if (outcome.kind === 'delivered') return;
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(retries, 20));
    const exhausted = exhaustedBy(delivery, outcome, retries, clock.now() + pause);
    if (exhausted !== undefined) {
      await giveUp(delivery, outcome, retries, exhausted);
      return;
    }
    const cancel = clock.at(clock.now() + pause, () => {
      waiting.delete(cancel);
      void attempt(delivery, retries + 1);
    });
    waiting.add(cancel);
  };

  const giveUp = async (
    { event, rule, target }: Delivery,
    failure: Failure,
    retries: number,
    condition: string,
  ): Promise<void> => {
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
    const outcome = await delivering(around.deliver, target.deadLetters, event.text, { attributes, rule: rule.arn });
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
      void attempt({ event, rule, target, body, since }, 0);
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

async function delivering(
  ...[deliver, ...request]: [Deliver, ...Parameters<Deliver>]
): Promise<DeliveryOutcome> {
  try {
    return await deliver(...request);
  } catch (error) {
    return { kind: 'failed', code: 'SDK_CLIENT_ERROR', message: messageOf(error), retryable: true };
  }
}
