import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { clientSettings } from '../../lib/cli/aws.ts';
import { runAssembly } from '../../lib/cli/monitor.ts';
import { openMonitored, type Deployment } from '../../lib/elsewhere/monitored.ts';
import { sharedAssembly } from './shared-assembly.ts';

export type { Published, Row } from '../../lib/elsewhere/monitored.ts';

export type Other = {
  /** A synthesized app. */
  readonly folder?: string;
  /** What it was synthesized from. */
  readonly choreographies?: string;
  readonly log?: (line: string) => void;
};

/**
 * The whole monitor, started for a test on a free port, and what a test asks it through unmodified AWS SDK clients. With
 * the examples, unless it is given another app.
 */
export async function startForTest({ folder, choreographies, log = () => undefined }: Other = {}) {
  const monitor = await runAssembly({
    assembly: folder ?? (await sharedAssembly()),
    ...(choreographies !== undefined && { choreographies }),
    port: 0,
    log,
  });
  const settings = clientSettings(monitor.url);
  const monitored = openMonitored({ settings, outputs: monitor.outputs });
  return {
    ...monitored,
    url: monitor.url,
    async stop() {
      monitored.close();
      await monitor.stop();
    },
  };
}

export type RunningMonitor = Awaited<ReturnType<typeof startForTest>>;

const clouds = z.record(
  z.string(),
  z.object({
    settings: z.object({
      region: z.string(),
      endpoint: z.string().optional(),
      profile: z.string().optional(),
      credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }).optional(),
    }),
    outputs: z.record(z.string(), z.string()),
  }),
);

/**
 * The monitor that a test is about: where `E2E_CLOUD` names a file that says where one is deployed with this app, that
 * one; else one that is started for it. Such a test speaks AWS's APIs and nothing else.
 */
export async function reachForTest(app: 'examples' | 'language', other: Other = {}) {
  const file = process.env['E2E_CLOUD'];
  if (file === undefined) return startForTest(other);
  const deployed = clouds.parse(JSON.parse(readFileSync(file, 'utf8')))[app];
  if (deployed === undefined) throw new Error(`${file} does not say where "${app}" is deployed.`);
  const monitored = openMonitored(withoutAbsent(deployed));
  return { ...monitored, stop: async (): Promise<void> => monitored.close() };
}

export type ReachedMonitor = Awaited<ReturnType<typeof reachForTest>>;

function withoutAbsent({ settings, outputs }: z.infer<typeof clouds>[string]): Deployment {
  const { region, endpoint, profile, credentials } = settings;
  return {
    outputs,
    settings: {
      region,
      ...(endpoint !== undefined && { endpoint }),
      ...(profile !== undefined && { profile }),
      ...(credentials !== undefined && { credentials }),
    },
  };
}

/** Milliseconds: of dozens who wait at once, those who wait long ask seldom, or the answers would be late for all. */
const [SHORTEST_PAUSE, LONGEST_PAUSE] = [50, 400];

/**
 * Asks until the answer is as wanted; after `seconds` the last answer is thrown, so that the test's report shows it. Only a
 * failing test ever waits that long, so it is what a machine needs that is busy with ten other things.
 */
export async function eventually<T>(
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
  seconds = 90,
): Promise<T> {
  const begun = Date.now();
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    const waited = Date.now() - begun;
    if (waited > seconds * 1000) throw new Error(`After ${seconds} s still: ${JSON.stringify(answer)}`);
    await sleep(Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, waited / 8)));
  }
}
