import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CreateEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  InvalidEventPatternException,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  ResourceNotFoundException,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { createEventBridge, type EventBridge } from '../../../lib/local/eventbridge/eventbridge.ts';
import { reserveDoor, type Door } from '../../../lib/local/http/door.ts';
import { createRoutes } from '../../../lib/local/http/routes.ts';
import { systemClock } from '../../../lib/local/system-clock.ts';
import { PLACE, QUEUE } from './harness.ts';

describe('the AWS SDK', () => {
  let door: Door;
  let events: EventBridge;
  let client: EventBridgeClient;
  const bodies: string[] = [];

  beforeAll(async () => {
    door = await reserveDoor('127.0.0.1', 0);
    const endpoint = `http://127.0.0.1:${door.port}`;
    const log = () => undefined;
    events = createEventBridge({
      place: { ...PLACE, endpoint },
      clock: systemClock(),
      deliver: (_arn, body) => {
        bodies.push(body);
        return { kind: 'delivered' };
      },
      log,
    });
    const services = {
      sqs: events,
      events,
      states: events,
      dynamodb: events,
      lambda: events,
      sns: events,
      sts: events,
      iam: events,
      logs: events,
    };
    const callerOf = () => ({ roleArn: undefined });
    door.open(createRoutes({ services, callerOf, pages: undefined, host: '127.0.0.1', log }));
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    client = new EventBridgeClient({ endpoint, region: PLACE.region, credentials, maxAttempts: 1 });
  });

  afterAll(async () => {
    client.destroy();
    events.stop();
    await door.close();
  });

  test('puts a rule, its targets and events', async () => {
    await client.send(new CreateEventBusCommand({ Name: 'cars' }));
    const EventPattern = '{"source":["shop"]}';
    await client.send(new PutRuleCommand({ Name: 'r', EventBusName: 'cars', EventPattern }));
    const Targets = [{ Id: '1', Arn: QUEUE }];
    const put = await client.send(new PutTargetsCommand({ Rule: 'r', EventBusName: 'cars', Targets }));
    expect(put.FailedEntryCount).toBe(0);
    const Time = new Date('2026-02-03T04:05:06.789Z');
    const entry = { Source: 'shop', DetailType: 'Placed', Detail: '{"id":"ü"}', EventBusName: 'cars', Time };
    const answer = await client.send(new PutEventsCommand({ Entries: [entry, { ...entry, Detail: 'x' }] }));
    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, 'MalformedDetail']);
    expect(bodies.map((body): unknown => JSON.parse(body))).toMatchObject([
      { id: answer.Entries?.[0]?.EventId, time: '2026-02-03T04:05:06Z', detail: { id: 'ü' } },
    ]);
  });

  test('knows the errors by their classes', async () => {
    const tested = client.send(new TestEventPatternCommand({ EventPattern: '{"a":"x"}', Event: '{}' }));
    await expect(tested).rejects.toBeInstanceOf(InvalidEventPatternException);
    const described = client.send(new DescribeRuleCommand({ Name: 'none' }));
    await expect(described).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});
