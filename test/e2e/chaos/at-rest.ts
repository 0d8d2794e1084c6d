/** When nothing more happens to an instance, and what is so then. */
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningMonitor } from '../running-monitor.ts';
import { judge, type Verdict } from './judge.ts';
import type { Ledger } from './ledger.ts';
import { observe, rowsOf, type Observed } from './observed.ts';
import type { Post } from './post.ts';
import type { Story } from './stories.ts';

/** Milliseconds without anything new at an instance after which what is wrong with it stays wrong. */
export const PATIENCE = 60_000;
/** Milliseconds: whoever asks all the time is no help to what is to be done. */
export const [SHORTEST_PAUSE, LONGEST_PAUSE] = [250, 1500];

export type Stage = {
  readonly monitor: RunningMonitor;
  readonly ledger: Ledger;
  readonly post: Post;
  readonly queues: SQSClient;
  readonly seed: number;
};

/** Judged again and again until nothing is wrong, or nothing happens any more. */
export async function atRest(
  story: Story,
  stage: Stage,
  isDone: (verdict: Verdict) => boolean = () => true,
): Promise<{ readonly verdict: Verdict; readonly observed: Observed }> {
  const { monitor, post } = stage;
  let seen = '';
  let pause = SHORTEST_PAUSE;
  for (let since = Date.now(); ;) {
    const rows = await rowsOf(monitor, story);
    const now = JSON.stringify(rows);
    pause = now === seen ? Math.min(LONGEST_PAUSE, pause * 1.5) : SHORTEST_PAUSE;
    if (now !== seen) [seen, since] = [now, Date.now()];
    // On a busy machine a burst lies in the queues for minutes.
    if (Date.now() - since > PATIENCE && (await isQueued(story, stage))) since = Date.now();
    const isOver = Date.now() - since > PATIENCE;
    const known = new Set(rows.events.map(({ identity }) => identity));
    const isComplete =
      [...post.acceptedOf(story)].every((identity) => known.has(identity)) &&
      rows.events.every(({ status }) => status !== 'sent');
    if (isComplete || isOver) {
      const observed = await observe(monitor, story);
      const verdict = await judge(story, post.acceptedOf(story), observed, Date.now());
      if (isOver || (verdict.wrongs.length === 0 && isDone(verdict))) return { verdict, observed };
    }
    await sleep(pause);
  }
}

async function isQueued({ choreography }: Story, { monitor, queues }: Stage): Promise<boolean> {
  const counts = await Promise.all(
    [`${choreography.id}-start`, `${choreography.id}-events`, 'closings'].map(async (name) => {
      const { Attributes } = await queues.send(
        new GetQueueAttributesCommand({
          QueueUrl: `${monitor.url}/000000000000/choreography-monitor-${name}`,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      return Object.values(Attributes ?? {}).map(Number);
    }),
  );
  return counts.flat().some((count) => count > 0);
}
