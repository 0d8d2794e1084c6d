import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { choreo, PATIENCE } from '../cli/operator/stage.ts';
import type { Said } from '../cli/operator/stage.ts';
import { eventually, startForTest } from '../e2e/running-monitor.ts';
import type { RunningMonitor } from '../e2e/running-monitor.ts';
import { commandsOf, samplesOf } from './samples.ts';

const DOCUMENT = 'docs/operating.md';
const PREFIX = 'npm run choreo -- ';
const SOME_IDENTITY = '5f0c2a1e-0000-4000-8000-000000000000';

let monitor: RunningMonitor;
/** IAM's actions of all that the commands asked for. */
const asked = new Set<string>();

beforeAll(async () => {
  monitor = await startForTest();
  process.env['AWS_ENDPOINT_URL'] = monitor.url;
}, 120_000);
afterAll(async () => {
  delete process.env['AWS_ENDPOINT_URL'];
  await monitor.stop();
});

/** A command as it stands in the document; `identity` for the one that is made up there. */
async function typed(command: string, identity = ''): Promise<Said> {
  expect(commandsOf(DOCUMENT)).toContain(PREFIX + command);
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const note = (message: unknown): void => {
    const target = requested.safeParse(message).data?.request.getHeader('x-amz-target');
    if (target !== undefined) asked.add(actionOf(target));
  };
  subscribe('http.client.request.start', note);
  try {
    return await choreo(...words.map((word) => word.replace(SOME_IDENTITY, identity)));
  } finally {
    unsubscribe('http.client.request.start', note);
  }
}

const requested = z.object({
  request: z.custom<{ getHeader(name: string): string | undefined }>(
    (value) => typeof value === 'object' && value !== null && 'getHeader' in value,
  ),
});

/** `AmazonSQS.ChangeMessageVisibilityBatch` → `sqs:ChangeMessageVisibility` */
function actionOf(target: string): string {
  const [service = '', operation = ''] = target.split('.');
  const prefix = service.startsWith('DynamoDB') ? 'dynamodb' : service === 'AmazonSQS' ? 'sqs' : 'states';
  return `${prefix}:${operation.replace(/Batch$/, '')}`;
}

const publish = (source: string, detailType: string) =>
  monitor.publish({ source, detailType, detail: { shipmentId: 'S-1', orderId: 'O-1' } });

const delivered = async () =>
  (await monitor.rowsOf('shipment', 'S-1')).find((row) => row['name'] === 'Shipment Delivered');

const untilDelivered = (status: string) =>
  eventually(delivered, (row) => row?.['status'] === status, PATIENCE);

test('every command of the document does what it says there', async () => {
  expect(await typed('inbox')).toEqual({ status: 0, out: 'The inbox is empty.\n', err: '' });
  await publish('webshop.dispatch', 'Shipment Registered');
  await eventually(
    () => monitor.standingOf('shipment', 'S-1'),
    ({ state }) => state === 'Registered',
    PATIENCE,
  );
  await publish('carrier', 'Shipment Delivered');
  const { key } = (await untilDelivered('held')) ?? {};
  const identity = String(key).slice('EVENT#'.length);
  expect((await typed('inbox shipment --instance S-1')).out).toMatch(
    /^\S+ {2}held {11}shipment S-1 {2}Shipment Delivered\n.*\n {4}"Shipment Delivered" is not awaited in "Registered", but can be later on\./,
  );

  const expected = await typed('expect shipment S-1');
  expect(expected.out).toContain('Shipment Collected  in "Registered" → "Travelling"\n');
  expect(expected.out).toContain(
    'or, without a failure, Shipment Collected → Shipment Delivered → "Delivered"\n',
  );

  const close = 'close shipment S-1 --reason "The parcel came back, the customer was told."';
  expect((await typed(close)).out).toBe('It is closed, in "Registered".\n');
  await untilDelivered('late');
  expect((await typed('inbox shipment --status late,orphan --limit 20')).out).toContain(identity);

  expect((await typed('redrive shipment S-1')).out).toBe('Run 1 goes on where it failed.\n');
  await eventually(
    async () => (await monitor.rowsOf('shipment', 'S-1')).find((row) => row['key'] === 'WAIT#')?.['redrive'],
    (redrive) => redrive === 1,
    PATIENCE,
  );
  const back = await typed(`inbox put-back shipment --event ${SOME_IDENTITY}`, identity);
  expect(back).toMatchObject({ status: 0, err: '' });
  expect(await untilDelivered('held')).toMatchObject({ putBack: 1 });
  expect((await typed('inbox put-back shipment --all')).out).toBe('There is nothing to put back.\n');
  expect((await typed(`resubmit shipment S-1 ${SOME_IDENTITY}`, identity)).status).toBe(0);
  expect(await delivered()).toMatchObject({ status: 'held', putBack: 1 });

  await bury({ source: 'carrier', 'detail-type': 'Shipment Collected', detail: { shipmentId: 'S-1' } });
  expect((await typed('inbox put-back --all --status dead')).out).toContain(
    'choreography-monitor-shipment-events: 1 dead letter goes back to it.\n',
  );
  await eventually(
    () => monitor.standingOf('shipment', 'S-1'),
    ({ state }) => state === 'Delivered',
    PATIENCE,
  );
  expect(await delivered()).toMatchObject({ status: 'consumed', putBack: 1 });
}, 240_000);

async function bury(envelope: object): Promise<void> {
  const queues = new SQSClient(monitor.settings);
  await queues.send(
    new SendMessageCommand({
      QueueUrl: `${monitor.url}/000000000000/choreography-monitor-shipment-events-dead`,
      MessageBody: JSON.stringify({ id: 'buried', time: new Date().toISOString(), ...envelope }),
    }),
  );
  queues.destroy();
}

const policy = z.object({
  Statement: z.array(z.object({ Action: z.union([z.string(), z.array(z.string())]) })),
});

test('the policy of the document permits all that the commands ask for', () => {
  const [sample] = samplesOf(DOCUMENT).filter(({ language }) => language === 'json');
  const { Statement } = policy.parse(JSON.parse(sample?.text ?? ''));
  const permitted = new Set(Statement.flatMap(({ Action }) => Action));
  expect([...asked].filter((action) => !permitted.has(action))).toEqual([]);
  // Deleting is for clouds that cannot move, listing for a task under way; receiving, for looking at dead letters.
  expect([...permitted].filter((action) => !asked.has(action)).sort()).toEqual([
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:ListMessageMoveTasks',
    'sqs:ReceiveMessage',
    'states:GetExecutionHistory',
  ]);
});
