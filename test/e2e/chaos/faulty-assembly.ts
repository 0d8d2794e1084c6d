import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** A batch of ten goes down with each of its messages. */
const ATTEMPTS = 200;

export const NOTICES_QUEUE = 'chaos-notices';

/**
 * The app as it is synthesized, but its functions call through `door` and may die, its queues try again within seconds,
 * and what the notifier says is kept in a queue. `again`: seconds until a message comes again that no function has settled.
 */
export function faultyAssembly(
  synthesized: string,
  door: string,
  again: number,
): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-faulty-'));
  cpSync(synthesized, folder, { recursive: true });
  const handler = stripTypeScriptTypes(readFileSync(new URL('./mortal-handler.ts', import.meta.url), 'utf8'));
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.startsWith('asset.')) {
      renameSync(join(path, 'index.mjs'), join(path, 'real.mjs'));
      writeFileSync(join(path, 'index.mjs'), handler);
      writeFileSync(join(path, 'door.txt'), door);
    }
    if (name.endsWith('.template.json')) writeFileSync(path, changed(readFileSync(path, 'utf8'), again));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const template = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string() })),
});

function changed(text: string, again: number): string {
  const hasty = text
    .replaceAll(/"VisibilityTimeout": ?\d+/g, `"VisibilityTimeout":${again}`)
    .replaceAll(/"maxReceiveCount": ?\d+/g, `"maxReceiveCount":${ATTEMPTS}`);
  const parsed = template.parse(JSON.parse(hasty));
  const bus = Object.entries(parsed.Resources).find(([, { Type }]) => Type === 'AWS::Events::EventBus')?.[0];
  const onBus = bus === undefined ? {} : { EventBusName: { Ref: bus } };
  const Resources = {
    ...parsed.Resources,
    ChaosNotices: { Type: 'AWS::SQS::Queue', Properties: { QueueName: NOTICES_QUEUE } },
    ChaosNoticesPolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'ChaosNotices' }],
        PolicyDocument: {
          Statement: {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: { 'Fn::GetAtt': ['ChaosNotices', 'Arn'] },
          },
        },
      },
    },
    ChaosNoticesRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ...onBus,
        EventPattern: { source: ['choreography-monitor'] },
        Targets: [{ Id: 'Notices', Arn: { 'Fn::GetAtt': ['ChaosNotices', 'Arn'] } }],
      },
    },
  };
  return JSON.stringify({ ...parsed, Resources });
}
