import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import { createDynamoDb } from './dynamodb/dynamodb.ts';
import { deliverHere } from './eventbridge/deliver.ts';
import { createEventBridge } from './eventbridge/eventbridge.ts';
import { guardedDeliver, subscriberRefusal } from './iam/deliveries.ts';
import { bothWatch, createFunctionRuns } from './iam/function-runs.ts';
import { guarded } from './iam/guarded.ts';
import { createIam } from './iam/iam.ts';
import { createMachineRoles } from './iam/machines.ts';
import { restatePolicies } from './iam/restated-policies.ts';
import { createIntegrations } from './integrations/integrations.ts';
import { messageOf } from './json.ts';
import { createLambda } from './lambda/lambda.ts';
import type { Log } from './log.ts';
import { limitsOf } from './quotas/limits.ts';
import { createQuotas } from './quotas/quotas.ts';
import type { TimeScale } from './scaled-clock.ts';
import type { Place } from './service.ts';
import { createSns } from './sns/sns.ts';
import { createSqs } from './sqs/sqs.ts';
import { createStepFunctions } from './stepfunctions/service.ts';
import type { Storage } from './storage/storage.ts';
import { watched, watchedDynamoDb, watchedSqs, type Watch } from './watch.ts';
import { createIdentities, type World } from './world.ts';

export type Surroundings = {
  readonly clock: Clock;
  /** How the functions' clocks run; undefined where as the machine's. */
  readonly time: TimeScale | undefined;
  readonly quotas: boolean;
  readonly log: Log;
  readonly watch: Watch | undefined;
  readonly storage: Storage;
};

export type Joined = {
  readonly world: World;
  /** To be called when the template is made: what Step Functions asks of the roles of its machines. */
  settle(): void;
  stop(): Promise<void>;
};

/** The services, joined: rules reach queues, functions, topics and executions, executions reach all, and tell the default bus how they fare. */
export function createWorld(
  place: Place,
  { clock, time, quotas, log, watch, storage }: Surroundings,
): Joined {
  const newId = (): string => randomUUID();
  const iam = createIam({ place, clock, log });
  const dynamodb = watchedDynamoDb(
    guarded(createDynamoDb({ place, clock, storage }), 'dynamodb', iam, place),
    watch,
  );
  const sqs = watchedSqs(guarded(createSqs({ place, clock, storage }), 'sqs', iam, place), watch);
  const functionRuns = createFunctionRuns(iam, place, log);
  const seen = bothWatch(functionRuns.watch, watch);
  const functions = createLambda({ place, clock, time, storage, log: functionRuns.log, watch: seen });
  const lambda = guarded(functions, 'lambda', iam, place);
  const { invokeLater } = lambda;
  const here = deliverHere({ sqs, invokeLater, services: () => ({ sns, states }) });
  const deliver = guardedDeliver(here, iam);
  const eventBridge = createEventBridge({ place, clock, deliver, log, storage });
  const events = watched(guarded(eventBridge, 'events', iam, place), 'events', watch);
  const refusal = subscriberRefusal(iam);
  const topics = createSns({ place, clock, log, storage, sqs, invokeLater, refusal });
  const sns = watched(guarded(topics, 'sns', iam, place), 'sns', watch);
  const tell = (text: string): void => log({ source: 'cloud', level: 'warning', text });
  const limits = quotas ? createQuotas(limitsOf(place.region), { clock, tell }) : undefined;
  const executions = createStepFunctions({
    place,
    clock,
    storage,
    transition: limits?.transition,
    newId,
    integrations: createIntegrations(
      () => ({ dynamodb, sqs, sns, events, lambda, states }),
      () => clock.now(),
    ),
    onStatusChange: ({ source, 'detail-type': detailType, detail, resources }) => {
      events.publish({ source, detailType, detail: JSON.stringify(detail), resources });
    },
    onFault: (arn, error) => {
      const text = Error.isError(error) ? (error.stack ?? error.message) : messageOf(error);
      log({ source: 'cloud', level: 'error', text: `${arn}: ${text}` });
    },
  });
  const machineRoles = createMachineRoles(iam, log);
  const acting = guarded(machineRoles.guard(executions), 'states', iam, place);
  const states = watched(limits?.limit(acting) ?? acting, 'states', watch);
  const services = { dynamodb, sqs, sns, lambda, events, states };
  // What executions call is there once the template is.
  const goOn = (): (() => void) => {
    events.resume();
    lambda.resume();
    sns.resume();
    executions.begin();
    return () => undefined;
  };
  const restore = async (): Promise<void> => {
    await sqs.restore();
    await dynamodb.restore();
    await sns.restore();
    await events.restore();
    if (storage.durable) await restatePolicies(iam, place, { sqs, sns });
  };
  const world = {
    place,
    clock,
    log,
    storage,
    services,
    identities: createIdentities(),
    iam,
    functionRuns,
    sources: [goOn],
    restore,
  };
  const stop = async (): Promise<void> => {
    await states.stop();
    events.stop();
    sns.stop();
    sqs.stop();
    await lambda.stop();
    await dynamodb.stop();
  };
  return { world, settle: machineRoles.settle, stop };
}
