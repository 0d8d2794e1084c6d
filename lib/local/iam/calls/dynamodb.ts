import { isObject, listOf, objectOf, textOf, type JsonObject } from '../../json.ts';
import type { Json, Place } from '../../service.ts';
import type { Check, Checks, ContextEntries, Known } from './check.ts';

const TRANSACTION: { readonly [member: string]: string } = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};
const ON_NOTHING = ['DescribeEndpoints', 'DescribeLimits', 'ListTables', 'ListStreams'];

/** A batch and a transaction are judged by their tables; what asks an index, by the index alone. */
export const dynamodbChecks: Checks = (operation, input, place) => {
  const action = `dynamodb:${operation}`;
  switch (operation) {
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.entries(objectOf(input['RequestItems'])).map(([table, requests]) => ({
        action,
        resource: tableArn(table, place),
        context: (known) => leadingKeys(keysInBatch(requests), { table, index: undefined }, known),
      }));
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return listOf(input['TransactItems']).flatMap((item) =>
        Object.entries(objectOf(item)).map(([member, of]) => transacted(member, objectOf(of), place)),
      );
    case 'Query':
    case 'Scan': {
      const index = textOf(input['IndexName']);
      const table = tableIn(input);
      const arn = tableArn(table, place);
      const resource = index === undefined ? arn : `${arn}/index/${index}`;
      return [{ action, resource, context: (known) => queried(input, { table, index }, known) }];
    }
    default:
      return [ON_NOTHING.includes(operation) ? { action, resource: '*' } : onTable(action, input, place)];
  }
};

function onTable(action: string, input: JsonObject, place: Place): Check {
  const table = tableIn(input);
  if (table === '') return { action, resource: textOf(input['ResourceArn']) ?? '*' };
  const items = [input['Key'], input['Item']].filter(isObject);
  return {
    action,
    resource: tableArn(table, place),
    context: (known) => leadingKeys(items, { table, index: undefined }, known),
  };
}

function transacted(member: string, of: JsonObject, place: Place): Check {
  return onTable(`dynamodb:${TRANSACTION[member] ?? member}`, of, place);
}

function tableIn(input: JsonObject): string {
  return textOf(input['TableName']) ?? '';
}

function tableArn(nameOrArn: string, { region, account }: Place): string {
  return nameOrArn.startsWith('arn:')
    ? nameOrArn
    : `arn:aws:dynamodb:${region}:${account}:table/${nameOrArn}`;
}

function keysInBatch(requests: Json): readonly JsonObject[] {
  if (isObject(requests)) return listOf(requests['Keys']).map(objectOf);
  return listOf(requests).flatMap((request) =>
    Object.values(objectOf(request)).flatMap((one) =>
      [objectOf(one)['Item'], objectOf(one)['Key']].filter(isObject),
    ),
  );
}

type Read = { readonly table: string; readonly index: string | undefined };

async function leadingKeys(
  items: readonly JsonObject[],
  { table, index }: Read,
  known: Known,
): Promise<ContextEntries> {
  const name = await known.partitionKeyOf(table.split('/').at(-1) ?? '', index);
  const values = items.flatMap((item) => (name === undefined ? [] : valueIn(item[name])));
  return values.length === 0 ? [] : [['dynamodb:leadingkeys', values]];
}

/** A Query is about the one partition that its condition names; a Scan is about none in particular. */
async function queried(input: JsonObject, of: Read, known: Known): Promise<ContextEntries> {
  const select = textOf(input['Select']);
  const selected: ContextEntries = select === undefined ? [] : [['dynamodb:select', [select]]];
  const names = objectOf(input['ExpressionAttributeNames']);
  const values = objectOf(input['ExpressionAttributeValues']);
  const equals = [
    ...(textOf(input['KeyConditionExpression']) ?? '').matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g),
  ].map(([, name = '', value = '']) => [textOf(names[name]) ?? name, values[value] ?? null] as const);
  const older = Object.entries(objectOf(input['KeyConditions'])).map(
    ([name, condition]) => [name, listOf(objectOf(condition)['AttributeValueList'])[0] ?? null] as const,
  );
  const item = Object.fromEntries([...equals, ...older]);
  return [...selected, ...(await leadingKeys([item], of, known))];
}

/** `{ S: 'x' }`, `{ N: '1' }` */
function valueIn(value: Json | undefined): readonly string[] {
  return Object.values(objectOf(value)).filter((text) => typeof text === 'string');
}
