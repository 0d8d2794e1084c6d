import {
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import { expect, test } from '@jest/globals';
import { startLocalCloud } from '../../../lib/local/cloud.ts';
import { writeAssembly } from '../assembly.ts';

const PATTERN = { source: ['shop'] };

test('buses, rules and archives of a template are described as it has them', async () => {
  const assembly = writeAssembly({
    Resources: {
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'cars', Description: 'All about cars' } },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ...{ Name: 'sold', Description: 'Cars that were sold', State: 'DISABLED' },
          EventBusName: { Ref: 'Bus' },
          EventPattern: PATTERN,
        },
      },
      Archive: {
        Type: 'AWS::Events::Archive',
        Properties: {
          ...{ ArchiveName: 'kept', Description: 'For a while', RetentionDays: 3 },
          SourceArn: { 'Fn::GetAtt': ['Bus', 'Arn'] },
        },
      },
    },
  });
  const cloud = await startLocalCloud({ assembly: assembly.directory, port: 0, log: () => undefined });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'y' };
  const client = new EventBridgeClient({ endpoint: cloud.url, region: 'us-east-1', credentials });
  try {
    expect(await client.send(new DescribeEventBusCommand({ Name: 'cars' }))).toMatchObject({
      Description: 'All about cars',
    });
    expect(await client.send(new DescribeRuleCommand({ Name: 'sold', EventBusName: 'cars' }))).toMatchObject({
      ...{ Description: 'Cars that were sold', State: 'DISABLED' },
      EventPattern: JSON.stringify(PATTERN),
    });
    expect(await client.send(new DescribeArchiveCommand({ ArchiveName: 'kept' }))).toMatchObject({
      ...{ Description: 'For a while', RetentionDays: 3 },
    });
  } finally {
    client.destroy();
    await cloud.stop();
    assembly.remove();
  }
});
