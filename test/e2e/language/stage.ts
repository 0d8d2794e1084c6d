import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { synthesize } from '../../../lib/cli/synthesis.ts';
import { eventually, reachForTest, type Row } from '../running-monitor.ts';

/** A rule and a topic reach no queue whose policy does not let them in. */
function openTo(Resource: string): string {
  const Principal = { Service: ['events.amazonaws.com', 'sns.amazonaws.com'] };
  return JSON.stringify({ Statement: { Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource } });
}

const CHOREOGRAPHIES = join(import.meta.dirname, 'choreographies');

/** Seconds; generous, for whoever runs the tests may run other things too. */
export const PATIENCE = Number(process.env['E2E_PATIENCE'] ?? 90);

/** The monitor with the small choreographies of this folder, and somebody who hears what it tells. */
export async function openStage() {
  // Where it is deployed already, there is nothing to start.
  const assembly =
    process.env['E2E_CLOUD'] === undefined ? await synthesize({ choreographies: CHOREOGRAPHIES }) : undefined;
  const logged: string[] = [];
  const monitor = await reachForTest('language', {
    ...assembly,
    choreographies: CHOREOGRAPHIES,
    log: (line) => logged.push(line),
  });
  const queues = new SQSClient({ ...monitor.settings, useQueueUrlAsEndpoint: false });
  const events = new EventBridgeClient(monitor.settings);
  const topics = new SNSClient(monitor.settings);
  /** What was made beside the monitor goes first: a bus that has rules cannot be deleted. */
  const removals: (() => Promise<unknown>)[] = [];
  const notices = await listenTo('notices', { source: ['choreography-monitor'] });
  const topic = await queue('topic');
  await subscribe(topic.arn);
  const ends = [notices.follow(), topic.follow()];

  async function queue(name: string) {
    const QueueName = `${monitor.outputs['BusName']}-heard-${name}`;
    const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName }));
    removals.push(() => queues.send(new DeleteQueueCommand({ QueueUrl })));
    const { Attributes } = await queues.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const arn = Attributes?.['QueueArn'] ?? '';
    await queues.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: openTo(arn) } }));
    const heard: string[] = [];
    const life = { ended: false };
    const follow = () => {
      const following = receiveAll(QueueUrl ?? '', heard, life);
      return async (): Promise<void> => {
        life.ended = true;
        await following;
      };
    };
    return { arn, heard, follow };
  }

  async function receiveAll(QueueUrl: string, heard: string[], life: { readonly ended: boolean }) {
    while (!life.ended) {
      const { Messages = [] } = await queues.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      heard.push(...Messages.map(({ Body = '' }) => Body));
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      if (Entries.length > 0) await queues.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      else await sleep(200);
    }
  }

  async function listenTo(name: string, pattern: object) {
    const listening = await queue(name);
    const rule = { Name: name, EventBusName: monitor.outputs['BusName'] };
    await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify(pattern) }));
    const target = {
      Rule: name,
      EventBusName: rule.EventBusName,
      Targets: [{ Id: name, Arn: listening.arn }],
    };
    await events.send(new PutTargetsCommand(target));
    removals.push(async () => {
      await events.send(
        new RemoveTargetsCommand({ Rule: name, EventBusName: rule.EventBusName, Ids: [name] }),
      );
      await events.send(new DeleteRuleCommand(rule));
    });
    return listening;
  }

  async function subscribe(Endpoint: string): Promise<void> {
    const { SubscriptionArn } = await topics.send(
      new SubscribeCommand({ TopicArn: monitor.outputs['TopicArn'], Protocol: 'sqs', Endpoint }),
    );
    removals.push(() => topics.send(new UnsubscribeCommand({ SubscriptionArn })));
  }

  /** `source` is the choreography, unless it is said. */
  const say = (choreography: string, detailType: string, detail: object, source = choreography) =>
    monitor.publish({ source, detailType, detail });

  const stands = (choreography: string, id: string, state: string) =>
    eventually(
      () => monitor.standingOf(choreography, id),
      (standing) => standing.state === state,
      PATIENCE,
    );

  /** An event's row, once it has a status as wanted. */
  const settled = (choreography: string, id: string, name: string, ...statuses: readonly string[]) =>
    eventually(
      () => rowsNamed(choreography, id, name),
      (rows) => rows.some(({ status }) => statuses.includes(String(status))),
      PATIENCE,
    );

  async function rowsNamed(choreography: string, id: string, name: string): Promise<readonly Row[]> {
    return (await monitor.rowsOf(choreography, id)).filter((row) => row['name'] === name);
  }

  const instance = async (choreography: string, id: string): Promise<Row | undefined> =>
    (await monitor.rowsOf(choreography, id)).find(({ key }) => key === 'INSTANCE');

  /** What the monitor told about an instance. */
  const told = (choreography: string, id: string, detailType: string, deviation?: string) =>
    eventually(
      () => Promise.resolve(noticesAbout(choreography, id, detailType, deviation)),
      (found) => found.length > 0,
      PATIENCE,
    );

  function noticesAbout(choreography: string, id: string, detailType: string, deviation?: string) {
    return notices.heard
      .map((text) => JSON.parse(text) as { 'detail-type': string; detail: Readonly<Record<string, unknown>> })
      .filter((notice) => notice['detail-type'] === detailType)
      .map(({ detail }) => detail)
      .filter((detail) => detail['choreography'] === choreography && detail['correlationId'] === id)
      .filter((detail) => deviation === undefined || detail['deviation'] === deviation);
  }

  return {
    ...monitor,
    say,
    stands,
    settled,
    rowsNamed,
    instance,
    told,
    logged,
    notices: notices.heard,
    heard: topic.heard,
    async stop() {
      await Promise.all(ends.map((end) => end()));
      await Promise.all(removals.map((remove) => remove()));
      for (const client of [queues, events, topics]) client.destroy();
      await monitor.stop();
      assembly?.remove();
    },
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** What a test shows: all of them are played at once, and each test then waits for its own. */
export type Play = readonly [title: string, play: (stage: Stage) => Promise<void>];
