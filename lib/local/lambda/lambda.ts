import type { Clock } from '../clock.ts';
import { objectOf, textOf, type JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { TimeScale } from '../scaled-clock.ts';
import { AwsError, type Json, type Place, type Service } from '../service.ts';
import { forgetful, type Storage } from '../storage/storage.ts';
import { createAsynchronous, type AsyncSettings, type DeadLetters } from './asynchronous.ts';
import { logTail } from './execution-log.ts';
import { createFunction, type FunctionSettings, type LocalFunction } from './function.ts';
import { watchedFunction, type Watch } from '../watch.ts';
import type { DescribedFunction } from './describing.ts';
import { checkMembers, type Constraint } from '../constraints.ts';
import { constraint, noSuchFunction, throttled } from './errors.ts';
import type { Mapping } from './mappings.ts';
import { describedIn, namedBy, readOperations } from './reading.ts';

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
  /** `properties`: of the EventInvokeConfig. Without settings, the function has none any more. */
  configureAsync(nameOrArn: string, settings?: AsyncSettings, properties?: JsonObject): void;
  /** Beside the destinations that are configured. */
  setDeadLetters(nameOrArn: string, deadLetters: DeadLetters | undefined): void;
  /** Accepted at once; a failure is tried again after one minute, and after two more. */
  invokeLater(nameOrArn: string, event: Json): void;
  /** To be called when all functions are there: goes on with what had been accepted when the process ended. */
  resume(): void;
  stop(): Promise<void>;
};

const TYPES = 'Member must satisfy enum value set: [Event, RequestResponse, DryRun]';
const LOG_TYPES = 'Member must satisfy enum value set: [None, Tail]';
const FUNCTION_NAME: Constraint = {
  min: 1,
  max: 256,
  pattern:
    '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?',
};

export function createLambda(around: {
  place: Place;
  clock: Clock;
  time?: TimeScale | undefined;
  log: Log;
  watch?: Watch | undefined;
  /** @default nothing outlives the process */
  storage?: Storage;
}): Lambda {
  const functions = new Map<string, DescribedFunction>();
  const invokeConfigs = new Map<string, JsonObject>();
  const mappings: Mapping[] = [];
  const { place } = around;
  const registry = { place, functions, invokeConfigs, mappings, since: around.clock.now() };
  const reading = readOperations(registry);

  const find = (nameOrArn: string): LocalFunction | undefined =>
    functions.get(namedBy(nameOrArn).name)?.target;
  const demand = (nameOrArn: string): LocalFunction => {
    const found = find(nameOrArn);
    if (found !== undefined) return found;
    const { name, qualifier } = namedBy(nameOrArn);
    throw noSuchFunction(name, qualifier, place);
  };
  const asynchronous = createAsynchronous({ storage: forgetful(), ...around, find });

  const invoke = async (input: JsonObject): Promise<Json> => {
    const { InvocationType: type, LogType: logType = 'None', Payload: payload = {} } = input;
    const { target } = describedIn(input, registry);
    if (logType !== 'None' && logType !== 'Tail')
      throw constraint(textOf(logType) ?? '', 'logType', LOG_TYPES);
    switch (type ?? 'RequestResponse') {
      case 'DryRun':
        return { StatusCode: 204 };
      case 'Event':
        asynchronous.accept(target, payload);
        return { StatusCode: 202 };
      case 'RequestResponse':
        // Where something is reserved, whoever comes too early waits: this is one machine.
        if (target.settings.concurrency === 0) throw throttled();
        return answerOf(await target.invoke(payload, { showsLog: logType === 'Tail' }));
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
      asynchronous.configure(name, settings);
      if (properties !== undefined) invokeConfigs.set(name, properties);
      else if (settings === undefined) invokeConfigs.delete(name);
    },
    setDeadLetters: (nameOrArn, deadLetters) =>
      asynchronous.setDeadLetters(namedBy(nameOrArn).name, deadLetters),
    invokeLater: (nameOrArn, event) => asynchronous.accept(demand(nameOrArn), event),
    resume: asynchronous.resume,
    async call(operation, input) {
      checkMembers(objectOf(input), { FunctionName: FUNCTION_NAME });
      if (operation === 'Invoke') return invoke(objectOf(input));
      const read = Object.hasOwn(reading, operation) ? reading[operation] : undefined;
      if (read !== undefined) return read(objectOf(input));
      const message = `Lambda's ${operation} is not there in the local cloud.`;
      throw new AwsError('UnknownOperationException', message, { status: 404 });
    },
    async stop() {
      asynchronous.stop();
      await Promise.all([...functions.values()].map(({ target }) => target.stop()));
    },
  };
}

function answerOf(outcome: Awaited<ReturnType<LocalFunction['invoke']>>): Json {
  const log = outcome.log === undefined ? {} : { LogResult: logTail(outcome.log) };
  const answer = { StatusCode: 200, ExecutedVersion: '$LATEST', ...log };
  if (outcome.kind === 'returned') return { ...answer, Payload: outcome.payload };
  return { ...answer, FunctionError: 'Unhandled', Payload: { ...outcome.error } };
}
