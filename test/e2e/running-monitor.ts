import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientSettings } from '../../lib/cli/aws.ts';
import { runAssembly } from '../../lib/cli/monitor.ts';
import { sharedAssembly } from './shared-assembly.ts';

export type Published = {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly time?: string | undefined;
};

export type Row = Readonly<Record<string, unknown>>;

export type Other = {
  /** A synthesized app. */
  readonly folder?: string;
  /** What it was synthesized from. */
  readonly choreographies?: string;
  readonly log?: (line: string) => void;
};

/**
 * The whole monitor, started for a test on a free port, and what a test asks it through unmodified AWS SDK clients. With
 * the examples, unless it is given another app.
 */
export async function startForTest({ folder, choreographies, log = () => undefined }: Other = {}) {
  const monitor = await runAssembly({
    assembly: folder ?? (await sharedAssembly()),
    ...(choreographies !== undefined && { choreographies }),
    port: 0,
    log,
  });
  const settings = clientSettings(monitor.url);
  const events = new EventBridgeClient(settings);
  const states = new SFNClient(settings);
  const dynamodb = new DynamoDBClient(settings);
  const table = DynamoDBDocumentClient.from(dynamodb);
  const bus = monitor.outputs['BusName'];
  const stateMachine = (choreography: string) => `${monitor.outputs['StateMachineArnPrefix']}${choreography}`;

  /** Gives the ids that the bus gave them. */
  async function publish(...entries: readonly Published[]): Promise<readonly string[]> {
    const { Entries } = await events.send(
      new PutEventsCommand({
        Entries: entries.map(({ source, detailType, detail, time }) => ({
          EventBusName: bus,
          Source: source,
          DetailType: detailType,
          Detail: JSON.stringify(detail),
          ...(time === undefined ? {} : { Time: new Date(time) }),
        })),
      }),
    );
    const refused = Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
    if (refused) throw new Error(`${refused.ErrorCode}: ${refused.ErrorMessage}`);
    return (Entries ?? []).map(({ EventId = '' }) => EventId);
  }

  /** All rows of one instance. */
  async function rowsOf(choreography: string, correlationId: string): Promise<readonly Row[]> {
    const { Items } = await table.send(
      new QueryCommand({
        TableName: monitor.outputs['TableName'],
        KeyConditionExpression: '#instance = :instance',
        ExpressionAttributeNames: { '#instance': 'instance' },
        ExpressionAttributeValues: { ':instance': `${choreography}#${correlationId}` },
        ConsistentRead: true,
      }),
    );
    return Items ?? [];
  }

  async function executionsOf(choreography: string) {
    const { executions } = await states.send(
      new ListExecutionsCommand({ stateMachineArn: stateMachine(choreography), maxResults: 1000 }),
    );
    return executions ?? [];
  }

  const executionArn = (choreography: string, name: string) =>
    `${stateMachine(choreography).replace(':stateMachine:', ':execution:')}:${name}`;

  const describe = (choreography: string, name: string) =>
    states.send(new DescribeExecutionCommand({ executionArn: executionArn(choreography, name) }));

  async function historyOf(choreography: string, name: string): Promise<readonly HistoryEvent[]> {
    const { events: history } = await states.send(
      new GetExecutionHistoryCommand({ executionArn: executionArn(choreography, name), maxResults: 1000 }),
    );
    return history ?? [];
  }

  /** The state an instance stands in or has ended in, as its rows tell. */
  async function standingOf(choreography: string, correlationId: string) {
    const rows = await rowsOf(choreography, correlationId);
    const instance = rows.find(({ key }) => key === 'INSTANCE');
    if (instance === undefined) return { status: 'none', state: undefined };
    if (instance['status'] === 'closed') return { status: instance['outcome'], state: instance['lastState'] };
    // Of a region's waits the newest is the one that counts; `order` sorts as text.
    const [newest] = rows
      .filter(({ key }) => String(key).startsWith('WAIT#'))
      .sort((a, b) => (String(a['order']) < String(b['order']) ? 1 : -1));
    return { status: 'running', state: newest?.['state'] };
  }

  return {
    url: monitor.url,
    outputs: monitor.outputs,
    publish,
    rowsOf,
    executionsOf,
    describe,
    historyOf,
    standingOf,
    settings,
    states,
    table,
    executionArn,
    async stop() {
      for (const client of [events, states, dynamodb]) client.destroy();
      await monitor.stop();
    },
  };
}

export type RunningMonitor = Awaited<ReturnType<typeof startForTest>>;

/**
 * Asks until the answer is as wanted; after `seconds` the last answer is thrown, so that the test's report shows it. Only a
 * failing test ever waits that long, so it is what a machine needs that is busy with ten other things.
 */
export async function eventually<T>(
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
  seconds = 90,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`After ${seconds} s still: ${JSON.stringify(answer)}`);
    await sleep(50);
  }
}
