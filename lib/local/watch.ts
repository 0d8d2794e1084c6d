import type { DynamoDb } from './dynamodb/dynamodb.ts';
import type { StreamRecord } from './dynamodb/streams.ts';
import { objectOf, textOf } from './json.ts';
import type { LocalFunction } from './lambda/function.ts';
import { AwsError, type Caller, type Json, type Service } from './service.ts';
import type { Sqs } from './sqs/sqs.ts';

/** Sees what goes on between the services, as AWS's bill does. What it costs the cloud in time is the watcher's own. */
export type Watch = {
  /** Each is followed by a `call`: while there are others, something is going on. */
  begin(service: WatchedCall['service'], operation: string): void;
  /** Answered or refused, wherever it comes from: a function, an execution, a mapping, a rule, or somebody outside. */
  call(call: WatchedCall): void;
  /** Of every table that has a stream. */
  change(record: StreamRecord): void;
};

export type WatchedCall = {
  readonly service: 'dynamodb' | 'events' | 'lambda' | 'sns' | 'sqs' | 'states';
  readonly operation: string;
  readonly input: Json;
  /** Undefined where it was refused. */
  readonly output: Json | undefined;
  /** The code of the refusal. */
  readonly error: string | undefined;
  /** Of whom the template knows as a function or an execution; undefined for everybody else. */
  readonly roleArn: string | undefined;
};

/** The same service, but every call of its API is told. */
export function watched<S extends Service>(
  service: S,
  name: WatchedCall['service'],
  watch: Watch | undefined,
): S {
  if (watch === undefined) return service;
  const call = async (operation: string, input: Json, caller: Caller): Promise<Json> => {
    const { roleArn } = caller;
    watch.begin(name, operation);
    try {
      const output = await service.call(operation, input, caller);
      watch.call({ service: name, operation, input, output, error: undefined, roleArn });
      return output;
    } catch (error) {
      const code = error instanceof AwsError ? error.code : 'InternalFailure';
      watch.call({ service: name, operation, input, output: undefined, error: code, roleArn });
      throw error;
    }
  };
  return { ...service, call };
}

export function watchedDynamoDb(dynamodb: DynamoDb, watch: Watch | undefined): DynamoDb {
  if (watch === undefined) return dynamodb;
  const told = watched(dynamodb, 'dynamodb', watch);
  return {
    ...told,
    async call(operation, input, caller) {
      const output = await told.call(operation, input, caller);
      const stream = textOf(objectOf(objectOf(output)['TableDescription'])['LatestStreamArn']);
      if (operation === 'CreateTable' && stream !== undefined)
        dynamodb.listen(stream, (record) => watch.change(record));
      return output;
    },
  };
}

/** What rules send to queues is a request of SQS too. */
export function watchedSqs(sqs: Sqs, watch: Watch | undefined): Sqs {
  if (watch === undefined) return sqs;
  return {
    ...watched(sqs, 'sqs', watch),
    send(queueArn, body, options) {
      watch.begin('sqs', 'SendMessage');
      const outcome = sqs.send(queueArn, body, options);
      const error = outcome.kind === 'refused' ? outcome.code : undefined;
      const input = { QueueArn: queueArn, MessageBody: body };
      const output = error === undefined ? {} : undefined;
      watch.call({ service: 'sqs', operation: 'SendMessage', input, output, error, roleArn: undefined });
      return outcome;
    },
  };
}

export function watchedFunction(added: LocalFunction, watch: Watch | undefined): LocalFunction {
  if (watch === undefined) return added;
  return {
    ...added,
    async invoke(event, shown) {
      watch.begin('lambda', 'Invoke');
      const outcome = await added.invoke(event, shown);
      const [output, error] =
        outcome.kind === 'returned' ? [outcome.payload, undefined] : [undefined, outcome.error.errorType];
      const input = { FunctionName: added.settings.name, Payload: event };
      watch.call({
        service: 'lambda',
        operation: 'Invoke',
        input,
        output,
        error,
        roleArn: added.settings.roleArn,
      });
      return outcome;
    },
  };
}
