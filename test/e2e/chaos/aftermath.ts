/** What is still to be done when the stories are over: the sweep's work, and a look at what was told and given up. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { KEY, TABLE } from '../../../lib/definition/wire.ts';
import type { RunningMonitor } from '../running-monitor.ts';
import { atRest, PATIENCE, SHORTEST_PAUSE, type Stage } from './at-rest.ts';
import type { Notices } from './notices.ts';
import { rowsOf, type Observed } from './observed.ts';
import type { Post } from './post.ts';
import type { Story } from './stories.ts';

/** Where nobody was told of the end, an hour passes for the instance, and the sweep comes by. */
export async function closeForgotten(stories: readonly Story[], stage: Stage): Promise<void> {
  const { monitor } = stage;
  for (let round = 0; round < 3; round += 1) {
    const resting = await Promise.all(
      stories.map(async (story) => ({ story, ...(await atRest(story, stage)) })),
    );
    const forgotten = resting.filter(({ verdict }) => verdict.unclosed.length > 0);
    if (forgotten.length === 0) return;
    await Promise.all(forgotten.map(({ observed }) => anHourPasses(observed, monitor)));
    await sweep(monitor);
  }
}

async function anHourPasses({ instance }: Observed, { outputs, table }: RunningMonitor): Promise<void> {
  if (instance?.status !== 'open') return;
  const update = new UpdateCommand({
    TableName: outputs['TableName'],
    Key: { [TABLE.partitionKey]: instance.instance, [TABLE.sortKey]: KEY.instance },
    UpdateExpression: 'SET #timer = :past',
    ConditionExpression: 'attribute_exists(#timer)',
    ExpressionAttributeNames: { '#timer': TABLE.indexes.timers.sortKey },
    ExpressionAttributeValues: { ':past': new Date(Date.now() - 1000).toISOString() },
  });
  try {
    await table.send(update);
  } catch (error) {
    // Closed in the meantime, by a look.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** A sweep that dies is followed by another, a minute later. */
async function sweep({ url }: RunningMonitor): Promise<void> {
  for (let times = 0; times < 5; times += 1) {
    const name = 'choreography-monitor-sweeper';
    const answer = await fetch(`${url}/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      body: '{}',
    });
    await answer.text();
    if (answer.headers.get('x-amz-function-error') === null) return;
  }
}

/** The stream may still have to bring the last ones. */
export async function askNotices(
  outcomes: readonly { readonly observed: Observed }[],
  notices: Notices,
  { monitor, post }: Stage,
) {
  const rows = outcomes.flatMap(({ observed: { events, instance } }) => [
    ...events,
    ...(instance ? [instance] : []),
  ]);
  for (const from = Date.now(); ;) {
    const nobodys = await Promise.all(post.nobodys.map((nobody) => rowOf(nobody, monitor)));
    const lostNobodys = post.nobodys
      .filter((_, index) => nobodys[index] === undefined)
      .map(({ instance, identity }) => `${instance}: "${identity}" has no row`);
    await notices.collect();
    const until = Math.max(from + PATIENCE, notices.floodsEnd());
    const untold = notices.untold([...rows, ...nobodys.flatMap((row) => row ?? [])]);
    if ((untold.length === 0 && lostNobodys.length === 0) || Date.now() > until)
      return { untold, lostNobodys };
    await sleep(SHORTEST_PAUSE);
  }
}

async function rowOf({ instance, identity, status }: Post['nobodys'][number], monitor: RunningMonitor) {
  const [id = '', ...rest] = instance.split('#');
  const { events } = await rowsOf(monitor, { choreography: { id }, correlationId: rest.join('#') });
  return events.find((row) => row.identity === identity && row.status === status);
}

export async function deadLettersOf(
  stories: readonly Story[],
  { url }: RunningMonitor,
  queues: SQSClient,
): Promise<readonly string[]> {
  const ids = [...new Set(stories.map(({ choreography }) => choreography.id))];
  const names = ids.flatMap((id) => [`${id}-start-dead`, `${id}-events-dead`]);
  const bodies = await Promise.all(
    [...names, 'closings-dead', 'waits-dead', 'notices-dead'].map(async (name) => {
      const QueueUrl = `${url}/000000000000/choreography-monitor-${name}`;
      const { Messages = [] } = await queues.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      return Messages.map(({ Body }) => `${name}: ${Body ?? ''}`);
    }),
  );
  return bodies.flat();
}
