/** The console over a real table (dynalite, in process) and recorded histories. */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Console } from '../../lib/console/server/console.ts';
import { createConsole } from '../../lib/console/server/console.ts';
import { PROJECTED } from '../../lib/constructs/projected.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import { TABLE } from '../../lib/definition/wire.ts';
import { createDynamoDb } from '../../lib/local/dynamodb/dynamodb.ts';
import type { Json } from '../../lib/local/service.ts';
import { systemClock } from '../../lib/local/system-clock.ts';
import type { Item } from '../../lib/projection/parse-row.ts';
import { documentClient, statesClient } from './sdk.ts';
import type { Story } from './story.ts';
import { PREFIX } from './story.ts';

const NAME = 'monitor';

export type Stage = {
  readonly console: Console;
  /** Adds what happened to the table and the histories; a row of the same key is replaced. */
  add(...stories: readonly Story[]): Promise<void>;
  addItems(items: readonly Item[]): Promise<void>;
  /** Every operation that was asked of Step Functions, with its input. */
  readonly asked: { operation: string; input: unknown }[];
  /** Makes GetExecutionHistory fail with this error. */
  failWith(error: Error | undefined): void;
  stop(): Promise<void>;
};

export type StageOptions = {
  readonly choreographies: readonly Choreography[];
  readonly clientDir?: string;
  readonly now?: () => number;
  readonly place?: Parameters<typeof createConsole>[0]['place'];
  readonly pageSize?: number;
};

export async function openStage(options: StageOptions): Promise<Stage> {
  const { choreographies, clientDir = '/nowhere', now, pageSize = 1_000 } = options;
  const place = { region: 'eu-central-1', account: '123456789012', endpoint: 'http://localhost' };
  const db = createDynamoDb({ place, clock: systemClock() });
  const call = (operation: string, input: unknown) =>
    db.call(operation, input as Json, { roleArn: undefined });
  await call('CreateTable', tableDefinition());
  await new Promise((resolve) => setTimeout(resolve, 20));
  const client = documentClient(call);
  const histories = new Map<string, Story['history']>();
  const asked: { operation: string; input: unknown }[] = [];
  let failure: Error | undefined;
  const executions = statesClient(async (operation, input) => {
    asked.push({ operation, input });
    if (failure !== undefined) throw failure;
    const { executionArn, nextToken } = input as { executionArn: string; nextToken?: string };
    const history = histories.get(executionArn);
    if (history === undefined)
      throw Object.assign(new Error('Execution Does Not Exist'), { name: 'ExecutionDoesNotExist' });
    const from = nextToken === undefined ? 0 : Number(nextToken);
    const next = from + pageSize;
    return {
      events: history.slice(from, next),
      ...(next < history.length ? { nextToken: String(next) } : {}),
    };
  });

  const addItems = async (items: readonly Item[]) => {
    for (let index = 0; index < items.length; index += 25) {
      const requests = items.slice(index, index + 25).map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteCommand({ RequestItems: { [NAME]: requests } }));
    }
  };
  return {
    console: createConsole({
      choreographies,
      table: { client, name: NAME },
      executions,
      stateMachineArnPrefix: PREFIX,
      clientDir,
      place: options.place ?? { kind: 'local', url: 'http://localhost:4566' },
      ...(now === undefined ? {} : { now }),
    }),
    add: async (...stories) => {
      for (const { execution, history } of stories) if (history.length > 0) histories.set(execution, history);
      await addItems(stories.flatMap(({ items }) => items));
    },
    addItems,
    asked,
    failWith: (error) => {
      failure = error;
    },
    stop: () => db.stop(),
  };
}

function tableDefinition() {
  const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });
  const indexes = Object.entries(TABLE.indexes).map(([id, { name, partitionKey, sortKey }]) => ({
    IndexName: name,
    KeySchema: [key(partitionKey, 'HASH'), key(sortKey, 'RANGE')],
    Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: projected(id) },
  }));
  const names = [
    TABLE.partitionKey,
    TABLE.sortKey,
    ...Object.values(TABLE.indexes).flatMap((i) => [i.partitionKey, i.sortKey]),
  ];
  return {
    TableName: NAME,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [key(TABLE.partitionKey, 'HASH'), key(TABLE.sortKey, 'RANGE')],
    AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: indexes,
  };
}

function projected(id: string): readonly string[] {
  return Object.entries(PROJECTED).find(([name]) => name === id)?.[1] ?? [];
}
