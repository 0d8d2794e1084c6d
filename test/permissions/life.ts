import { SFNClient, DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { DeleteQueueCommand, ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientSettings } from '../../lib/cli/aws.ts';
import { readChoreographies } from '../../lib/cli/choreographies.ts';
import { createPublisher, type Publisher } from '../../lib/cli/publisher.ts';
import { readScenarios } from '../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import { startLocalCloud, type LocalCloud } from '../../lib/local/cloud.ts';
import type { UnusedPermission } from '../../lib/local/iam/unused.ts';

/** A day takes 24 seconds. */
const FAST = 3600;
/** A window of deviations takes 5 seconds. */
const BRISK = 60;
/** Milliseconds: what is not over by then has shown what it is there for. */
const LONGEST = 45_000;
/** Milliseconds between two events of a scenario at least. */
const PAUSE = 150;

const scenarios = readScenarios(CHOREOGRAPHIES);

type Life = {
  readonly unused: readonly UnusedPermission[];
  readonly needless: readonly string[];
  readonly refusals: readonly string[];
};

/** All that the permissions are there for: what the scenarios show, what goes wrong, and what is too much at once. */
export async function lifeOf(assembly: string): Promise<Life> {
  const refusals = new Set<string>();
  const log = (line: string): void => {
    if (line.includes('is not authorized to perform')) refusals.add(line);
  };
  const live = async (
    options: { timeScale: number; quotas?: boolean },
    events: (cloud: LocalCloud, publisher: Publisher, queues: SQSClient) => Promise<void>,
  ) => {
    const cloud = await startLocalCloud({ assembly, port: 0, log, ...options });
    const publisher = createPublisher(cloud.outputs['BusName'] ?? '', cloud.url, () => cloud.now());
    const queues = new SQSClient(clientSettings(cloud.url));
    await events(cloud, publisher, queues);
    const end = { unused: cloud.unusedPermissions(), needless: cloud.needlessPermissions() };
    queues.destroy();
    publisher.close();
    await cloud.stop();
    return end;
  };
  const told = await live({ timeScale: FAST }, async (_cloud, publisher, queues) => {
    await playAll(publisher);
    await loseQueues(publisher, queues);
  });
  const crowded = await live({ timeScale: BRISK }, crowd);
  const throttled = await live({ timeScale: 1, quotas: true }, throttleCloser);
  return {
    unused: unusedInAll([told, crowded, throttled].map(({ unused }) => unused)),
    needless: told.needless,
    refusals: [...refusals],
  };
}

/** What is unused in each of several lives; who used the same in any. */
function unusedInAll(lives: readonly (readonly UnusedPermission[])[]): readonly UnusedPermission[] {
  const [first = new Map<string, UnusedPermission>(), ...others] = lives.map(
    (unused) => new Map(unused.map((one) => [keyOf(one), one])),
  );
  return [...first].flatMap(([key, one]) => {
    const also = others.map((other) => other.get(key));
    if (also.includes(undefined)) return [];
    const usedBy = [one, ...also].flatMap((each) => each?.usedBy ?? []);
    return [{ ...one, usedBy: [...new Set(usedBy)] }];
  });
}

function keyOf({ holder, policy, statement, actions, resources }: UnusedPermission): string {
  return JSON.stringify([holder, policy, statement, actions, resources]);
}

/** Each scenario from beginning to end, and its start twice: the second one is held, and looked at again. */
async function playAll(publisher: Publisher): Promise<void> {
  const end = Date.now() + LONGEST;
  await Promise.all(
    scenarios.map(async ({ events }, index) => {
      await sleep(index * 100);
      for (const [place, event] of events.entries()) {
        if (event.publisher === undefined) await publisher.publish(event);
        if (event.publisher === undefined && place === 0) await publisher.publish(event);
        await sleep(Math.min((event.wait * 1000) / FAST + PAUSE, Math.max(0, end - Date.now())));
      }
    }),
  );
}

/** Somebody deletes all queues that rules deliver to: what comes now is for the dead letters. */
async function loseQueues(publisher: Publisher, queues: SQSClient): Promise<void> {
  const { QueueUrls = [] } = await queues.send(new ListQueuesCommand({}));
  for (const QueueUrl of QueueUrls.filter((url) => /-(?:start|events|closings)$/.test(url)))
    await queues.send(new DeleteQueueCommand({ QueueUrl }));
  for (const { events } of scenarios)
    for (const event of events) if (event.publisher === undefined) await publisher.publish(event);
  await sleep(4000);
}

async function crowd(cloud: LocalCloud, publisher: Publisher, queues: SQSClient): Promise<void> {
  await lookLater(cloud, queues);
  await flood(publisher);
  // A window is over, and the sweeper comes by.
  await sleep(12_000);
}

/** Looks at start events that are due in an hour: a queue's delay ends before, so they go round. */
async function lookLater(cloud: LocalCloud, queues: SQSClient): Promise<void> {
  const at = new Date(cloud.now() + 3_600_000).toISOString();
  for (const { choreography } of readChoreographies(CHOREOGRAPHIES)) {
    const [start] = choreography?.start ?? [];
    if (choreography === undefined || start === undefined) continue;
    const look = { instance: `${choreography.id}#late`, identity: 'late', name: start.event, putBack: 0, at };
    await send(cloud, queues, `${choreography.id}-start`, { look });
  }
}

/** More events of no instance than are told one by one. */
async function flood(publisher: Publisher): Promise<void> {
  const events = Array.from({ length: 130 }, () =>
    publisher.publish({ source: 'car', detailType: 'Car Priced', detail: {}, wait: 0 }),
  );
  await Promise.all(events);
}

/** An end that leaves out how, while everybody asks for executions: the closer is throttled, and puts it off. */
async function throttleCloser(cloud: LocalCloud, _publisher: Publisher, queues: SQSClient): Promise<void> {
  const states = new SFNClient({ ...clientSettings(cloud.url), maxAttempts: 1 });
  const stateMachineArn = `${cloud.outputs['StateMachineArnPrefix'] ?? ''}car-journey`;
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:nobody`;
  const detail = { stateMachineArn, name: 'nobody', status: 'SUCCEEDED' };
  const asking = { over: false };
  const ask = async (): Promise<void> => {
    while (!asking.over)
      await states.send(new DescribeExecutionCommand({ executionArn })).catch(() => undefined);
  };
  const askers = Array.from({ length: 8 }, ask);
  await sleep(3000);
  for (let count = 0; count < 10; count += 1) await send(cloud, queues, 'closings', { detail });
  await sleep(4000);
  asking.over = true;
  await Promise.all(askers);
  states.destroy();
}

async function send(cloud: LocalCloud, queues: SQSClient, name: string, message: object): Promise<void> {
  const QueueUrl = `${cloud.url}/000000000000/choreography-monitor-${name}`;
  await queues.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
}
