import { setTimeout as sleep } from 'node:timers/promises';
import { clientSettings } from '../cli/aws.ts';
import { UserError } from '../cli/errors.ts';
import { synthesize } from '../cli/synthesis.ts';
import { startLocalCloud } from '../local/cloud.ts';
import { messageOf } from '../local/json.ts';
import { openMonitored } from './monitored.ts';
import { playAll } from './stories/play.ts';
import { storiesOf } from './stories/stories.ts';
import type { Story } from './stories/story.ts';
import type { App, Deployed, Target } from './target.ts';
import { failingTests, LANGUAGE } from './tests.ts';
import { differences } from './trace/compare.ts';
import type { Trace } from './trace/trace.ts';

export type Comparison = {
  readonly choreographies: string;
  /** Of the names of everything that is deployed. */
  readonly prefix: string;
  /** Only the stories whose title has it. */
  readonly only: string;
  /** Seconds a story waits for something to show. */
  readonly patience: number;
  /** Of the pauses between events. */
  readonly speed: number;
  /** What was deployed stays there. */
  readonly keep: boolean;
  /** Whether the end-to-end tests run there, too: they are about the examples, and about a language of their own. */
  readonly tests: boolean;
  readonly signal: AbortSignal;
  /** Progress, a line at a time. */
  readonly say: (line: string) => void;
};

export type Compared = { readonly stories: number; readonly differences: readonly string[] };

/**
 * Deploys the app to the target under a name of its own, plays the same stories there and on the local cloud with the
 * same app, removes it again however it ends, and tells what differed.
 * @throws UserError
 */
export async function compareWith(target: Target, comparison: Comparison): Promise<Compared> {
  const { choreographies, prefix, only, signal } = comparison;
  const stories = storiesOf(choreographies, only);
  if (stories.length === 0) throw new UserError(`No story has "${only}" in its title.`);
  return withApp(prefix, choreographies, signal, (app) => compareDeployed(target, app, stories, comparison));
}

async function withApp<T>(
  stack: string,
  choreographies: string,
  signal: AbortSignal,
  use: (app: App) => Promise<T>,
): Promise<T> {
  const settings = { STACK_NAME: stack, PREFIX: stack, THROWAWAY: 'true' };
  const assembly = await synthesize({ choreographies, signal, settings });
  try {
    return await use({ folder: assembly.folder, stack, choreographies });
  } finally {
    assembly.remove();
  }
}

export async function compareDeployed(
  target: Target,
  app: App,
  stories: readonly Story[],
  comparison: Comparison,
): Promise<Compared> {
  return whileDeployed(target, app, comparison, async (deploying) => {
    const { say, signal, tests } = comparison;
    const failed = new AbortController();
    // What cannot be deployed need not be played here either.
    deploying.catch(() => failed.abort());
    const unlessFailed = { ...comparison, signal: AbortSignal.any([signal, failed.signal]) };
    const [deployed, here] = await both(deploying, playHere(app.folder, stories, unlessFailed));
    if (target.settles > 0) await sleep(target.settles * 1000, undefined, { signal });
    say(`Playing ${stories.length} stories on ${target.name}`);
    const there = await playOn(deployed, stories, comparison, target.name);
    const told = differences(here, there, { here: 'the local cloud', there: target.name });
    const failing = tests ? await testThere(target, deployed, comparison) : [];
    return { stories: stories.length, differences: [...told, ...failing] };
  });
}

/** The tests of the language need an app of their own: one template would be larger than CloudFormation takes. */
function testThere(target: Target, examples: Deployed, comparison: Comparison): Promise<readonly string[]> {
  const { prefix, signal, say } = comparison;
  return withApp(`${prefix}-l`, LANGUAGE, signal, (app) =>
    whileDeployed(target, app, comparison, async (deploying) => {
      const language = await deploying;
      if (target.settles > 0) await sleep(target.settles * 1000, undefined, { signal });
      say(`Running the end-to-end tests on ${target.name}`);
      return failingTests({ examples, language }, target.name, comparison);
    }),
  );
}

/** However it ends, it is removed. */
async function whileDeployed<T>(
  target: Target,
  app: App,
  { say, keep }: Comparison,
  use: (deploying: Promise<Deployed>) => Promise<T>,
): Promise<T> {
  let failure: unknown;
  try {
    say(`Deploying to ${target.name} as ${app.stack}`);
    return await use(target.deploy(app));
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    if (keep) say(`Left as it is; to remove it: ${target.removal(app)}`);
    else await removeFrom(target, app, { say, failure });
  }
}

/** Neither is left alone where the other fails. */
async function both<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  const [first, second] = await Promise.allSettled([one, other]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return [first.value, second.value];
}

async function playHere(
  folder: string,
  stories: readonly Story[],
  comparison: Comparison,
): Promise<readonly Trace[]> {
  const log = (line: string): void => comparison.say(`  the local cloud: ${line}`);
  const cloud = await startLocalCloud({ assembly: folder, port: 0, log });
  try {
    const settings = { ...clientSettings(cloud.url), region: 'us-east-1' };
    const place = { account: '000000000000', region: 'us-east-1' };
    const { outputs } = cloud;
    return await playOn({ settings, outputs, place }, stories, comparison, 'the local cloud');
  } finally {
    await cloud.stop();
  }
}

async function playOn(
  { place, ...deployment }: Deployed,
  stories: readonly Story[],
  { prefix, patience, speed, signal, say }: Comparison,
  name: string,
): Promise<readonly Trace[]> {
  const monitored = openMonitored(deployment);
  const table = deployment.outputs['TableName'] ?? '';
  let count = 0;
  try {
    const stage = { monitored, peculiarities: { ...place, prefix, table }, patience, speed, signal };
    return await playAll(stories, stage, ({ title }) => {
      count += 1;
      say(`  ${name}: ${count}/${stories.length} ${title}`);
    });
  } finally {
    monitored.close();
  }
}

/** What had failed before is not forgotten over it. */
async function removeFrom(
  target: Target,
  app: App,
  { say, failure }: { say: (line: string) => void; failure: unknown },
): Promise<void> {
  say(`Removing ${app.stack} from ${target.name}`);
  try {
    await target.remove(app);
  } catch (error) {
    const before = failure === undefined ? '' : `${messageOf(failure)}\n`;
    throw new UserError(
      `${before}It could not be removed: ${messageOf(error)}\nRemove it by: ${target.removal(app)}`,
    );
  }
}
