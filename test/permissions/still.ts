/** All that is permitted, tried one after the other in a cloud that stands still. */
import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
} from '@aws-sdk/client-eventbridge';
import { clientSettings } from '../../lib/cli/aws.ts';
import type { Permission } from '../../lib/local/iam/permissions.ts';
import type { UnusedPermission } from '../../lib/local/iam/unused.ts';
import { instancesIn } from './instances.ts';
import { rolesIn } from './roles.ts';
import { deliveriesIn } from './rule-trials.ts';
import { openStill, type StillCloud } from './still-cloud.ts';
import { tried, type Finding } from './trial.ts';
import { trialsFor } from './trials.ts';

export type Life = { readonly unused: readonly UnusedPermission[]; readonly findings: readonly Finding[] };

/** `wanted`: which permissions are tried. */
export async function liveStill(
  assembly: string,
  { removing, wanted }: { removing: boolean; wanted: (permission: Permission) => boolean },
): Promise<Life> {
  const still = await openStill(assembly);
  try {
    const instances = await instancesIn(still);
    const [first] = instances.values();
    if (first === undefined) throw new Error('There is no choreography.');
    const deliveries = await deliveriesIn(still, first);
    const roles = await rolesIn(still, instances.keys());
    const trialFor = trialsFor({ still, instances, deliveries, roles });
    const permissions = still.cloud.permissions().filter(wanted);
    const trying = { lines: still.lines, removing };
    const tryAll = async (all: readonly Permission[]): Promise<readonly Finding[]> => {
      const lanes = [...Map.groupBy(all, ({ holder }) => holder).values()];
      const tryOne = async (one: Permission) => tried(one, await trialFor(one), trying);
      return (await Promise.all(lanes.map((lane) => inTurn(lane, tryOne)))).flat();
    };
    const isRule = ({ holder }: Permission): boolean => holder.includes(':sqs:');
    const isMachine = ({ holder }: Permission): boolean => roles.machines.has(holder);
    const isFunction = (one: Permission): boolean => !isRule(one) && !isMachine(one);
    const enable = await silenced(still);
    // Each kind lives on what the ones after it are permitted.
    const functions = await tryAll(permissions.filter(isFunction));
    const machines = await tryAll(permissions.filter(isMachine));
    await enable();
    const rules = await inTurn(permissions.filter(isRule), async (one) =>
      tried(one, await trialFor(one), trying),
    );
    return { unused: still.cloud.unusedPermissions(), findings: [...functions, ...machines, ...rules] };
  } finally {
    await still.stop();
  }
}

/** No function is told of executions that end, until the result is called: they would be at work on the same instances. */
async function silenced({ cloud }: StillCloud): Promise<() => Promise<void>> {
  const client = new EventBridgeClient(clientSettings(cloud.url));
  const { Rules = [] } = await client.send(new ListRulesCommand({}));
  for (const { Name } of Rules) await client.send(new DisableRuleCommand({ Name }));
  return async () => {
    for (const { Name } of Rules) await client.send(new EnableRuleCommand({ Name }));
    client.destroy();
  };
}

async function inTurn<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const one of all) results.push(await act(one));
  return results;
}
