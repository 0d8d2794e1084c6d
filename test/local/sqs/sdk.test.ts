import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  PurgeQueueInProgress,
  QueueDoesNotExist,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { reserveDoor, type Door } from '../../../lib/local/http/door.ts';
import { createRoutes } from '../../../lib/local/http/routes.ts';
import { createSqs, type Sqs } from '../../../lib/local/sqs/sqs.ts';
import { systemClock } from '../../../lib/local/system-clock.ts';
import { PLACE, refusal } from './harness.ts';

describe('the AWS SDK', () => {
  let door: Door;
  let sqs: Sqs;
  let client: SQSClient;
  let url: string;

  beforeAll(async () => {
    door = await reserveDoor('127.0.0.1', 0);
    const endpoint = `http://127.0.0.1:${door.port}`;
    sqs = createSqs({ place: { ...PLACE, endpoint }, clock: systemClock() });
    const services = {
      sqs,
      events: sqs,
      states: sqs,
      dynamodb: sqs,
      lambda: sqs,
      sns: sqs,
      sts: sqs,
      iam: sqs,
      logs: sqs,
    };
    const callerOf = () => ({ roleArn: undefined });
    door.open(
      createRoutes({ services, callerOf, pages: undefined, host: '127.0.0.1', log: () => undefined }),
    );
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    client = new SQSClient({ endpoint, region: PLACE.region, credentials, maxAttempts: 1 });
    const created = await client.send(new CreateQueueCommand({ QueueName: 'q' }));
    url = created.QueueUrl ?? '';
  });

  afterAll(async () => {
    client.destroy();
    sqs.stop();
    await door.close();
  });

  test('sends, receives and deletes, and finds the digests right', async () => {
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'ü' } };
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'Grüße', MessageAttributes }));
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: url, MessageAttributeNames: ['All'], WaitTimeSeconds: 1 }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(['Grüße']);
    expect(Messages[0]?.MessageAttributes).toEqual(MessageAttributes);
    const ReceiptHandle = Messages[0]?.ReceiptHandle ?? '';
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
  });

  test('waits for a message', async () => {
    const waiting = client.send(
      new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 10, MaxNumberOfMessages: 10 }),
    );
    const Entries = ['1', '2'].map((Id) => ({ Id, MessageBody: Id }));
    await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect((await waiting).Messages?.map(({ Body }) => Body)).toEqual(['1', '2']);
  });

  test('knows the errors by their classes', async () => {
    const call = client.send(new GetQueueUrlCommand({ QueueName: 'none' }));
    await expect(call).rejects.toBeInstanceOf(QueueDoesNotExist);
    const send = client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x', DelaySeconds: 901 }));
    expect((await refusal(send))[0]).toBe('InvalidParameterValue');
    await client.send(new PurgeQueueCommand({ QueueUrl: url }));
    const purge = client.send(new PurgeQueueCommand({ QueueUrl: url }));
    await expect(purge).rejects.toBeInstanceOf(PurgeQueueInProgress);
    await expect(purge).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    const remove = client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: 'none' }));
    await expect(remove).rejects.toBeInstanceOf(ReceiptHandleIsInvalid);
    await expect(remove).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });
});
