import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { reserveDoor, type Door } from '../../../lib/local/http/door.ts';
import { createRoutes } from '../../../lib/local/http/routes.ts';
import { AwsError, type Json, type Service } from '../../../lib/local/service.ts';

let door: Door;
let calls: { operation: string; input: Json; role: string | undefined }[];
let answer: () => Json;

beforeEach(async () => {
  calls = [];
  answer = () => ({ MessageId: 'one' });
  const service: Service = {
    async call(operation, input, { roleArn }) {
      calls.push({ operation, input, role: roleArn });
      return answer();
    },
  };
  door = await reserveDoor('127.0.0.1', 0);
  door.open(
    createRoutes({
      services: {
        dynamodb: service,
        sqs: service,
        sns: service,
        sts: service,
        iam: service,
        logs: service,
        events: service,
        states: service,
        lambda: service,
      },
      callerOf: (key) => ({ roleArn: key === 'LOCAL1' ? 'role/one' : undefined }),
      pages: undefined,
      host: '127.0.0.1',
      log: () => undefined,
    }),
  );
});
afterEach(() => door.close());

async function post(fields: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`http://localhost:${door.port}/`, {
    method: 'POST',
    body: new URLSearchParams({ Version: '2010-03-31', ...fields }),
    headers,
  });
  const text = await response.text();
  const body = text.trim().replace(/<RequestId>[0-9a-f-]{36}<\/RequestId>/, '<RequestId/>');
  return { status: response.status, type: response.headers.get('content-type'), body };
}

describe("a form in AWS's query protocol", () => {
  test('calls SNS, and is answered in XML', async () => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=LOCAL1/20260101/eu-central-1/sns/aws4_request';
    expect(await post({ Action: 'Publish', TopicArn: 'arn:t', Message: 'a & b' }, { authorization })).toEqual(
      {
        status: 200,
        type: 'text/xml',
        body:
          '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>one</MessageId></PublishResult>' +
          '<ResponseMetadata><RequestId/></ResponseMetadata></PublishResponse>',
      },
    );
    expect(calls).toEqual([
      { operation: 'Publish', input: { TopicArn: 'arn:t', Message: 'a & b' }, role: 'role/one' },
    ]);
  });

  test('has lists and maps, told by their numbers', async () => {
    await post({
      Action: 'PublishBatch',
      'PublishBatchRequestEntries.member.2.Id': 'b',
      'PublishBatchRequestEntries.member.1.Id': 'a',
      'PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Name': 'order',
      'PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Value.DataType': 'String',
      'PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Value.StringValue': '7',
      'Attributes.entry.1.key': 'DisplayName',
      'Attributes.entry.1.value': 'Ops',
    });
    expect(calls.map(({ input }) => input)).toEqual([
      {
        PublishBatchRequestEntries: [
          { Id: 'a', MessageAttributes: { order: { DataType: 'String', StringValue: '7' } } },
          { Id: 'b' },
        ],
        Attributes: { DisplayName: 'Ops' },
      },
    ]);
  });

  test('gets lists, maps, and texts that XML would take for its own', async () => {
    answer = () => ({
      Topics: [{ TopicArn: 'a' }, { TopicArn: 'b' }],
      Attributes: { DisplayName: '<&>\r\u0000', Owner: '0' },
      Failed: [],
      SenderFault: true,
    });
    expect((await post({ Action: 'ListTopics' })).body).toContain(
      '<Topics><member><TopicArn>a</TopicArn></member><member><TopicArn>b</TopicArn></member></Topics>' +
        '<Attributes><entry><key>DisplayName</key><value>&lt;&amp;&gt;&#13;</value></entry><entry><key>Owner</key><value>0</value></entry></Attributes>' +
        '<Failed></Failed><SenderFault>true</SenderFault>',
    );
  });

  test('gets a refusal with its code', async () => {
    answer = () => {
      throw new AwsError('NotFound', 'Topic does not exist', { status: 404 });
    };
    expect(await post({ Action: 'Publish' })).toEqual({
      status: 404,
      type: 'text/xml',
      body:
        '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>NotFound</Code>' +
        '<Message>Topic does not exist</Message></Error><RequestId/></ErrorResponse>',
    });
  });

  test('of a service that is not there is refused by name, and so is none', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=x/20260101/eu-central-1/cloudformation/aws4_request, Signature=y';
    const has =
      'is not there in the local cloud, which has operations of dynamodb, events, iam, lambda, logs, sns, sqs, states, sts.';
    const refused = await post({ Action: 'DescribeStacks', Version: '2010-05-15' }, { authorization });
    expect(refused.status).toBe(400);
    expect(refused.body).toContain(
      `<Error><Type>Sender</Type><Code>UnknownOperationException</Code><Message>DescribeStacks of "cloudformation" ${has}</Message></Error>`,
    );
    expect((await post({ Action: '<b>', Version: '' })).body).toContain(`<Message>POST / ${has}</Message>`);
    expect(calls).toEqual([]);
  });

  test('nested without end does no harm', async () => {
    const deep = Array.from({ length: 100_000 }, () => 'a').join('.');
    expect((await post({ Action: 'Publish', [deep]: 'x' })).status).toBe(200);
  });
});

describe("a form in SQS's protocol of before 2024", () => {
  const SQS = { Version: '2012-11-05' };
  const NAMESPACE = 'http://queue.amazonaws.com/doc/2012-11-05/';

  test('has lists and maps without a word between', async () => {
    await post({
      ...SQS,
      Action: 'SendMessageBatch',
      QueueUrl: 'http://localhost/q',
      'SendMessageBatchRequestEntry.2.Id': 'b',
      'SendMessageBatchRequestEntry.2.MessageBody': 'two',
      'SendMessageBatchRequestEntry.1.Id': 'a',
      'SendMessageBatchRequestEntry.1.MessageBody': 'one',
      'SendMessageBatchRequestEntry.1.MessageAttribute.1.Name': 'kind',
      'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType': 'String',
      'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue': 'order',
      'AttributeName.1': 'All',
      'Attribute.1.Name': 'DelaySeconds',
      'Attribute.1.Value': '5',
      'Tag.1.Key': 'constructor',
      'Tag.1.Value': 'x',
      'constructor.1': 'y',
    });
    expect(calls).toEqual([
      {
        operation: 'SendMessageBatch',
        role: undefined,
        input: {
          QueueUrl: 'http://localhost/q',
          Entries: [
            {
              Id: 'a',
              MessageBody: 'one',
              MessageAttributes: { kind: { DataType: 'String', StringValue: 'order' } },
            },
            { Id: 'b', MessageBody: 'two' },
          ],
          AttributeNames: ['All'],
          Attributes: { DelaySeconds: '5' },
          Tags: { constructor: 'x' },
          constructor: { 1: 'y' },
        },
      },
    ]);
  });

  test('is answered so, too', async () => {
    answer = () => ({
      Messages: [
        {
          Body: 'a < b',
          Attributes: { SentTimestamp: '1' },
          MessageAttributes: { kind: { DataType: 'String', StringValue: 'order' } },
        },
      ],
    });
    expect((await post({ ...SQS, Action: 'ReceiveMessage' })).body).toBe(
      `<ReceiveMessageResponse xmlns="${NAMESPACE}"><ReceiveMessageResult><Message><Body>a &lt; b</Body>` +
        '<Attribute><Name>SentTimestamp</Name><Value>1</Value></Attribute>' +
        '<MessageAttribute><Name>kind</Name><Value><DataType>String</DataType><StringValue>order</StringValue></Value></MessageAttribute>' +
        '</Message></ReceiveMessageResult><ResponseMetadata><RequestId/></ResponseMetadata></ReceiveMessageResponse>',
    );
    answer = () => ({ Successful: [{ Id: 'a' }], Failed: [{ Id: 'b', SenderFault: true }] });
    expect((await post({ ...SQS, Action: 'DeleteMessageBatch' })).body).toContain(
      '<DeleteMessageBatchResult><DeleteMessageBatchResultEntry><Id>a</Id></DeleteMessageBatchResultEntry>' +
        '<BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault></BatchResultErrorEntry></DeleteMessageBatchResult>',
    );
    answer = () => ({});
    expect((await post({ ...SQS, Action: 'PurgeQueue' })).body).toBe(
      `<PurgeQueueResponse xmlns="${NAMESPACE}"><ResponseMetadata><RequestId/></ResponseMetadata></PurgeQueueResponse>`,
    );
  });
});
