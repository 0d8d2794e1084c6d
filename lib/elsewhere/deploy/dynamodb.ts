import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
  type CreateTableCommandInput,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { booleanOf, isObject, objectOf, textOf, type JsonObject } from '../../local/json.ts';
import { physicalName } from '../../local/resources/names.ts';
import { tableRequest } from '../../local/resources/dynamodb.ts';
import type { ResourceRequest } from '../../local/template/deploy.ts';
import { TemplateProblem } from '../../local/template/problem.ts';
import type { Account } from '../account.ts';
import { unless, type Kind } from './kind.ts';

/** The service checks it. */
const tableInput = z.custom<CreateTableCommandInput>(isObject);
const ABSENT = ['ResourceNotFoundException'];
/** Seconds. */
const PATIENCE = 120;

export function table({ dynamodb, place }: Account): Kind {
  const nameOf = (request: ResourceRequest): string =>
    textOf(request.properties['TableName']) ?? physicalName(request, 255);
  const waiting = { client: dynamodb, maxWaitTime: PATIENCE, minDelay: 1, maxDelay: 3 };
  const describe = async (TableName: string): Promise<TableDescription | undefined> =>
    (await unless(ABSENT, dynamodb.send(new DescribeTableCommand({ TableName }))))?.Table;

  async function liveFor(TableName: string, properties: JsonObject): Promise<void> {
    const { Enabled, AttributeName } = objectOf(properties['TimeToLiveSpecification']);
    if (booleanOf(Enabled) !== true) return;
    const { TimeToLiveDescription: now } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
    if (now?.TimeToLiveStatus === 'ENABLED' || now?.TimeToLiveStatus === 'ENABLING') return;
    const specification = { Enabled: true, AttributeName: textOf(AttributeName) };
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: specification }));
  }

  return {
    expected(request) {
      const name = nameOf(request);
      const arn = `arn:aws:dynamodb:${place.region}:${place.account}:table/${name}`;
      return { ref: name, attributes: { Arn: arn, TableId: name, StreamArn: `${arn}/stream/*` } };
    },
    async put(request) {
      const name = nameOf(request);
      const wanted = tableInput.parse(tableRequest(name, request.properties));
      const there = await describe(name);
      if (there === undefined) {
        await dynamodb.send(new CreateTableCommand(wanted));
        await waitUntilTableExists(waiting, { TableName: name });
      } else refuseAnother(there, wanted);
      await liveFor(name, request.properties);
      const { TableArn, TableId, LatestStreamArn } = (await describe(name)) ?? {};
      return {
        ref: name,
        attributes: {
          Arn: TableArn ?? '',
          TableId: TableId ?? name,
          ...(LatestStreamArn === undefined ? {} : { StreamArn: LatestStreamArn }),
        },
      };
    },
    async remove(request) {
      const TableName = nameOf(request);
      const gone = await unless(ABSENT, dynamodb.send(new DeleteTableCommand({ TableName })));
      if (gone !== undefined) await waitUntilTableNotExists(waiting, { TableName });
    },
  };
}

/** A table's keys can never change, and what its items are worth is for their owner to say. @throws TemplateProblem */
function refuseAnother(there: TableDescription, wanted: CreateTableCommandInput): void {
  if (isDeepStrictEqual(keysOf(there), keysOf(wanted))) return;
  throw new TemplateProblem(
    `the table "${there.TableName ?? ''}" is there with other keys or indexes than the template says. ` +
      'Remove what is deployed with --remove, or choose another --prefix.',
  );
}

function keysOf({
  KeySchema = [],
  GlobalSecondaryIndexes = [],
}: Pick<TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes'>): readonly string[] {
  const keys = (schema: TableDescription['KeySchema'] = []): string =>
    schema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).join(', ');
  const indexes = GlobalSecondaryIndexes.map((index) => `${index.IndexName}: ${keys(index.KeySchema)}`);
  return [keys(KeySchema), ...indexes.sort()];
}
