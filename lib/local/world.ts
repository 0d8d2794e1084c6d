import type { Clock } from './clock.ts';
import type { DynamoDb } from './dynamodb/dynamodb.ts';
import type { Lambda } from './lambda/lambda.ts';
import type { FunctionRuns } from './iam/function-runs.ts';
import type { Iam } from './iam/iam.ts';
import type { Log } from './log.ts';
import type { Caller, Place, Service } from './service.ts';
import type { Sns } from './sns/sns.ts';
import type { Storage } from './storage/storage.ts';

/** Everything that the template's resources are made in. */
export type World = {
  readonly place: Place;
  readonly clock: Clock;
  readonly log: Log;
  readonly storage: Storage;
  readonly services: {
    readonly dynamodb: DynamoDb;
    readonly lambda: Lambda;
    readonly sqs: Service;
    readonly events: Service;
    readonly sns: Sns;
    readonly states: Service;
  };
  readonly identities: Identities;
  readonly iam: Iam;
  readonly functionRuns: FunctionRuns;
  /** What brings events to functions; it begins when all resources are there, and the result ends it. */
  readonly sources: (() => () => void)[];
  /** When the template's resources are there: brings back what the services' APIs had made and changed. */
  readonly restore: () => Promise<void>;
};

/** Who is behind an access key id: the roles of the template's functions. */
export type Identities = {
  keyFor(caller: Caller): string;
  callerOf(accessKeyId: string | undefined): Caller;
};

export function createIdentities(): Identities {
  const callers = new Map<string, Caller>();
  return {
    keyFor(caller) {
      const key = `LOCAL${String(callers.size + 1).padStart(15, '0')}`;
      callers.set(key, caller);
      return key;
    },
    callerOf: (accessKeyId) => callers.get(accessKeyId ?? '') ?? { roleArn: undefined },
  };
}

/** The template's own doing, and the cloud's. */
export const THE_CLOUD: Caller = { roleArn: undefined };
