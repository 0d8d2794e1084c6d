import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { messageOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { TimeScale } from '../scaled-clock.ts';
import { AwsError, type Json, type Place, type Service } from '../service.ts';
import { createFunction, type FunctionSettings, type LocalFunction } from './function.ts';
import { watchedFunction, type Watch } from '../watch.ts';
import type { DescribedFunction } from './describing.ts';
import { constraint, noSuchFunction } from './errors.ts';
import type { Mapping } from './mappings.ts';
import type { FunctionError } from './messages.ts';
import { describedIn, namedBy, readOperations } from './reading.ts';

/** What becomes of an asynchronous invocation that fails. */
export type AsyncSettings = {
  readonly retries: number;
  readonly giveUp: ((message: Json) => Promise<void>) | undefined;
};

export type Lambda = Service & {
  /** `properties`: what the template says of it, which Lambda's API shows. */
  add(settings: FunctionSettings, properties?: JsonObject): LocalFunction;
  /** For Lambda's API to show: what follows the source is started elsewhere. */
  addMapping(mapping: Mapping): void;
  removeMapping(id: string): void;
  /** Whatever it is doing; nothing happens where it is not there. */
  remove(name: string): void;
  /** By name or ARN, with or without a qualifier. */
  find(nameOrArn: string): LocalFunction | undefined;
  /** `properties`: of an EventInvokeConfig, where that is what configures it. */
  configureAsync(nameOrArn: string, settings: AsyncSettings, properties?: JsonObject): void;
  /** Accepted at once; a failure is tried again after one minute, and after two more. */
  invokeLater(nameOrArn: string, event: Json): void;
  stop(): Promise<void>;
};

const MINUTE = 60_000;
const TYPES = 'Member must satisfy enum value set: [Event, RequestResponse, DryRun]';
const BY_DEFAULT: AsyncSettings = { retries: 2, giveUp: undefined };

export function createLambda(around: {
  place: Place;
  clock: Clock;
  time?: TimeScale | undefined;
  log: Log;
  watch?: Watch | undefined;
}): Lambda {
  const functions = new Map<string, DescribedFunction>();
  const asyncSettings = new Map<string, AsyncSettings>();
  const invokeConfigs = new Map<string, JsonObject>();
  const mappings: Mapping[] = [];
  const { place } = around;
  const registry = { place, functions, invokeConfigs, mappings, since: around.clock.now() };
  const reading = readOperations(registry);
  const pending = new Set<() => void>();

  const find = (nameOrArn: string): LocalFunction | undefined =>
    functions.get(namedBy(nameOrArn).name)?.target;
  const demand = (nameOrArn: string): LocalFunction => {
    const found = find(nameOrArn);
    if (found !== undefined) return found;
    const { name, qualifier } = namedBy(nameOrArn);
    throw noSuchFunction(name, qualifier, place);
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

  const invoke = async (input: JsonObject): Promise<Json> => {
    const { InvocationType: type, Payload: payload = {} } = input;
    const { target } = describedIn(input, registry);
    switch (type ?? 'RequestResponse') {
      case 'DryRun':
        return { StatusCode: 204 };
      case 'Event':
        void attemptAsync(target, payload, 0);
        return { StatusCode: 202 };
      case 'RequestResponse':
        return answerOf(await target.invoke(payload));
      default:
        throw constraint(textOf(type) ?? '', 'invocationType', TYPES);
    }
  };

  return {
    find,
    add(settings, properties = {}) {
      const target = watchedFunction(createFunction(settings, around), around.watch);
      functions.set(settings.name, { target, properties });
      return target;
    },
    addMapping: (mapping) => void mappings.push(mapping),
    removeMapping(id) {
      const at = mappings.findIndex((mapping) => mapping.id === id);
      if (at !== -1) mappings.splice(at, 1);
    },
    remove(name) {
      const removed = functions.get(name);
      functions.delete(name);
      void removed?.target.stop();
    },
    configureAsync(nameOrArn, settings, properties) {
      const { name } = namedBy(nameOrArn);
      asyncSettings.set(name, settings);
      if (properties !== undefined) invokeConfigs.set(name, properties);
    },
    invokeLater: (nameOrArn, event) => void attemptAsync(demand(nameOrArn), event, 0),
    async call(operation, input) {
      if (operation === 'Invoke') return invoke(objectOf(input));
      const read = Object.hasOwn(reading, operation) ? reading[operation] : undefined;
      if (read !== undefined) return read(objectOf(input));
      const message = `Lambda's ${operation} is not there in the local cloud.`;
      throw new AwsError('UnknownOperationException', message, { status: 404 });
    },
    async stop() {
      for (const cancel of pending) cancel();
      await Promise.all([...functions.values()].map(({ target }) => target.stop()));
    },
  };
}

function answerOf(outcome: Awaited<ReturnType<LocalFunction['invoke']>>): Json {
  const answer = { StatusCode: 200, ExecutedVersion: '$LATEST' };
  if (outcome.kind === 'returned') return { ...answer, Payload: outcome.payload };
  return { ...answer, FunctionError: 'Unhandled', Payload: { ...outcome.error } };
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
