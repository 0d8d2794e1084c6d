import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  SFNClient,
  type ExecutionListItem,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ClientSettings } from '../cli/aws.ts';

/** A monitor that is deployed somewhere: how to speak to the APIs there, and what its stack says of itself. */
export type Deployment = {
  readonly settings: ClientSettings;
  readonly outputs: Readonly<Record<string, string>>;
};

export type Published = {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly time?: string | undefined;
};

export type Row = Readonly<Record<string, unknown>>;

export type Standing = { readonly status: unknown; readonly state: unknown };

/** What a test asks a deployed monitor, through nothing but AWS's APIs; `Deployment` says where. */
export function openMonitored({ settings, outputs }: Deployment) {
  const events = new EventBridgeClient(settings);
  const states = new SFNClient({ ...settings, maxAttempts: 8 });
  const dynamodb = new DynamoDBClient(settings);
  const table = DynamoDBDocumentClient.from(dynamodb);
  const stateMachine = (choreography: string) => `${outputs['StateMachineArnPrefix']}${choreography}`;

  /** Gives the ids that the bus gave them. */
  async function publish(...entries: readonly Published[]): Promise<readonly string[]> {
    const { Entries } = await events.send(
      new PutEventsCommand({
        Entries: entries.map(({ source, detailType, detail, time }) => ({
          EventBusName: outputs['BusName'],
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
    const rows: Row[] = [];
    let ExclusiveStartKey: Row | undefined;
    do {
      const page = await table.send(
        new QueryCommand({
          TableName: outputs['TableName'],
          KeyConditionExpression: '#instance = :instance',
          ExpressionAttributeNames: { '#instance': 'instance' },
          ExpressionAttributeValues: { ':instance': `${choreography}#${correlationId}` },
          ConsistentRead: true,
          ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
        }),
      );
      rows.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return rows;
  }

  async function executionsOf(choreography: string): Promise<readonly ExecutionListItem[]> {
    const found: ExecutionListItem[] = [];
    const input = { stateMachineArn: stateMachine(choreography) };
    for await (const { executions = [] } of paginateListExecutions({ client: states, pageSize: 1000 }, input))
      found.push(...executions);
    return found;
  }

  const executionArn = (choreography: string, name: string) =>
    `${stateMachine(choreography).replace(':stateMachine:', ':execution:')}:${name}`;

  const describe = (choreography: string, name: string) =>
    states.send(new DescribeExecutionCommand({ executionArn: executionArn(choreography, name) }));

  async function historyOf(choreography: string, name: string): Promise<readonly HistoryEvent[]> {
    const found: HistoryEvent[] = [];
    const input = { executionArn: executionArn(choreography, name) };
    const pages = paginateGetExecutionHistory({ client: states, pageSize: 1000 }, input);
    for await (const { events: history = [] } of pages) found.push(...history);
    return found;
  }

  return {
    outputs,
    settings,
    states,
    table,
    publish,
    rowsOf,
    executionsOf,
    executionArn,
    describe,
    historyOf,
    /** The state an instance stands in or has ended in, as its rows tell. */
    standingOf: async (choreography: string, correlationId: string): Promise<Standing> =>
      standingIn(await rowsOf(choreography, correlationId)),
    close() {
      for (const client of [events, states, dynamodb]) client.destroy();
    },
  };
}

export type Monitored = ReturnType<typeof openMonitored>;

export function standingIn(rows: readonly Row[]): Standing {
  const instance = rows.find(({ key }) => key === 'INSTANCE');
  if (instance === undefined) return { status: 'none', state: undefined };
  if (instance['status'] === 'closed') return { status: instance['outcome'], state: instance['lastState'] };
  // Of a region's waits the newest is the one that counts; `order` sorts as text.
  const [newest] = rows
    .filter(({ key }) => String(key).startsWith('WAIT#'))
    .sort((a, b) => (String(a['order']) < String(b['order']) ? 1 : -1));
  return { status: 'running', state: newest?.['state'] };
}
