import type { Clock } from './clock.ts';
import type { Pages } from './http/behind.ts';
import { reserveDoor, type Door } from './http/door.ts';
import { createRoutes } from './http/routes.ts';
import { topicLinks } from './http/topic-links.ts';
import { needlessPermissions } from './iam/needless.ts';
import { permissionsOf, type Permission } from './iam/permissions.ts';
import { unusedPermissions, type UnusedPermission } from './iam/unused.ts';
import type { Log, LogLine } from './log.ts';
import { createWorld } from './joined-services.ts';
import { createManagement, type Management } from './management/management.ts';
import { resourceHandlers } from './resources/handlers.ts';
import type { Place } from './service.ts';
import { createSts } from './sts/sts.ts';
import { answeringWhenSaved } from './storage/answers.ts';
import { openStorage, type OnProblem } from './storage/durable.ts';
import { forgetful } from './storage/storage.ts';
import { rememberedTime } from './remembered-time.ts';
import { systemClock } from './system-clock.ts';
import { readAssembly, type Assembly } from './template/assembly.ts';
import { deployStack } from './template/deploy.ts';
import type { Watch } from './watch.ts';
import type { World } from './world.ts';

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
  /** What the template's policies permit, each of which can be taken away and given back while the cloud runs. */
  permissions(): readonly Permission[];
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
  const life = { ending: false };
  const log = logOf(options, life);
  /** What has begun and has to be ended, the last first. */
  const ends: (() => void | Promise<void>)[] = [];
  const stopAll = async (): Promise<void> => {
    life.ending = true;
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  };
  // Addresses of queues hold the port, so it is taken before there is anything to answer.
  const door = await reserveDoor(host, options.port);
  ends.push(() => door.close());
  try {
    const storage = options.data === undefined ? forgetful() : openStorage(options.data, sayingSo(log));
    ends.push(() => storage.close());
    const time = rememberedTime(options.timeScale ?? 1, storage, systemClock());
    ends.push(() => time.stop());
    const { world, settle, stop } = createWorld(placeOf(assembly, door.port), {
      clock: options.clock ?? time.clock,
      time: time.scale,
      quotas: options.quotas ?? false,
      log,
      watch: options.watch,
      storage,
    });
    // Nobody comes in any more when the world ends; to close it again does nothing.
    ends.push(stop, () => door.close());
    const management = createManagement(world);
    ends.push(() => management.stop());
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
      permissions: () => permissionsOf(world.iam),
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
  const behind = { services, callerOf: identities.callerOf, host, log };
  const links = topicLinks(behind, world.services.sns.certificateAt, pages);
  const answer = createRoutes({ ...behind, pages: links });
  door.open(answeringWhenSaved(answer, world.storage));
}

function sayingSo(log: Log): OnProblem {
  return (problem) =>
    problem === undefined
      ? log({ source: 'cloud', level: 'info', text: 'What could not be kept is kept now.' })
      : log({
          source: 'cloud',
          level: 'error',
          text: `${problem.message} Until it can, nothing is answered as done.`,
        });
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
