/** One run: starts the monitor behind the faulty door, lets the stories be lived, judges them. */
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { KEY, TABLE } from '../../../lib/definition/wire.ts';
import { startForTest, type RunningMonitor } from '../running-monitor.ts';
import { diceFor } from './dice.ts';
import { faultyAssembly } from './faulty-assembly.ts';
import { createFaultyDoor } from './faulty-door.ts';
import { judge, type Verdict } from './judge.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { inBursts, live } from './living.ts';
import { createNotices, type Notices } from './notices.ts';
import { observe, rowsOf, type Observed } from './observed.ts';
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
/** Milliseconds without anything new at an instance after which what is wrong with it stays wrong. */
const PATIENCE = 45_000;
/** Milliseconds: whoever asks all the time is no help to what is to be done. */
const [SHORTEST_PAUSE, LONGEST_PAUSE] = [250, 1500];

type Stage = {
  readonly monitor: RunningMonitor;
  readonly ledger: Ledger;
  readonly post: Post;
  readonly seed: number;
};

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { instances, log = () => undefined, only, seed } = options;
  const begun = Date.now();
  const ledger = createLedger();
  const door = await createFaultyDoor(seed, ledger);
  const assembly = faultyAssembly(options.synthesized, door.url);
  const [monitor, told] = await Promise.all([
    startForTest({ folder: assembly.folder }),
    tellStories(instances, seed),
  ]);
  const stories = only === undefined ? told : told.filter(({ number }) => number === only);
  const queues = new SQSClient(monitor.settings);
  const post = createPost(monitor, queues);
  const notices = createNotices(queues, monitor.url);
  const stage = { monitor, ledger, post, seed };
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

/** Judged again and again until nothing is wrong, or nothing happens any more. */
async function atRest(
  story: Story,
  { monitor, post }: Stage,
  isDone: (verdict: Verdict) => boolean = () => true,
): Promise<{ readonly verdict: Verdict; readonly observed: Observed }> {
  let seen = '';
  let pause = SHORTEST_PAUSE;
  for (let since = Date.now(); ;) {
    const rows = await rowsOf(monitor, story);
    const now = JSON.stringify(rows);
    pause = now === seen ? Math.min(LONGEST_PAUSE, pause * 1.5) : SHORTEST_PAUSE;
    if (now !== seen) [seen, since] = [now, Date.now()];
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

async function comeLate(story: Story, { post, seed }: Stage): Promise<void> {
  const dice = diceFor(seed, `latecomers ${story.number}`);
  await inBursts(story, story.latecomers, { post, dice });
}

/** Where nobody was told of the end, an hour passes for the instance, and the sweep comes by. */
async function closeForgotten(stories: readonly Story[], stage: Stage): Promise<void> {
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
  await table.send(
    new UpdateCommand({
      TableName: outputs['TableName'],
      Key: { [TABLE.partitionKey]: instance.instance, [TABLE.sortKey]: KEY.instance },
      UpdateExpression: 'SET #timer = :past',
      ConditionExpression: 'attribute_exists(#timer)',
      ExpressionAttributeNames: { '#timer': TABLE.indexes.timers.sortKey },
      ExpressionAttributeValues: { ':past': new Date(Date.now() - 1000).toISOString() },
    }),
  );
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

/** The stream may still have to bring the last ones. */
async function askNotices(outcomes: readonly Outcome[], notices: Notices, { monitor, post }: Stage) {
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

async function deadLettersOf(
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

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}
