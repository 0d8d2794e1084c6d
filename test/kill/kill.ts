/** One run: load by unmodified clients, a process that is killed again and again, and the account of it all. */
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientSettings } from '../../lib/cli/aws.ts';
import { openMonitored } from '../../lib/elsewhere/monitored.ts';
import { diceFor } from '../e2e/chaos/dice.ts';
import { OwnExecutions, type Counts } from './executions.ts';
import { hastyAssembly } from './hasty-assembly.ts';
import { insist } from './insist.ts';
import { KINDS } from './machine.ts';
import { startMortal, type Mortal } from './mortal.ts';
import { Stories } from './stories.ts';

export type KillOptions = {
  readonly times: number;
  readonly seed: number;
  /** The folder of the synthesized app. */
  readonly assembly: string;
  /** How many stories are lived at once. */
  readonly lanes: number;
  readonly log?: (line: string) => void;
};

export type KillReport = Counts & {
  readonly kills: number;
  readonly events: number;
  readonly instances: number;
  readonly executions: number;
  readonly wrong: readonly string[];
  /** What the killed one said of itself. */
  readonly said: readonly string[];
};

/** Milliseconds of peace, at most, between a start and the next kill. */
const LONGEST_LIFE = 3_000;
/** Milliseconds that all may take to come to rest once nothing is killed any more. */
const PATIENCE = 90_000;

export async function runKills(options: KillOptions): Promise<KillReport> {
  const { times, seed, assembly, lanes, log = () => undefined } = options;
  const data = mkdtempSync(join(tmpdir(), 'choreography-monitor-kill-'));
  const hasty = hastyAssembly(assembly);
  const mortal = await startMortal(hasty.folder, data);
  const settings = clientSettings(mortal.url);
  const monitored = { ...openMonitored({ settings, outputs: mortal.outputs }), url: mortal.url };
  const own = new OwnExecutions(settings);
  const stories = new Stories(monitored, seed);
  try {
    await own.prepare();
    const load = { isOver: false };
    const work = own.work();
    const loads = [startAll(own, load), stories.live(lanes, load)];
    await killAll(mortal, { times, seed, log });
    load.isOver = true;
    await Promise.all(loads);
    log(
      `${own.started} executions started, ${stories.counts.events} events accepted; waiting for the end of all`,
    );
    const executions = await own.judge(PATIENCE);
    log(`executions judged: ${own.wrong.length} wrong`);
    const instances = await stories.judge();
    log(`instances judged: ${stories.wrong.length} wrong`);
    own.stop();
    await work;
    const full = await queuesThatAreNotEmpty(settings, PATIENCE);
    return {
      kills: times,
      events: stories.counts.events,
      instances: stories.lived,
      executions: own.started,
      lost: executions.lost + instances.lost,
      doubled: executions.doubled + instances.doubled,
      stuck: executions.stuck + instances.stuck + full.length,
      wrong: [...own.wrong, ...stories.wrong, ...full.map((queue) => `STUCK: ${queue}`)],
      said: mortal.said,
    };
  } finally {
    own.stop();
    own.close();
    stories.close();
    monitored.close();
    await mortal.kill();
    hasty.remove();
    rmSync(data, { recursive: true, force: true });
  }
}

async function killAll(
  mortal: Mortal,
  { times, seed, log }: { times: number; seed: number; log: (line: string) => void },
): Promise<void> {
  const dice = diceFor(seed, 'kills');
  for (let kill = 1; kill <= times; kill += 1) {
    await sleep(100 + dice.below(LONGEST_LIFE));
    await mortal.kill();
    const killed = Date.now();
    await mortal.restart();
    log(`killed ${kill} of ${times}; there again after ${((Date.now() - killed) / 1000).toFixed(1)} s`);
  }
}

async function startAll(own: OwnExecutions, load: { readonly isOver: boolean }): Promise<void> {
  for (let number = 0; !load.isOver; number += 1) {
    const kind = KINDS[number % KINDS.length] ?? 'answered';
    await own.start(`execution-${number}`, kind);
    await sleep(20);
  }
}

/** What is delayed is a timer of the protocol: another look at an event that is held. */
const LOOSE = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];

/** Dead letters are in some of them, too. */
async function queuesThatAreNotEmpty(
  settings: ReturnType<typeof clientSettings>,
  patience: number,
): Promise<readonly string[]> {
  const queues = new SQSClient(settings);
  try {
    const { QueueUrls = [] } = await insist(() => queues.send(new ListQueuesCommand({ MaxResults: 1000 })));
    for (const until = Date.now() + patience; ;) {
      const counts = await Promise.all(
        QueueUrls.map(async (QueueUrl) => {
          const { Attributes = {} } = await queues.send(
            new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
          );
          const counts = Object.entries(Attributes).filter(([name]) => LOOSE.includes(name));
          return { QueueUrl, count: counts.reduce((sum, [, count]) => sum + Number(count), 0) };
        }),
      );
      const full = counts.filter(({ count }) => count > 0);
      if (full.length === 0 || Date.now() > until)
        return full.map(({ QueueUrl, count }) => `${QueueUrl} has ${count} messages`);
      await sleep(500);
    }
  } finally {
    queues.destroy();
  }
}
