import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { messageOf, objectOf, textOf } from '../json.ts';
import type { Log } from '../log.ts';
import type { TimeScale } from '../scaled-clock.ts';
import { AwsError, type Json, type Service } from '../service.ts';
import { createFunction, type FunctionSettings, type LocalFunction } from './function.ts';
import { watchedFunction, type Watch } from '../watch.ts';
import type { FunctionError } from './messages.ts';

/** What becomes of an asynchronous invocation that fails. */
export type AsyncSettings = {
  readonly retries: number;
  readonly giveUp: ((message: Json) => Promise<void>) | undefined;
};

export type Lambda = Service & {
  add(settings: FunctionSettings): LocalFunction;
  /** By name or ARN, with or without a qualifier. */
  find(nameOrArn: string): LocalFunction | undefined;
  configureAsync(nameOrArn: string, settings: AsyncSettings): void;
  /** Accepted at once; a failure is tried again after one minute, and after two more. */
  invokeLater(nameOrArn: string, event: Json): void;
  stop(): Promise<void>;
};

const MINUTE = 60_000;
const BY_DEFAULT: AsyncSettings = { retries: 2, giveUp: undefined };

export function createLambda(around: {
  clock: Clock;
  time?: TimeScale | undefined;
  log: Log;
  watch?: Watch | undefined;
}): Lambda {
  const functions = new Map<string, LocalFunction>();
  const asyncSettings = new Map<string, AsyncSettings>();
  const pending = new Set<() => void>();

  const find = (nameOrArn: string): LocalFunction | undefined => functions.get(nameIn(nameOrArn));
  const demand = (nameOrArn: string): LocalFunction => {
    const found = find(nameOrArn);
    if (found !== undefined) return found;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, { status: 404 });
  };
  const tryLater = (target: LocalFunction, event: Json, attempt: number): void => {
    const cancel = around.clock.at(around.clock.now() + attempt * MINUTE, () => {
      pending.delete(cancel);
      void attemptAsync(target, event, attempt);
    });
    pending.add(cancel);
  };
  const attemptAsync = async (target: LocalFunction, event: Json, attempt: number): Promise<void> => {
    const outcome = await target.invoke(event);
    if (outcome.kind === 'returned') return;
    const { name } = target.settings;
    const settings = asyncSettings.get(name) ?? BY_DEFAULT;
    if (attempt < settings.retries) {
      tryLater(target, event, attempt + 1);
      return;
    }
    const text = `An asynchronous invocation is given up: ${outcome.error.errorMessage}`;
    around.log({ source: name, level: 'error', text });
    const message = failureMessage(target, event, outcome.error, attempt + 1, around.clock);
    await settings.giveUp?.(message).catch((error: unknown) => {
      around.log({
        source: name,
        level: 'error',
        text: `Its failure cannot be handed on: ${messageOf(error)}`,
      });
    });
  };

  return {
    find,
    add(settings) {
      const added = watchedFunction(createFunction(settings, around), around.watch);
      functions.set(settings.name, added);
      return added;
    },
    configureAsync: (nameOrArn, settings) => void asyncSettings.set(nameIn(nameOrArn), settings),
    invokeLater: (nameOrArn, event) => void attemptAsync(demand(nameOrArn), event, 0),
    async call(operation, input) {
      if (operation !== 'Invoke') {
        throw new AwsError(
          'UnknownOperationException',
          `Lambda's ${operation} is not there in the local cloud`,
        );
      }
      const { FunctionName: name, InvocationType: type, Payload: payload = {} } = objectOf(input);
      const target = demand(textOf(name) ?? '');
      switch (textOf(type) ?? 'RequestResponse') {
        case 'DryRun':
          return { StatusCode: 204 };
        case 'Event':
          void attemptAsync(target, payload, 0);
          return { StatusCode: 202 };
        default:
          return answerOf(await target.invoke(payload));
      }
    },
    async stop() {
      for (const cancel of pending) cancel();
      await Promise.all([...functions.values()].map((each) => each.stop()));
    },
  };
}

function answerOf(outcome: Awaited<ReturnType<LocalFunction['invoke']>>): Json {
  const answer = { StatusCode: 200, ExecutedVersion: '$LATEST' };
  if (outcome.kind === 'returned') return { ...answer, Payload: outcome.payload };
  return { ...answer, FunctionError: 'Unhandled', Payload: { ...outcome.error } };
}

/** `name`, `name:alias`, `arn:aws:lambda:region:account:function:name` and the same with a qualifier. */
function nameIn(nameOrArn: string): string {
  const parts = nameOrArn.split(':');
  return (parts[0] === 'arn' ? parts[6] : parts[0]) ?? '';
}

function failureMessage(
  target: LocalFunction,
  event: Json,
  error: FunctionError,
  invocations: number,
  clock: Clock,
): Json {
  return {
    version: '1.0',
    timestamp: new Date(clock.now()).toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: target.settings.arn,
      condition: 'RetriesExhausted',
      approximateInvokeCount: invocations,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { ...error },
  };
}
