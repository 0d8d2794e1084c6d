/** The scenarios of the examples from beginning to end, in a cloud where time flies; and what its schedules do. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createPublisher, type Publisher } from '../../lib/cli/publisher.ts';
import { readScenarios } from '../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import { startLocalCloud } from '../../lib/local/cloud.ts';
import type { Permission } from '../../lib/local/iam/permissions.ts';
import type { UnusedPermission } from '../../lib/local/iam/unused.ts';
import { eventually } from './instances.ts';
import { tried, type Finding, type Trial } from './trial.ts';

/** A day takes 24 seconds. */
const FAST = 3600;
/** Milliseconds: what is not over by then has shown what it is there for. */
const LONGEST = 20_000;
/** Milliseconds between two events of a scenario at least. */
const PAUSE = 150;

export type Told = {
  readonly unused: readonly UnusedPermission[];
  readonly needless: readonly string[];
  readonly refusals: readonly string[];
  readonly findings: readonly Finding[];
};

/** EventBridge wakes a function. */
export const isWaking = ({ action }: Permission): boolean => action === 'lambda:InvokeFunction';

export async function liveTold(assembly: string, removing: boolean): Promise<Told> {
  const lines: string[] = [];
  let woken = 0;
  const cloud = await startLocalCloud({
    ...{ assembly, port: 0, timeScale: FAST },
    log: (line) => void lines.push(line),
    watch: {
      begin: (service) => void (woken += service === 'lambda' ? 1 : 0),
      call: () => undefined,
      change: () => undefined,
    },
  });
  try {
    if (!removing)
      await playAll(createPublisher(cloud.outputs['BusName'] ?? '', cloud.url, () => cloud.now()));
    const refusals = lines.filter((line) => line.includes('is not authorized to perform'));
    const waking: Trial = {
      feature: 'comes by every minute',
      attempt: () => {
        const [from, before] = [lines.length, woken];
        return eventually('a function woken', () => {
          if (lines.slice(from).some((line) => line.includes('could not be delivered'))) return 'failed';
          return woken > before ? 'done' : undefined;
        });
      },
    };
    const findings: Finding[] = [];
    for (const permission of cloud.permissions().filter(isWaking))
      findings.push(await tried(permission, waking, { lines, removing }));
    const [unused, needless] = [cloud.unusedPermissions(), cloud.needlessPermissions()];
    return { unused, needless, refusals, findings };
  } finally {
    await cloud.stop();
  }
}

async function playAll(publisher: Publisher): Promise<void> {
  const end = Date.now() + LONGEST;
  await Promise.all(
    readScenarios(CHOREOGRAPHIES).map(async ({ events }, index) => {
      await sleep(index * 50);
      for (const event of events) {
        if (event.publisher === undefined) await publisher.publish(event);
        await sleep(Math.min((event.wait * 1000) / FAST + PAUSE, Math.max(0, end - Date.now())));
      }
    }),
  );
  publisher.close();
}
