import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { messageOf, type JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { Json } from '../service.ts';
import type { Storage } from '../storage/storage.ts';
import { entriesOf } from '../storage/typed.ts';
import type { LocalFunction } from './function.ts';
import type { InvocationOutcome } from './instance.ts';
import type { FunctionError } from './messages.ts';

/** What becomes of asynchronous invocations: where those are told of that fail for good, and those that succeed. */
export type AsyncSettings = {
  readonly retries: number;
  /** Seconds after which there is no other attempt. @default six hours */
  readonly longestAge?: number;
  readonly giveUp: ((message: Json) => Promise<void>) | undefined;
  readonly succeed?: ((message: Json) => Promise<void>) | undefined;
};

/** Gets the event itself, whatever destinations are told. */
export type DeadLetters = (event: Json, requestId: string, error: FunctionError) => Promise<void>;

/** Invocations that were accepted, and not handled or given up yet. */
export type Asynchronous = {
  /** A failure is tried again after one minute, and after two more. */
  accept(target: LocalFunction, event: Json): void;
  /** Without settings, those that a function has from the start. */
  configure(name: string, settings: AsyncSettings | undefined): void;
  setDeadLetters(name: string, deadLetters: DeadLetters | undefined): void;
  /** Goes on with what had been accepted when the process ended. */
  resume(): void;
  stop(): void;
};

type Invocation = {
  readonly key: string;
  readonly target: LocalFunction;
  readonly event: Json;
  readonly attempt: number;
  /** Epoch milliseconds: when it was accepted. */
  readonly since: number;
};

type StoredInvocation = {
  readonly name: string;
  readonly event: Json;
  /** Of those before, all failed. */
  readonly attempt: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** When it was accepted; older versions did not store it. */
  readonly since?: number;
};

const MINUTE = 60_000;
const SIX_HOURS = 21_600;
const BY_DEFAULT: AsyncSettings = { retries: 2, giveUp: undefined };

export function createAsynchronous(around: {
  readonly clock: Clock;
  readonly log: Log;
  readonly storage: Storage;
  readonly find: (name: string) => LocalFunction | undefined;
}): Asynchronous {
  const { clock, log } = around;
  const settingsOf = new Map<string, AsyncSettings>();
  const deadLettersOf = new Map<string, DeadLetters>();
  const stored = entriesOf<StoredInvocation>(around.storage, 'lambda invocation');
  const before = stored.all();
  const pending = new Set<() => void>();
  let stopped = false;
  const isStopped = (): boolean => stopped;

  const tryAt = (at: number, invocation: Invocation): void => {
    const { key, target, event, attempt, since } = invocation;
    stored.put(key, { name: target.settings.name, event, attempt, at, since });
    const cancel = clock.at(at, () => {
      pending.delete(cancel);
      void invoke(invocation);
    });
    pending.add(cancel);
  };
  const invoke = async (invocation: Invocation): Promise<void> => {
    const { key, event, attempt, since } = invocation;
    // Its code may have been replaced since: what ran before answers nothing more.
    const target = around.find(invocation.target.settings.name) ?? invocation.target;
    const outcome = await target.invoke(event);
    // What the cloud's own end cuts off has not failed: the next start goes on with it.
    if (outcome.kind === 'failed' && isStopped()) return;
    const { name } = target.settings;
    const settings = settingsOf.get(name) ?? BY_DEFAULT;
    const { retries, longestAge = SIX_HOURS, giveUp, succeed } = settings;
    if (outcome.kind === 'returned') {
      const message = (): Json => outcomeMessage(invocation, 'Success', outcome, clock);
      if (succeed !== undefined) await handOn(name, 'result', () => succeed(message()));
      stored.remove(key);
      return;
    }
    const next = clock.now() + (attempt + 1) * MINUTE;
    const isTooOld = next - since > longestAge * 1000;
    if (attempt < retries && !isTooOld) {
      tryAt(next, { ...invocation, attempt: attempt + 1 });
      return;
    }
    const { error } = outcome;
    const text = `An asynchronous invocation is given up: ${error.errorMessage}`;
    log({ source: name, level: 'error', text });
    const condition = attempt < retries ? 'EventAgeExceeded' : 'RetriesExhausted';
    const message = outcomeMessage(invocation, condition, outcome, clock);
    const deadLetters = deadLettersOf.get(name);
    if (giveUp !== undefined) await handOn(name, 'failure', () => giveUp(message));
    if (deadLetters !== undefined) await handOn(name, 'failure', () => deadLetters(event, key, error));
    stored.remove(key);
  };
  const handOn = async (name: string, what: string, hand: () => Promise<void>): Promise<void> => {
    try {
      await hand();
    } catch (error) {
      const text = `Its ${what} cannot be handed on: ${messageOf(error)}`;
      log({ source: name, level: 'error', text });
    }
  };

  return {
    accept(target, event) {
      const key = randomUUID();
      const at = clock.now();
      stored.put(key, { name: target.settings.name, event, attempt: 0, at, since: at });
      void invoke({ key, target, event, attempt: 0, since: at });
    },
    configure(name, settings) {
      if (settings === undefined) settingsOf.delete(name);
      else settingsOf.set(name, settings);
    },
    setDeadLetters(name, deadLetters) {
      if (deadLetters === undefined) deadLettersOf.delete(name);
      else deadLettersOf.set(name, deadLetters);
    },
    resume() {
      for (const [key, { name, event, attempt, at, since = at }] of before) {
        const target = around.find(name);
        if (target !== undefined) tryAt(at, { key, target, event, attempt, since });
        else {
          stored.remove(key);
          const text = `An asynchronous invocation is dropped: the function ${name} is not there any more.`;
          log({ source: 'cloud', level: 'error', text });
        }
      }
    },
    stop() {
      stopped = true;
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
}

/** What a destination gets. */
function outcomeMessage(
  { key, target, event, attempt }: Invocation,
  condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded',
  outcome: InvocationOutcome,
  clock: Clock,
): JsonObject {
  const failed = outcome.kind === 'failed';
  return {
    version: '1.0',
    timestamp: new Date(clock.now()).toISOString(),
    requestContext: {
      requestId: key,
      functionArn: target.settings.arn,
      condition,
      approximateInvokeCount: attempt + 1,
    },
    requestPayload: event,
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      ...(failed ? { functionError: 'Unhandled' } : {}),
    },
    responsePayload: failed ? { ...outcome.error } : outcome.payload,
  };
}
