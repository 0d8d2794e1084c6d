/** The examples as they are deployed: compiled once, their machines parsed once. */
import { readChoreographies } from '../../lib/cli/choreographies.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import type { Plan } from '../../lib/semantics/plan.ts';
import { planOf } from '../../lib/semantics/plan-of.ts';
import { deploy, type Deployed } from '../../lib/testing/world/deployed.ts';

export type Monitored = Deployed & { readonly plan: Plan };

export const PREFIX = 'chaos-';

/** By id. */
export function readMonitored(): ReadonlyMap<string, Monitored> {
  const all = readChoreographies(CHOREOGRAPHIES).flatMap(({ choreography }) => choreography ?? []);
  return new Map(all.map((choreography) => [choreography.id, monitored(choreography)]));
}

export function monitored(choreography: Choreography): Monitored {
  const deployed = deploy(choreography);
  const plan = planOf(choreography);
  const task = [...plan.places.values()].find(({ kind }) => kind === 'task');
  if (task !== undefined)
    throw new Error(`"${choreography.id}" has the task "${task.name}": the judge knows no tasks yet.`);
  return { ...deployed, plan };
}
