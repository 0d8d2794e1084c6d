import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import { createDynamoDb } from './dynamodb/dynamodb.ts';
import { deliverHere } from './eventbridge/deliver.ts';
import { createEventBridge } from './eventbridge/eventbridge.ts';
import type { Pages } from './http/behind.ts';
import { reserveDoor, type Door } from './http/door.ts';
import { createRoutes } from './http/routes.ts';
import { guardedDeliver, subscriberRefusal } from './iam/deliveries.ts';
import { bothWatch, createFunctionRuns } from './iam/function-runs.ts';
import { guarded } from './iam/guarded.ts';
import { createIam } from './iam/iam.ts';
import { createMachineRoles } from './iam/machines.ts';
import { restatePolicies } from './iam/restated-policies.ts';
import { needlessPermissions } from './iam/needless.ts';
import { unusedPermissions, type UnusedPermission } from './iam/unused.ts';
import { createIntegrations } from './integrations/integrations.ts';
import { messageOf } from './json.ts';
import { createLambda } from './lambda/lambda.ts';
import type { Log, LogLine } from './log.ts';
import { createManagement, type Management } from './management/management.ts';
import { limitsOf } from './quotas/limits.ts';
import { createQuotas } from './quotas/quotas.ts';
import { resourceHandlers } from './resources/handlers.ts';
import type { Place } from './service.ts';
import { createSns } from './sns/sns.ts';
import { createSqs } from './sqs/sqs.ts';
import { createSts } from './sts/sts.ts';
import { createStepFunctions } from './stepfunctions/service.ts';
import { answeringWhenSaved } from './storage/answers.ts';
import { openStorage } from './storage/sqlite.ts';
import { forgetful, type Storage } from './storage/storage.ts';
import { rememberedTime } from './remembered-time.ts';
import type { TimeScale } from './scaled-clock.ts';
import { systemClock } from './system-clock.ts';
import { readAssembly, type Assembly } from './template/assembly.ts';
import { deployStack } from './template/deploy.ts';
import { watched, watchedDynamoDb, watchedSqs, type Watch } from './watch.ts';
import { createIdentities, type World } from './world.ts';

export type LocalCloudOptions = {
  /** The folder that `cdk synth` wrote. */
  readonly assembly: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The address to listen on; by default only this machine can reach the cloud. @default 127.0.0.1 */
  readonly host?: string;
  /** Answers everything that is not an AWS API call. */
  readonly pages?: Pages;
  /** What goes wrong, as a line of text; `detail` says from where it comes. */
  readonly log: (line: string, detail: LogLine) => void;
  /** Whether `log` gets what functions write to their standard output, too. @default false */
  readonly functionOutput?: boolean;
  readonly clock?: Clock;
  /** How many times as fast as on the machine time passes, but for what machines do. @default 1 */
  readonly timeScale?: number;
  /** The folder that keeps what is in the cloud over its end, however that comes. @default nothing is kept */
  readonly data?: string;
  /** Whether Step Functions throttles as in an account that has asked for no more. @default false */
  readonly quotas?: boolean;
  /** Told of every call and every change of an item; to count what AWS would charge for. */
  readonly watch?: Watch;
};

export type LocalCloud = {
  readonly url: string;
  /** Of the assembly's stacks. */
  readonly outputs: Record<string, string>;
  /** Epoch milliseconds by the cloud's clock. */
  now(): number;
  /** What the template's policies permit and nobody has needed since the start. */
  unusedPermissions(): readonly UnusedPermission[];
  /** What was needed and could yet be taken away, for something else permits the same. */
  needlessPermissions(): readonly string[];
  /** Ends everything it started; what runs inside is lost. */
  stop(): Promise<void>;
};

/**
 * Runs a synthesized CDK app on one port: loads the template, creates its resources, joins them, listens.
 *
 * @throws PortInUse, StorageProblem, TemplateProblem
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const host = options.host ?? '127.0.0.1';
  const assembly = await readAssembly(options.assembly);
  // Addresses of queues hold the port, so it is taken before there is anything to answer.
  const door = await reserveDoor(host, options.port);
  const storage = await openOr(() => door.close(), options.data);
  const life = { ending: false };
  const log = logOf(options, life);
  const time = rememberedTime(options.timeScale ?? 1, storage, systemClock());
  const { world, settle, stop } = createWorld(placeOf(assembly, door.port), {
    clock: options.clock ?? time.clock,
    time: time.scale,
    quotas: options.quotas ?? false,
    log,
    watch: options.watch,
    storage,
  });
  const management = createManagement(world);
  const ends: (() => void)[] = [() => management.stop()];
  const stopAll = async (): Promise<void> => {
    life.ending = true;
    for (const end of ends.splice(0)) end();
    await door.close();
    await stop();
    time.stop();
    await storage.close();
  };
  try {
    const outputs = await deploy(assembly, world);
    await world.restore();
    await management.restore();
    settle();
    open(door, world, { host, pages: options.pages, management });
    for (const start of world.sources) ends.push(start());
    management.begin();
    return {
      url: world.place.endpoint,
      outputs,
      now: () => world.clock.now(),
      unusedPermissions: () => unusedPermissions(world.iam),
      needlessPermissions: () => needlessPermissions(world.iam),
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function deploy(assembly: Assembly, world: World): Promise<Record<string, string>> {
  const handlers = resourceHandlers(world);
  const outputs: Record<string, string> = {};
  for (const stack of assembly.stacks)
    Object.assign(outputs, await deployStack(stack, world.place, handlers));
  return outputs;
}

function open(
  door: Door,
  world: World,
  { host, pages, management }: { host: string; pages: Pages | undefined; management: Management },
): void {
  const { identities, log } = world;
  const services = { ...world.services, ...management.services, sts: createSts(world.place) };
  const answer = createRoutes({ services, callerOf: identities.callerOf, pages, host, log });
  door.open(answeringWhenSaved(answer, world.storage));
}

/** What opens the storage gives back what was taken before, if it cannot. */
async function openOr(giveBack: () => Promise<void>, folder: string | undefined): Promise<Storage> {
  try {
    return folder === undefined ? forgetful() : openStorage(folder);
  } catch (error) {
    await giveBack();
    throw error;
  }
}

/** The services, joined: rules reach queues and functions, executions reach all, and tell the default bus how they fare. */
function createWorld(
  place: Place,
  {
    clock,
    time,
    quotas,
    log,
    watch,
    storage,
  }: {
    clock: Clock;
    time: TimeScale | undefined;
    quotas: boolean;
    log: Log;
    watch: Watch | undefined;
    storage: Storage;
  },
): { world: World; settle: () => void; stop: () => Promise<void> } {
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
  const deliver = guardedDeliver(deliverHere({ sqs, invokeLater }), iam);
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
    integrations: createIntegrations(() => ({ dynamodb, sqs, sns, events, lambda, states })),
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
    sqs.stop();
    await lambda.stop();
    await dynamodb.stop();
  };
  return { world, settle: machineRoles.settle, stop };
}

/** Where the app is bound to no environment, it is deployed to one that cannot be mistaken for somebody's. */
function placeOf({ stacks }: Assembly, port: number): Place {
  const bound = stacks.find(({ region }) => region !== undefined);
  return {
    region: bound?.region ?? 'us-east-1',
    account: bound?.account ?? '000000000000',
    endpoint: `http://localhost:${port}`,
  };
}

/** Once the cloud ends, whatever is cut off in the middle complains, and nobody is helped by it. */
function logOf({ log, functionOutput = false }: LocalCloudOptions, life: { readonly ending: boolean }): Log {
  return (line) => {
    if (life.ending) return;
    if (line.level === 'info' && line.source !== 'cloud' && !functionOutput) return;
    log(line.source === 'cloud' ? line.text : `${line.source}: ${line.text}`, line);
  };
}
