import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient, type Message } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startLocalCloud, type LocalCloud } from '../../../lib/local/cloud.ts';
import { writeAssembly, type WrittenAssembly } from '../assembly.ts';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const queue = (QueueName: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName } });
const TEMPLATE = {
  Resources: {
    Dead: queue('dead'),
    Failed: queue('failed'),
    Done: queue('done'),
    Worker: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'worker',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { S3Bucket: 'assets', S3Key: 'worker.zip' },
        DeadLetterConfig: { TargetArn: arnOf('Dead') },
      },
    },
    Config: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'Worker' },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 0,
        DestinationConfig: {
          OnFailure: { Destination: arnOf('Failed') },
          OnSuccess: { Destination: arnOf('Done') },
        },
      },
    },
  },
};
const WORKER = `export const handler = async ({ fails }) => {
  if (fails) throw new RangeError('too far');
  return 'here';
};`;

let assembly: WrittenAssembly;
let cloud: LocalCloud;
let lambda: LambdaClient;
let sqs: SQSClient;

beforeAll(async () => {
  assembly = writeAssembly(TEMPLATE, { worker: WORKER });
  cloud = await startLocalCloud({ assembly: assembly.directory, port: 0, log: () => undefined });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'y' };
  const settings = { endpoint: cloud.url, region: 'us-east-1', credentials };
  lambda = new LambdaClient(settings);
  sqs = new SQSClient(settings);
});
afterAll(async () => {
  lambda.destroy();
  sqs.destroy();
  await cloud.stop();
  assembly.remove();
});

async function invokeLater(event: object): Promise<void> {
  const Payload = Buffer.from(JSON.stringify(event));
  await lambda.send(new InvokeCommand({ FunctionName: 'worker', InvocationType: 'Event', Payload }));
}

async function receive(name: string): Promise<Message | undefined> {
  const { Messages: [message] = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: `${cloud.url}/000000000000/${name}`,
      WaitTimeSeconds: 10,
      MessageAttributeNames: ['All'],
    }),
  );
  return message;
}

test('what fails goes to the dead letters as it was, and to the destination with what became of it', async () => {
  await invokeLater({ fails: true });
  const [dead, failed] = await Promise.all([receive('dead'), receive('failed')]);
  expect(JSON.parse(dead?.Body ?? '')).toEqual({ fails: true });
  expect(dead?.MessageAttributes).toEqual({
    RequestID: { DataType: 'String', StringValue: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ErrorMessage: { DataType: 'String', StringValue: 'too far' },
  });
  expect(JSON.parse(failed?.Body ?? '')).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
    requestPayload: { fails: true },
    responsePayload: { errorType: 'RangeError', errorMessage: 'too far' },
  });
});

test('what succeeds goes to its own destination', async () => {
  await invokeLater({ fails: false });
  expect(JSON.parse((await receive('done'))?.Body ?? '')).toMatchObject({
    requestContext: { condition: 'Success', approximateInvokeCount: 1 },
    responsePayload: 'here',
  });
});
