import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { KEY } from '../../lib/definition/wire.ts';
import type { CloseInstanceCall, LabelInstanceCall, ReopenInstanceCall } from '../../lib/projection/calls.ts';
import { BEFORE_ALL, compareGenerations } from '../../lib/projection/generation.ts';
import type { Generation } from '../../lib/projection/generation.ts';
import { itemOf, LABEL, parseRow } from '../../lib/projection/parse-row.ts';
import type { Table, Written } from '../../lib/projection/ports.ts';
import type { InstanceRow, Row } from '../../lib/projection/rows.ts';
import {
  atMost,
  absent,
  all,
  conditionOf,
  either,
  equal,
  exactly,
  notNewerThan,
  olderThan,
  stillSo,
} from './conditions.ts';
import type { Clause } from './conditions.ts';
import { listing, timerShard } from './index-keys.ts';
import { orThrottled, outcomeOf } from './throttling.ts';
import { updateOf } from './update.ts';

const REFUSED = { ConditionalCheckFailedException: 'refused' } as const;

/** The port `Table` on DynamoDB. */
export function createTable(client: DynamoDBDocumentClient, TableName: string): Table {
  return {
    query: (instance) => orThrottled(() => queryAll(client, TableName, instance)),

    getInstance: (instance) =>
      orThrottled(async () => {
        const key = { instance, key: KEY.instance };
        const { Item } = await client.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }));
        return Item === undefined ? undefined : instanceIn(parseRow(Item));
      }),

    putEvent: ({ row, condition }) =>
      written(() =>
        client.send(new PutCommand({ TableName, Item: itemOf(row), ...conditionOf(stillSo(condition)) })),
      ),

    openInstance: ({ row, after }) =>
      written(() =>
        client.send(new PutCommand({ TableName, Item: itemOf(row), ...conditionOf(follows(after)) })),
      ),

    closeInstance: (call) =>
      written(() => client.send(new UpdateCommand({ TableName, ...instanceKey(call), ...closing(call) }))),

    reopenInstance: (call) =>
      written(() => client.send(new UpdateCommand({ TableName, ...instanceKey(call), ...reopening(call) }))),

    labelInstance: (call) =>
      written(() => client.send(new UpdateCommand({ TableName, ...instanceKey(call), ...labelling(call) }))),

    dropWait: ({ instance, key, token }) =>
      written(() =>
        client.send(
          new DeleteCommand({ TableName, Key: { instance, key }, ...conditionOf(equal('token', token)) }),
        ),
      ),
  };
}

async function queryAll(
  client: DynamoDBDocumentClient,
  TableName: string,
  instance: string,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: '#instance = :instance',
        ExpressionAttributeNames: { '#instance': 'instance' },
        ExpressionAttributeValues: { ':instance': instance },
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    rows.push(...(page.Items ?? []).flatMap((item) => parseRow(item) ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return rows;
}

/** `after` 0.0 stands for: there is no INSTANCE. */
function follows(after: Generation): Clause {
  return compareGenerations(after, BEFORE_ALL) === 0
    ? absent
    : all(equal('status', 'closed'), exactly(after));
}

function closing(call: CloseInstanceCall) {
  const { instance, generation, outcome, closedAt, lastState, error, reason, ttl } = call;
  const closable = either(
    all(equal('status', 'open'), notNewerThan(generation)),
    all(equal('status', 'closed'), olderThan(generation)),
  );
  return updateOf(
    {
      ...generation,
      ...listing(instance, 'closed', closedAt),
      status: 'closed',
      outcome,
      closedAt,
      ttl,
      lastState,
      error,
      reason,
      timer: undefined,
      timerAt: undefined,
    },
    closable,
  );
}

function reopening(call: ReopenInstanceCall) {
  return updateOf(openAgain(call), all(equal('status', 'closed'), olderThan(call.generation)));
}

/** What INSTANCE has once it is open again, and, undefined, what only a closed one has. */
export function openAgain({ instance, generation, timerAt, ttl }: Omit<ReopenInstanceCall, 'call'>) {
  return {
    ...generation,
    ...listing(instance, 'open', { sameAs: 'openedAt' }),
    status: 'open',
    timer: timerShard(instance),
    timerAt,
    ttl,
    outcome: undefined,
    closedAt: undefined,
    lastState: undefined,
    error: undefined,
    reason: undefined,
  };
}

function labelling({ run, labels, order }: LabelInstanceCall) {
  const entries = Object.entries(labels);
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = conditionOf(
    all(equal('run', run), atMost('labelOrder', order)),
  );
  const sets = ['#labelOrder = :labelOrder', ...entries.map((_, index) => `#label${index} = :label${index}`)];
  return {
    ConditionExpression,
    UpdateExpression: `SET ${sets.join(', ')}`,
    ExpressionAttributeNames: {
      ...ExpressionAttributeNames,
      // A label's name may have characters that an alias cannot.
      ...Object.fromEntries(entries.map(([name], index) => [`#label${index}`, LABEL + name])),
    },
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ...Object.fromEntries(entries.map(([, value], index) => [`:label${index}`, value])),
    },
  };
}

function instanceKey({ instance }: { readonly instance: string }) {
  return { Key: { instance, key: KEY.instance } };
}

function instanceIn(row: Row | undefined): InstanceRow | undefined {
  return row?.kind === 'instance' ? row : undefined;
}

async function written(write: () => Promise<unknown>): Promise<Written> {
  const outcome = await outcomeOf(write, REFUSED);
  return outcome === 'refused' ? 'refused' : 'written';
}
