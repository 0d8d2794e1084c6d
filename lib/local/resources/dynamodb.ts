import { booleanOf, listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import type { ResourceHandler } from '../template/deploy.ts';
import { THE_CLOUD, type World } from '../world.ts';
import { physicalName } from './names.ts';

/** What of a table's or an index's properties CreateTable takes as it stands. */
const INDEX = ['IndexName', 'KeySchema', 'Projection'];
const LISTS = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'];

/** `AWS::DynamoDB::Table` and, of a `GlobalTable`, the one replica that this Region has. */
export function tableHandler(world: World): ResourceHandler {
  return async (request) => {
    const { properties } = request;
    const name = textOf(properties['TableName']) ?? physicalName(request, 255);
    const { dynamodb } = world.services;
    const output = await dynamodb.call('CreateTable', tableRequest(name, properties), THE_CLOUD);
    const specification = objectOf(properties['TimeToLiveSpecification']);
    if (booleanOf(specification['Enabled']) === true) {
      const input = { TableName: name, TimeToLiveSpecification: specification };
      await dynamodb.call('UpdateTimeToLive', input, THE_CLOUD);
    }
    const description = objectOf(objectOf(output)['TableDescription']);
    const { TableArn: arn = '', TableId: id = '', LatestStreamArn: stream } = description;
    return {
      ref: name,
      attributes: { Arn: arn, TableId: id, ...(stream === undefined ? {} : { StreamArn: stream }) },
    };
  };
}

/** What CreateTable is asked. */
export function tableRequest(name: string, properties: JsonObject): Json {
  const indexes = LISTS.flatMap((list) =>
    properties[list] === undefined ? [] : [[list, listOf(properties[list]).map(indexOf)] as const],
  );
  const stream = properties['StreamSpecification'];
  return {
    TableName: name,
    AttributeDefinitions: properties['AttributeDefinitions'] ?? [],
    KeySchema: properties['KeySchema'] ?? [],
    // Throughput is not limited here.
    BillingMode: 'PAY_PER_REQUEST',
    ...Object.fromEntries(indexes),
    ...(stream === undefined ? {} : { StreamSpecification: { StreamEnabled: true, ...objectOf(stream) } }),
  };
}

function indexOf(index: Json): Json {
  const entries = Object.entries(objectOf(index)).filter(([name]) => INDEX.includes(name));
  return Object.fromEntries(entries);
}
