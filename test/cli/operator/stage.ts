import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { join } from 'node:path';
import { main } from '../../../lib/cli/main.ts';
import { synthesize } from '../../../lib/cli/synthesis.ts';
import { eventually, startForTest } from '../../e2e/running-monitor.ts';

export const CHOREOGRAPHIES = join(import.meta.dirname, 'choreographies');

/** Seconds; generous, for whoever runs the tests may run other things too. */
export const PATIENCE = 60;

export type Said = { readonly status: number; readonly out: string; readonly err: string };

/** A monitor of small choreographies, and the commands that an operator gives it. */
export async function openStage() {
  const assembly = await synthesize({ choreographies: CHOREOGRAPHIES });
  const monitor = await startForTest({ folder: assembly.folder, choreographies: CHOREOGRAPHIES });
  const queues = new SQSClient(monitor.settings);
  process.env['AWS_ENDPOINT_URL'] = monitor.url;

  const publish = (source: string, detailType: string, detail: object) =>
    monitor.publish({ source, detailType, detail });
  const statusOf = async (choreography: string, id: string, identity: string) =>
    (await monitor.rowsOf(choreography, id)).find(({ key }) => key === `EVENT#${identity}`)?.['status'];

  return {
    ...monitor,
    queues,
    publish,
    statusOf,
    /** Of the one event of that name. */
    async eventOf(choreography: string, id: string, name: string) {
      const rows = await monitor.rowsOf(choreography, id);
      const [row, ...others] = rows.filter(
        (found) => String(found['key']).startsWith('EVENT#') && found['name'] === name,
      );
      if (row === undefined || others.length > 0) throw new Error(`${others.length + 1} events "${name}"`);
      return { ...row, identity: String(row['key']).slice('EVENT#'.length) } as Readonly<
        Record<string, unknown>
      > & {
        readonly identity: string;
      };
    },
    until: (choreography: string, id: string, wanted: string) =>
      eventually(
        () => monitor.standingOf(choreography, id),
        ({ state }) => state === wanted,
        PATIENCE,
      ),
    untilEvent: (choreography: string, id: string, name: string, wanted: string) =>
      eventually(
        async () => (await monitor.rowsOf(choreography, id)).find((row) => row['name'] === name)?.['status'],
        (status) => status === wanted,
        PATIENCE,
      ),
    put: (Item: Record<string, unknown>) =>
      monitor.table.send(new PutCommand({ TableName: monitor.outputs['TableName'], Item })),
    /** To a queue of the monitor, past the bus. */
    send: (queue: string, body: unknown) =>
      queues.send(
        new SendMessageCommand({
          QueueUrl: `${monitor.url}/000000000000/choreography-monitor-${queue}`,
          MessageBody: JSON.stringify(body),
        }),
      ),
    async stop() {
      delete process.env['AWS_ENDPOINT_URL'];
      queues.destroy();
      await monitor.stop();
      assembly.remove();
    },
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** One command, as from a shell; not beside another one, for they share the standard output. */
export async function choreo(...args: readonly string[]): Promise<Said> {
  const [said] = await choreoTimes(1, ...args);
  if (said === undefined) throw new Error('nothing was said');
  return said;
}

/** The same command several times at once; the first one has said all. */
export async function choreoTimes(times: number, ...args: readonly string[]): Promise<readonly Said[]> {
  const heard = { out: '', err: '' };
  const { stdout, stderr } = process;
  const [toOut, toErr] = [stdout.write.bind(stdout), stderr.write.bind(stderr)];
  stdout.write = (text: string | Uint8Array) => {
    heard.out += String(text);
    return true;
  };
  stderr.write = (text: string | Uint8Array) => {
    heard.err += String(text);
    return true;
  };
  try {
    const all = await Promise.all(Array.from({ length: times }, () => main(args)));
    return all.map((status, index) => ({ status, ...(index === 0 ? heard : { out: '', err: '' }) }));
  } finally {
    stdout.write = toOut;
    stderr.write = toErr;
  }
}
