import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startLocalCloud, type LocalCloud } from '../../../lib/local/cloud.ts';
import { writeAssembly, type WrittenAssembly } from '../assembly.ts';
import { FUNCTIONS, SHOP } from '../shop.ts';

let assembly: WrittenAssembly;
let cloud: LocalCloud;
let lambda: LambdaClient;

beforeAll(async () => {
  assembly = writeAssembly(SHOP, FUNCTIONS);
  cloud = await startLocalCloud({ assembly: assembly.directory, port: 0, log: () => undefined });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'y' };
  lambda = new LambdaClient({ endpoint: cloud.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  lambda.destroy();
  await cloud.stop();
  assembly.remove();
});

test('a function is not mapped a second time to what the template maps it to', async () => {
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  expect(EventSourceMappings.length).toBe(2);
  for (const { UUID, EventSourceArn = '', FunctionArn = '' } of EventSourceMappings) {
    const name = FunctionArn.split(':').at(-1) ?? '';
    const pair = `(" ${EventSourceArn} ") and function (" ${name} ")`;
    const what = EventSourceArn.includes(':sqs:')
      ? `An event source mapping with SQS arn ${pair} already exists.`
      : `The event source arn ${pair} provided mapping already exists.`;
    for (const FunctionName of [name, FunctionArn])
      await expect(
        lambda.send(
          new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn, StartingPosition: 'LATEST' }),
        ),
      ).rejects.toMatchObject({
        name: 'ResourceConflictException',
        message: `${what} Please update or delete the existing mapping with UUID ${UUID}`,
      });
  }
});

test('what of a mapping AWS would not deploy is in the log', async () => {
  const lines: string[] = [];
  const { Orders, ...others } = SHOP.Resources;
  const Queue = { ...Orders, Properties: { ...Orders.Properties, VisibilityTimeout: 9 } };
  const hasty = writeAssembly({ Resources: { ...others, Orders: Queue } }, FUNCTIONS);
  const log = (line: string): void => void lines.push(line);
  const other = await startLocalCloud({ assembly: hasty.directory, port: 0, log });
  await other.stop();
  hasty.remove();
  expect(lines.filter((line) => line.includes('AWS would not deploy'))).toEqual([
    expect.stringContaining(
      'recorder reads from arn:aws:sqs:us-east-1:000000000000:orders here, but AWS would not deploy this: Queue visibility timeout: 9 seconds is less than Function timeout: 10 seconds',
    ),
  ]);
});

test("a mapping of the template is the template's to change", async () => {
  const { EventSourceMappings: [{ UUID } = {}] = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({}),
  );
  const refusal = {
    name: 'ResourceConflictException',
    message: `The mapping ${UUID} is of the template that the local cloud was started with: change it there.`,
  };
  const update = new UpdateEventSourceMappingCommand({ UUID, Enabled: false });
  await expect(lambda.send(update)).rejects.toMatchObject(refusal);
  await expect(lambda.send(new DeleteEventSourceMappingCommand({ UUID }))).rejects.toMatchObject(refusal);
  await expect(
    lambda.send(new DeleteEventSourceMappingCommand({ UUID: '00000000-0000-4000-8000-000000000000' })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } });
});
