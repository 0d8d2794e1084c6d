import { expect, test } from '@jest/globals';
import { tokenFor } from '../../../lib/local/asl/engine/token.ts';
import { CHECKS } from '../../../lib/local/iam/calls/calls.ts';
import type { ServiceName } from '../../../lib/local/iam/denial.ts';
import type { JsonObject } from '../../../lib/local/json.ts';

const PLACE = { region: 'eu-west-1', account: '123456789012', endpoint: 'http://localhost:1' };
const KNOWN = { partitionKeyOf: () => Promise.resolve('id') };

const asked = (service: ServiceName, operation: string, input: JsonObject): readonly string[] =>
  CHECKS[service](operation, input, PLACE).map(({ action, resource }) => `${action} ${resource}`);

const TABLE = 'arn:aws:dynamodb:eu-west-1:123456789012:table/t';
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:q';
const URL = 'http://localhost:1/123456789012/q';
const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:m';
const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:m:x';
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:t';
const BUS = 'arn:aws:events:eu-west-1:123456789012:event-bus/b';
const TOKEN = tokenFor({ execution: EXECUTION, branch: 0, attempt: 'a' });

test.each<[ServiceName, string, JsonObject, readonly string[]]>([
  ['dynamodb', 'PutItem', { TableName: 't' }, [`dynamodb:PutItem ${TABLE}`]],
  ['dynamodb', 'PutItem', { TableName: TABLE }, [`dynamodb:PutItem ${TABLE}`]],
  ['dynamodb', 'Query', { TableName: 't' }, [`dynamodb:Query ${TABLE}`]],
  ['dynamodb', 'Query', { TableName: 't', IndexName: 'i' }, [`dynamodb:Query ${TABLE}/index/i`]],
  [
    'dynamodb',
    'BatchGetItem',
    { RequestItems: { t: {}, u: {} } },
    [
      `dynamodb:BatchGetItem ${TABLE}`,
      'dynamodb:BatchGetItem arn:aws:dynamodb:eu-west-1:123456789012:table/u',
    ],
  ],
  [
    'dynamodb',
    'TransactWriteItems',
    { TransactItems: [{ Put: { TableName: 't' } }, { ConditionCheck: { TableName: 't' } }] },
    [`dynamodb:PutItem ${TABLE}`, `dynamodb:ConditionCheckItem ${TABLE}`],
  ],
  ['dynamodb', 'ListTables', {}, ['dynamodb:ListTables *']],
  ['sqs', 'SendMessageBatch', { QueueUrl: URL }, [`sqs:SendMessage ${QUEUE}`]],
  ['sqs', 'DeleteMessageBatch', { QueueUrl: URL }, [`sqs:DeleteMessage ${QUEUE}`]],
  ['sqs', 'GetQueueUrl', { QueueName: 'q' }, [`sqs:GetQueueUrl ${QUEUE}`]],
  [
    'sqs',
    'StartMessageMoveTask',
    { SourceArn: `${QUEUE}-dead`, DestinationArn: QUEUE },
    [
      ...['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map(
        (name) => `sqs:${name} ${QUEUE}-dead`,
      ),
      `sqs:SendMessage ${QUEUE}`,
    ],
  ],
  ['sns', 'PublishBatch', { TopicArn: TOPIC }, [`sns:Publish ${TOPIC}`]],
  ['sns', 'Unsubscribe', { SubscriptionArn: `${TOPIC}:id` }, [`sns:Unsubscribe ${TOPIC}`]],
  [
    'events',
    'PutEvents',
    { Entries: [{ EventBusName: 'b' }, {}, { EventBusName: BUS }] },
    [`events:PutEvents ${BUS}`, 'events:PutEvents arn:aws:events:eu-west-1:123456789012:event-bus/default'],
  ],
  [
    'events',
    'PutTargets',
    { Rule: 'r', EventBusName: 'b' },
    ['events:PutTargets arn:aws:events:eu-west-1:123456789012:rule/b/r'],
  ],
  ['events', 'PutRule', { Name: 'r' }, ['events:PutRule arn:aws:events:eu-west-1:123456789012:rule/r']],
  ['states', 'StartExecution', { stateMachineArn: MACHINE }, [`states:StartExecution ${MACHINE}`]],
  ['states', 'DescribeExecution', { executionArn: EXECUTION }, [`states:DescribeExecution ${EXECUTION}`]],
  // An answer is judged by the state machine whose task waits for it.
  ['states', 'SendTaskSuccess', { taskToken: TOKEN }, [`states:SendTaskSuccess ${MACHINE}`]],
  // What is no token is refused as that.
  ['states', 'SendTaskFailure', { taskToken: 'x' }, []],
  ['states', 'ListStateMachines', {}, ['states:ListStateMachines *']],
  [
    'lambda',
    'Invoke',
    { FunctionName: 'f' },
    ['lambda:InvokeFunction arn:aws:lambda:eu-west-1:123456789012:function:f'],
  ],
])('%s %s', (service, operation, input, expected) => {
  expect(asked(service, operation, input)).toEqual(expected);
});

test('the partition of an item is a condition key, whatever names it', async () => {
  const keys = async (operation: string, input: JsonObject) => {
    const [check] = CHECKS.dynamodb(operation, input, PLACE);
    return Object.fromEntries((await check?.context?.(KNOWN)) ?? []);
  };
  const key = { 'dynamodb:leadingkeys': ['a'] };
  expect(await keys('PutItem', { TableName: 't', Item: { id: { S: 'a' }, x: { S: 'b' } } })).toEqual(key);
  expect(await keys('GetItem', { TableName: 't', Key: { id: { S: 'a' } } })).toEqual(key);
  expect(
    await keys('Query', {
      TableName: 't',
      KeyConditionExpression: '#i = :i AND begins_with(x, :x)',
      ExpressionAttributeNames: { '#i': 'id' },
      ExpressionAttributeValues: { ':i': { S: 'a' }, ':x': { S: 'b' } },
      Select: 'COUNT',
    }),
  ).toEqual({ ...key, 'dynamodb:select': ['COUNT'] });
  expect(
    await keys('BatchWriteItem', {
      RequestItems: {
        t: [{ PutRequest: { Item: { id: { S: 'a' } } } }, { DeleteRequest: { Key: { id: { S: 'b' } } } }],
      },
    }),
  ).toEqual({ 'dynamodb:leadingkeys': ['a', 'b'] });
  expect(await keys('Scan', { TableName: 't' })).toEqual({});
});
