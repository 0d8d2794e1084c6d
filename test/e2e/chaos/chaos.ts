/** One run: starts the monitor behind the faulty door, lets the stories be lived, judges them. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startForTest } from '../running-monitor.ts';
import { askNotices, closeForgotten, deadLettersOf } from './aftermath.ts';
import { atRest, type Stage } from './at-rest.ts';
import { diceFor } from './dice.ts';
import { faultyAssembly } from './faulty-assembly.ts';
import { createFaultyDoor } from './faulty-door.ts';
import type { Verdict } from './judge.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { inBursts, live } from './living.ts';
import { createNotices } from './notices.ts';
import { rowsOf, type Observed } from './observed.ts';
import { createPost, type Post } from './post.ts';
import { tellStories, type Story } from './stories.ts';

export type ChaosOptions = {
  readonly instances: number;
  readonly seed: number;
  /** The number of the one story that is to be lived. */
  readonly only?: number;
  /** The folder of the synthesized app. */
  readonly synthesized: string;
  readonly log?: (line: string) => void;
};

export type Outcome = {
  readonly story: Story;
  readonly verdict: Verdict;
  readonly observed: Observed;
  /** Where it should have ended by its scenario, and did not. */
  readonly astray: string | undefined;
};

export type ChaosReport = {
  readonly outcomes: readonly Outcome[];
  readonly ledger: Ledger;
  readonly post: Pick<Post, 'counts' | 'nobodys'>;
  readonly untold: readonly string[];
  /** Events that nobody is concerned by, and that have no row. */
  readonly lostNobodys: readonly string[];
  readonly deadLetters: readonly string[];
  readonly notices: number;
  readonly seconds: number;
};

const AT_ONCE = 40;
/**
 * Seconds until an unsettled message comes again. Where there are many on a busy machine, one that comes while a function
 * still works on it only adds to the crowd: never sooner than the functions' own time limit.
 */
const [SOON, TIMEOUT] = [5, 30];
const CROWD = 60;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { instances, log = () => undefined, only, seed } = options;
  const begun = Date.now();
  const ledger = createLedger();
  const door = await createFaultyDoor(seed, ledger);
  const assembly = faultyAssembly(options.synthesized, door.url, instances > CROWD ? TIMEOUT : SOON);
  const [monitor, told] = await Promise.all([
    startForTest({ folder: assembly.folder }),
    tellStories(instances, seed),
  ]);
  const stories = only === undefined ? told : told.filter(({ number }) => number === only);
  const queues = new SQSClient(monitor.settings);
  const post = createPost(monitor, queues);
  const notices = createNotices(queues, monitor.url);
  const stage = { monitor, ledger, post, queues, seed };
  try {
    door.open(monitor.url);
    log(`${stories.length} instances, seed ${seed}: started after ${seconds(begun)} s`);
    const lived = await liveAll(stories, stage, log);
    log(`lived after ${seconds(begun)} s`);
    await Promise.all(stories.map((story) => comeLate(story, stage)));
    await closeForgotten(stories, stage);
    const outcomes = await judgeAll(stories, lived, stage);
    log(`judged after ${seconds(begun)} s`);
    const { untold, lostNobodys } = await askNotices(outcomes, notices, stage);
    return {
      ...{ outcomes, ledger, post, untold, lostNobodys },
      notices: notices.said.size,
      deadLetters: await deadLettersOf(stories, monitor, queues),
      seconds: seconds(begun),
    };
  } finally {
    queues.destroy();
    post.close();
    await monitor.stop();
    await door.close();
    assembly.remove();
  }
}

/** Side by side, so many at once; those of the great burst begin together. Gives what went astray, by story. */
async function liveAll(
  stories: readonly Story[],
  stage: Stage,
  log: (line: string) => void,
): Promise<ReadonlyMap<Story, string | undefined>> {
  const astray = new Map<Story, string | undefined>();
  const together = sleep(500);
  const waiting = stories.filter(({ manner }) => manner !== 'at once');
  const one = async (story: Story): Promise<void> => {
    const dice = diceFor(stage.seed, `living ${story.number}`);
    await live(story, {
      ...{ post: stage.post, dice, together },
      isForgotten: ({ number }) => stage.ledger.isForgotten(String(number)),
      rowsOf: async (of) => (await rowsOf(stage.monitor, of)).events,
    });
    const { verdict, observed } = await atRest(story, stage);
    astray.set(story, verdict.unclosed.length > 0 ? undefined : endOf(story, observed));
    if (astray.size % 50 === 0) log(`  ${astray.size} of ${stories.length} are at rest`);
  };
  const lane = async (): Promise<void> => {
    for (let story = waiting.shift(); story !== undefined; story = waiting.shift()) await one(story);
  };
  const burst = stories.filter(({ manner }) => manner === 'at once').map(one);
  await Promise.all([...burst, ...Array.from({ length: AT_ONCE }, lane)]);
  return astray;
}

/** Where the scenario says how it ends, whatever the order. */
function endOf({ ends }: Story, { instance, waits }: Observed): string | undefined {
  if (ends === undefined) return undefined;
  const states = instance?.status === 'closed' ? [instance.lastState] : waits.map(({ state }) => state);
  const status =
    instance?.status === 'closed' ? instance.outcome : instance === undefined ? 'none' : 'running';
  const isSo = status === ends.status && (ends.state === undefined || states.includes(ends.state));
  return isSo
    ? undefined
    : `${status} in "${states.join('", "')}", and its scenario ends ${ends.status} in "${ends.state}"`;
}

async function comeLate(story: Story, { post, seed }: Stage): Promise<void> {
  const dice = diceFor(seed, `latecomers ${story.number}`);
  await inBursts(story, story.latecomers, { post, dice });
}

async function judgeAll(
  stories: readonly Story[],
  lived: ReadonlyMap<Story, string | undefined>,
  stage: Stage,
): Promise<readonly Outcome[]> {
  return Promise.all(
    stories.map(async (story) => {
      const { verdict, observed } = await atRest(story, stage, ({ unclosed }) => unclosed.length === 0);
      return { story, verdict, observed, astray: lived.get(story) };
    }),
  );
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}
