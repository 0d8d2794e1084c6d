/** The shop without one of its permissions, one after the other: what needs it fails, and says so in AWS's words. */
import { describe, expect, test } from '@jest/globals';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  type DescribeExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalCloud } from '../../../lib/local/cloud.ts';
import type { JsonObject } from '../../../lib/local/json.ts';
import { TemplateProblem } from '../../../lib/local/template/problem.ts';
import { writeAssembly } from '../assembly.ts';
import { FUNCTIONS, SHOP } from '../shop.ts';

type Resources = Record<string, { Type: string; Properties: JsonObject }>;
type Shop = Awaited<ReturnType<typeof open>>;

const ROLE = 'arn:aws:sts::000000000000:assumed-role/shop-Role/';
const LONGEST = 20_000;

async function open(change: (resources: Resources) => void) {
  const template = structuredClone(SHOP);
  const resources: Resources = template.Resources;
  change(resources);
  const assembly = writeAssembly(template, FUNCTIONS);
  const lines: string[] = [];
  const cloud = await startLocalCloud({
    assembly: assembly.directory,
    port: 0,
    log: (line) => void lines.push(line),
  }).catch((error: unknown) => {
    assembly.remove();
    throw error;
  });
  const settings = {
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  };
  const [events, states] = [new EventBridgeClient(settings), new SFNClient(settings)];
  return {
    cloud,
    order: () =>
      events.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: 'shop',
              Source: 'shop',
              DetailType: 'Order',
              Detail: '{"kind":"order","number":1}',
            },
          ],
        }),
      ),
    async run(machine: 'Acting' | 'Machine'): Promise<DescribeExecutionCommandOutput> {
      const stateMachineArn = cloud.outputs[machine];
      const { executionArn } = await states.send(
        new StartExecutionCommand({ stateMachineArn, input: '{"number":1}' }),
      );
      for (const until = Date.now() + LONGEST; ;) {
        await sleep(20);
        const found = await states.send(new DescribeExecutionCommand({ executionArn }));
        if (found.status !== 'RUNNING' || Date.now() > until) return found;
      }
    },
    /** The first line that the cloud logs with this in it. */
    async said(text: string): Promise<string> {
      for (const until = Date.now() + LONGEST; ;) {
        await sleep(20);
        const found = lines.find((line) => line.includes(text));
        if (found !== undefined || Date.now() > until)
          return found ?? `Nothing of ${text} in:\n${lines.join('\n')}`;
      }
    },
    async close() {
      for (const client of [events, states]) client.destroy();
      await cloud.stop();
      assembly.remove();
    },
  };
}

/** What happens in the shop whose role may not do this any more. */
async function without(action: string, look: (shop: Shop) => Promise<void>): Promise<void> {
  const shop = await open(({ RolePolicy: policy }) => {
    if (policy === undefined) return;
    const text = JSON.stringify(policy.Properties);
    const left = text.replace(`"${action}"`, '"x:Nothing"');
    expect(left).not.toBe(text);
    policy.Properties = JSON.parse(left) as JsonObject;
  });
  try {
    await look(shop);
  } finally {
    await shop.close();
  }
}

const refused = (session: string, action: string, resource: string): string =>
  `User: ${ROLE}${session} is not authorized to perform: ${action} on resource: ${resource} ` +
  `because no identity-based policy allows the ${action} action`;
const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/shop-table';
const queue = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:notices';
const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/shop';

describe('the role of functions and executions', () => {
  test("without dynamodb:PutItem a function's client gets AccessDeniedException, and an execution fails", async () => {
    await without('dynamodb:PutItem', async (shop) => {
      await shop.order();
      const inFunction = refused('recorder', 'dynamodb:PutItem', TABLE);
      expect(await shop.said('assumed-role/shop-Role/recorder')).toBe(inFunction);
      const { status, error, cause } = await shop.run('Machine');
      expect([status, error]).toEqual(['FAILED', 'DynamoDb.DynamoDbException']);
      expect(cause).toMatch(
        new RegExp(
          `^User: ${ROLE}[A-Za-z]{32} is not authorized to perform: dynamodb:PutItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:PutItem action \\(Service: DynamoDb, Status Code: 400, Request ID: [0-9a-f-]+\\)$`,
        ),
      );
    });
  });

  test('without sqs:SendMessage a function gets AccessDenied of SQS', async () => {
    await without('sqs:SendMessage', async (shop) => {
      await shop.order();
      expect(await shop.said('assumed-role/shop-Role/teller')).toBe(
        refused('teller', 'sqs:sendmessage', queue('told')),
      );
    });
  });

  test.each([
    ['events:PutEvents', 'EventBridge.AccessDeniedException', 'events:PutEvents', BUS],
    ['sns:Publish', 'SNS.AuthorizationErrorException', 'SNS:Publish', TOPIC],
  ])('without %s an execution fails with %s', async (action, error, spelled, resource) => {
    await without(action, async (shop) => {
      const found = await shop.run('Acting');
      expect([found.status, found.error]).toEqual(['FAILED', error]);
      expect(found.cause).toContain(
        `is not authorized to perform: ${spelled} on resource: ${resource} because`,
      );
    });
  });

  test.each(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'])(
    'without %s Lambda does not read the queue',
    async (action) => {
      await without(action, async (shop) => {
        const name = action.slice('sqs:'.length);
        const why = refused('recorder', action.toLowerCase(), queue('orders'));
        expect(await shop.said('recorder gets nothing')).toBe(
          `recorder gets nothing from ${queue('orders')}; AWS would not deploy this: The provided execution role does not have permissions to call ${name} on SQS (${why})`,
        );
      });
    },
  );

  test.each(['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'])(
    'without dynamodb:%s Lambda does not read the stream',
    async (name) => {
      await without(`dynamodb:${name}`, async (shop) => {
        expect(await shop.said('teller gets nothing')).toMatch(
          new RegExp(
            `^teller gets nothing from ${TABLE}/stream/\\S+; AWS would not deploy this: Cannot access stream ${TABLE}/stream/\\S+ Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM. \\(User: .* is not authorized to perform: dynamodb:${name} on`,
          ),
        );
      });
    },
  );

  test('without the policy for logs the lines of functions are lost, and the log of the cloud says so', async () => {
    const shop = await open(({ Role: role }) => {
      if (role !== undefined) role.Properties = { ...role.Properties, ManagedPolicyArns: [] };
    });
    await shop.order();
    expect(await shop.said('are lost')).toBe(
      'The lines that recorder writes to its log are lost, as on AWS: its role may not write them.',
    );
    await shop.close();
  });

  test.each([
    ['lambda.amazonaws.com', 'the role defined for the function cannot be assumed by Lambda.'],
    [
      'states.amazonaws.com',
      'AccessDeniedException: Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
    ],
  ])('that does not trust %s is refused', async (service, why) => {
    const opening = open(({ Role: role }) => {
      const text = JSON.stringify(role?.Properties).replace(service, 'ec2.amazonaws.com');
      if (role !== undefined) role.Properties = JSON.parse(text) as JsonObject;
    });
    await expect(opening).rejects.toThrow(TemplateProblem);
    await expect(opening).rejects.toThrow(why);
  });
});

describe('the policy of a queue', () => {
  const close = (id: string) => (resources: Resources) => {
    const policy = resources[id];
    if (policy !== undefined) policy.Properties = { ...policy.Properties, PolicyDocument: { Statement: [] } };
  };
  test('that does not let EventBridge in: the event is in the dead letters with NO_PERMISSIONS, if they do', async () => {
    const shop = await open((resources) => {
      close('OrdersPolicy')(resources);
      const rule = resources['OrderRule'];
      const Arn = { 'Fn::GetAtt': ['Told', 'Arn'] };
      const target = { Id: 'queue', Arn: { 'Fn::GetAtt': ['Orders', 'Arn'] }, DeadLetterConfig: { Arn } };
      if (rule !== undefined) rule.Properties = { ...rule.Properties, Targets: [target] };
    });
    await shop.order();
    const refusal = (name: string) =>
      `User: events.amazonaws.com is not authorized to perform: sqs:sendmessage on resource: ${queue(name)} because no resource-based policy allows the sqs:sendmessage action`;
    expect(await shop.said('of rule shop-OrderRule')).toMatch(
      new RegExp(
        `could not be delivered to ${queue('orders')}: ${refusal('orders')} It is dropped: ${queue('told')} refused it, too: ${refusal('told')}$`,
      ),
    );
    await shop.close();
  });

  test('that does not let SNS in: the notification does not arrive', async () => {
    const shop = await open(close('ToldPolicy'));
    await shop.run('Acting');
    expect(await shop.said('does not reach')).toBe(
      `A notification of the topic notices does not reach ${queue('told')}: User: sns.amazonaws.com is not authorized to perform: sqs:sendmessage on resource: ${queue('told')} because no resource-based policy allows the sqs:sendmessage action`,
    );
    await shop.close();
  });
});

test('with all of them nothing is refused, and none is unused', async () => {
  const shop = await open(() => undefined);
  await shop.order();
  const { status } = await shop.run('Acting');
  expect(status).toBe('SUCCEEDED');
  await shop.said('By ');
  for (const until = Date.now() + LONGEST; shop.cloud.unusedPermissions().length > 0 && Date.now() < until;)
    await sleep(20);
  expect(shop.cloud.unusedPermissions()).toEqual([]);
  await shop.close();
});
