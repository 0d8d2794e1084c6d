import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../../lib/local/service.ts';
import { CloudAside } from './cloud.ts';
import { mutated, mutatedText } from './mutations.ts';
import { tries } from './tries.ts';

const ROLE = 'arn:aws:iam::000000000000:role/r';

let cloud: CloudAside;

beforeAll(async () => {
  cloud = await CloudAside.start();
}, 60_000);
afterAll(() => cloud.stop());

test('whatever a body is, it is answered with a result or a refusal, and never breaks', async () => {
  const targets = [
    'AWSEvents.PutEvents',
    'AWSEvents.PutRule',
    'AWSEvents.PutTargets',
    'AWSEvents.TestEventPattern',
    'AmazonSQS.SendMessage',
    'AmazonSQS.ReceiveMessage',
    'AmazonSQS.CreateQueue',
    'AmazonSQS.SendMessageBatch',
    'AWSStepFunctions.CreateStateMachine',
    'AWSStepFunctions.StartExecution',
    'AWSStepFunctions.ListExecutions',
    'AWSStepFunctions.SendTaskSuccess',
    'AWSStepFunctions.TagResource',
    'DynamoDB_20120810.PutItem',
    'DynamoDB_20120810.Query',
    'DynamoDB_20120810.UpdateItem',
  ];
  const names = [
    ...['Entries', 'Detail', 'Source', 'DetailType', 'Name', 'EventPattern', 'Targets', 'Rule', 'Event'],
    ...['QueueUrl', 'MessageBody', 'MessageAttributes', 'QueueName', 'Attributes', 'WaitTimeSeconds'],
    ...['name', 'definition', 'roleArn', 'input', 'stateMachineArn', 'maxResults', 'nextToken', 'tags'],
    ...['TableName', 'Item', 'Key', 'KeyConditionExpression', 'UpdateExpression', 'taskToken', 'output'],
  ];
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.json({ maxDepth: 3 }),
    fc.constantFrom(
      'shop-table',
      'x/told',
      'waiting',
      ROLE,
      '__proto__',
      1e300,
      -1,
      '{"source":[{"prefix":1}]}',
    ),
  );
  const body = fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .dictionary(fc.constantFrom(...names), value, { maxKeys: 6 })
        .map((object) => JSON.stringify(object)),
    },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...targets), body, async (target, text) => {
      const { status, body: said } = await cloud.call(target, text);
      expect({ target, text, status, said }).toEqual({
        target,
        text,
        status: status === 200 ? 200 : 400,
        said,
      });
    }),
    tries(200),
  );
}, 3_600_000);

/** One of each operator, and what they stand in. */
const PATTERNS: readonly Json[] = [
  {
    source: ['shop', { prefix: 'sh' }, { suffix: 'op' }, { prefix: { 'equals-ignore-case': 'SH' } }],
    'detail-type': [
      { wildcard: 'Order *ed*' },
      { 'anything-but': ['a', 'b'] },
      { 'equals-ignore-case': 'order' },
    ],
    detail: {
      total: [{ numeric: ['>', 0, '<=', 1e3] }, { numeric: ['=', 3.5] }, null, 12, true],
      address: [{ cidr: '10.0.0.0/8' }, { cidr: '2001:db8::/32' }],
      who: { id: [{ exists: true }], not: [{ exists: false }], a: { b: { c: ['d'] } } },
      but: [{ 'anything-but': { prefix: ['x', 'y'] } }, { 'anything-but': { wildcard: '*z*' } }],
    },
  },
  { $or: [{ source: ['a'] }, { detail: { $or: [{ n: [1] }, { m: [{ numeric: ['<', 5] }] }] } }] },
];
const EVENTS: readonly Json[] = [
  {
    ...{
      id: '1',
      account: '123456789012',
      source: 'shop',
      time: '2026-01-01T00:00:00Z',
      region: 'eu-central-1',
    },
    ...{ resources: ['a'], 'detail-type': 'Order Placed' },
    detail: { total: 12, address: '10.1.2.3', who: { id: [1, 'x'], a: [{ b: { c: 'd' } }] }, but: 'q', n: 1 },
  },
];

test('whatever a pattern and an event are, they match or do not, or one of them is refused', async () => {
  const pattern = mutated(PATTERNS).map((value) => JSON.stringify(value));
  const torn = mutatedText(
    pattern,
    ['{', '}', '[', ']', ',', '"', '*', '*'.repeat(50), '1e400', '\\u0000'],
    1,
  );
  const event = mutated(EVENTS, 2).map((value) => JSON.stringify(value));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof({ weight: 6, arbitrary: pattern }, torn),
      event,
      async (EventPattern, Event) => {
        const { status, body } = await cloud.call('AWSEvents.TestEventPattern', { EventPattern, Event });
        expect(`${status} ${body}`).toMatch(
          /^(200 \{"Result":(true|false)\}|400 \{"__type":"[^"]*(InvalidEventPattern|Validation)Exception",)/,
        );
      },
    ),
    tries(150),
  );
}, 3_600_000);

test('nothing of all this was a fault of the cloud', () => {
  expect(cloud.alive()).toBe(true);
  expect(cloud.complaints.filter((line) => line.includes(' failed: '))).toEqual([]);
});
