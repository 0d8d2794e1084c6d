import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { messageOf, type JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { Json } from '../service.ts';
import type { Storage } from '../storage/storage.ts';
import { entriesOf } from '../storage/typed.ts';
import type { LocalFunction } from './function.ts';
import type { FunctionError } from './messages.ts';

/** What becomes of an asynchronous invocation that fails. */
export type AsyncSettings = {
  readonly retries: number;
  readonly giveUp: ((message: Json) => Promise<void>) | undefined;
};

/** Invocations that were accepted, and not handled or given up yet. */
export type Asynchronous = {
  /** A failure is tried again after one minute, and after two more. */
  accept(target: LocalFunction, event: Json): void;
  configure(name: string, settings: AsyncSettings): void;
  /** Goes on with what had been accepted when the process ended. */
  resume(): void;
  stop(): void;
};

type Invocation = {
  readonly key: string;
  readonly target: LocalFunction;
  readonly event: Json;
  readonly attempt: number;
};

type StoredInvocation = {
  readonly name: string;
  readonly event: Json;
  /** Of those before, all failed. */
  readonly attempt: number;
  /** Epoch milliseconds. */
  readonly at: number;
};

const MINUTE = 60_000;
const BY_DEFAULT: AsyncSettings = { retries: 2, giveUp: undefined };

export function createAsynchronous(around: {
  readonly clock: Clock;
  readonly log: Log;
  readonly storage: Storage;
  readonly find: (name: string) => LocalFunction | undefined;
}): Asynchronous {
  const { clock, log } = around;
  const settingsOf = new Map<string, AsyncSettings>();
  const stored = entriesOf<StoredInvocation>(around.storage, 'lambda invocation');
  const before = stored.all();
  const pending = new Set<() => void>();
  let stopped = false;
  const isStopped = (): boolean => stopped;

  const tryAt = (at: number, invocation: Invocation): void => {
    const { key, target, event, attempt } = invocation;
    stored.put(key, { name: target.settings.name, event, attempt, at });
    const cancel = clock.at(at, () => {
      pending.delete(cancel);
      void invoke(invocation);
    });
    pending.add(cancel);
  };
  const invoke = async (invocation: Invocation): Promise<void> => {
    const { key, event, attempt } = invocation;
    // Its code may have been replaced since: what ran before answers nothing more.
    const target = around.find(invocation.target.settings.name) ?? invocation.target;
    const outcome = await target.invoke(event);
    // What the cloud's own end cuts off has not failed: the next start goes on with it.
    if (outcome.kind === 'failed' && isStopped()) return;
    if (outcome.kind === 'returned') {
      stored.remove(key);
      return;
    }
    const { retries, giveUp } = settingsOf.get(target.settings.name) ?? BY_DEFAULT;
    if (attempt < retries) {
      tryAt(clock.now() + (attempt + 1) * MINUTE, { ...invocation, attempt: attempt + 1 });
      return;
    }
    const text = `An asynchronous invocation is given up: ${outcome.error.errorMessage}`;
    log({ source: target.settings.name, level: 'error', text });
    await handOn(giveUp, target, failureMessage(invocation, outcome.error, clock));
    stored.remove(key);
  };
  const handOn = async (
    giveUp: AsyncSettings['giveUp'],
    { settings }: LocalFunction,
    message: JsonObject,
  ): Promise<void> => {
    try {
      await giveUp?.(message);
    } catch (error) {
      const text = `Its failure cannot be handed on: ${messageOf(error)}`;
      log({ source: settings.name, level: 'error', text });
    }
  };

  return {
    accept(target, event) {
      const key = randomUUID();
      stored.put(key, { name: target.settings.name, event, attempt: 0, at: clock.now() });
      void invoke({ key, target, event, attempt: 0 });
    },
    configure: (name, settings) => void settingsOf.set(name, settings),
    resume() {
      for (const [key, { name, event, attempt, at }] of before) {
        const target = around.find(name);
        if (target !== undefined) tryAt(at, { key, target, event, attempt });
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

function failureMessage(
  { target, event, attempt }: Invocation,
  error: FunctionError,
  clock: Clock,
): JsonObject {
  return {
    version: '1.0',
    timestamp: new Date(clock.now()).toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: target.settings.arn,
      condition: 'RetriesExhausted',
      approximateInvokeCount: attempt + 1,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { ...error },
  };
}
