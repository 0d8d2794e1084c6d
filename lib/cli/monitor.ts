import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createServer } from 'node:net';
import { buildClient, CLIENT_DIR } from '../console/build.ts';
import { createConsole } from '../console/server/console.ts';
import type { Choreography } from '../definition/model.ts';
import { startLocalCloud, type LocalCloud } from '../local/cloud.ts';
import { openStorage } from '../local/storage/durable.ts';
import { StorageProblem } from '../local/storage/problem.ts';
import type { UnusedPermission } from '../local/iam/unused.ts';
import { clientSettings } from './aws.ts';
import { readChoreographies } from './choreographies.ts';
import { demonstrate } from './demonstration.ts';
import { UserError } from './errors.ts';
import { readScenarios } from './scenarios.ts';
import { CHOREOGRAPHIES } from './settings.ts';
import { synthesize } from './synthesis.ts';

/** The whole monitor on this machine: the local cloud with the deployed app, and the console on the same port. */
export type Monitor = {
  readonly url: string;
  readonly outputs: Readonly<Record<string, string>>;
  demonstrate(signal: AbortSignal, log: (line: string) => void): Promise<void>;
  /** What the template's policies permit and nobody has needed since the start. */
  unusedPermissions(): readonly UnusedPermission[];
  stop(): Promise<void>;
};

export type MonitorSettings = {
  /** 0 takes a free one. */
  readonly port: number;
  /** The folder that keeps what is in the cloud. @default nothing is kept */
  readonly data?: string;
  /** Whether it throttles as an AWS account does. @default false */
  readonly quotas?: boolean;
  /** How many times as fast as on the machine time passes. @default 1 */
  readonly timeScale?: number;
};

/**
 * Synthesizes the app and builds the console, then starts them. Leaves nothing behind where it fails.
 * @throws UserError when the port is taken or a choreography is broken, or `signal` ended it.
 */
export async function startMonitor(
  options: MonitorSettings & { signal: AbortSignal; log: (line: string) => void },
): Promise<Monitor> {
  await assertFree(options.port);
  if (options.data !== undefined) await assertUsable(options.data);
  const [synthesized, built] = await Promise.allSettled([synthesize(options), buildClient()]);
  if (synthesized.status === 'rejected') throw synthesized.reason;
  const assembly = synthesized.value;
  try {
    if (built.status === 'rejected') throw built.reason;
    if (options.signal.aborted) throw new UserError('Nothing was started: it was interrupted.');
    const monitor = await runAssembly({ ...options, assembly: assembly.folder });
    const stop = async (): Promise<void> => {
      await monitor.stop();
      assembly.remove();
    };
    return { ...monitor, stop };
  } catch (error) {
    assembly.remove();
    throw error;
  }
}

/** Starts what is synthesized and built already, from the folder of choreographies that it was synthesized from. */
export async function runAssembly({
  assembly,
  choreographies: folder = CHOREOGRAPHIES,
  log,
  ...settings
}: MonitorSettings & {
  assembly: string;
  choreographies?: string;
  log: (line: string) => void;
}): Promise<Monitor> {
  const { timeScale = 1 } = settings;
  const choreographies = readChoreographies(folder).flatMap(({ choreography }) => choreography ?? []);

  let pages: (request: Request) => Promise<Response> = () =>
    Promise.resolve(new Response('The monitor is starting.', { status: 503 }));
  const cloud = await startLocalCloud({
    ...settings,
    assembly,
    log,
    pages: (request) => pages(request),
  });
  const clients = createClients(cloud.url);
  const site = consoleOf(cloud, { choreographies, clients, timeScale });
  pages = (request) => site.fetch(request);

  return {
    url: cloud.url,
    outputs: cloud.outputs,
    demonstrate: (signal, log) =>
      demonstrate({
        scenarios: readScenarios(folder),
        bus: output(cloud, 'BusName'),
        endpoint: cloud.url,
        time: { now: () => cloud.now(), scale: timeScale },
        signal,
        log,
      }),
    unusedPermissions: () => cloud.unusedPermissions(),
    async stop() {
      clients.destroy();
      await cloud.stop();
    },
  };
}

type Clients = { readonly table: DynamoDBDocumentClient; readonly executions: SFNClient; destroy(): void };

function createClients(endpoint: string): Clients {
  const dynamodb = new DynamoDBClient(clientSettings(endpoint));
  const executions = new SFNClient(clientSettings(endpoint));
  return {
    table: DynamoDBDocumentClient.from(dynamodb),
    executions,
    destroy() {
      dynamodb.destroy();
      executions.destroy();
    },
  };
}

function consoleOf(
  cloud: LocalCloud,
  {
    choreographies,
    clients,
    timeScale,
  }: { choreographies: readonly Choreography[]; clients: Clients; timeScale: number },
) {
  return createConsole({
    choreographies,
    table: { client: clients.table, name: output(cloud, 'TableName') },
    executions: clients.executions,
    stateMachineArnPrefix: output(cloud, 'StateMachineArnPrefix'),
    clientDir: CLIENT_DIR,
    place: { kind: 'local', url: cloud.url },
    time: { now: () => cloud.now(), scale: timeScale },
  });
}

/** Outputs of the stack by the end of their key: CDK may put the construct's path before it. */
function output(cloud: LocalCloud, name: string): string {
  const value = cloud.outputs[name];
  if (value === undefined) throw new Error(`The stack has no output "${name}"`);
  return value;
}

/** Asked before the slow part begins, as for the port. */
async function assertUsable(folder: string): Promise<void> {
  try {
    await openStorage(folder).close();
  } catch (error) {
    throw error instanceof StorageProblem ? new UserError(error.message) : error;
  }
}

/** Asks before the slow part begins; a port taken meanwhile is refused by the local cloud itself. */
function assertFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE';
      reject(
        new UserError(
          taken
            ? `Port ${port} is in use. Stop what uses it, or choose another one: --port ${port + 1}`
            : `Port ${port} cannot be opened: ${error.message}. Choose another one with --port.`,
        ),
      );
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}
