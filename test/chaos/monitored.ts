/** The examples as they are deployed: compiled once, their machines parsed once. */
import { readChoreographies } from '../../lib/cli/choreographies.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import { compile } from '../../lib/compiler/compile.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import type { CompiledChoreography } from '../../lib/definition/wire.ts';
import type { Machine } from '../../lib/local/asl/model.ts';
import { parseMachine } from '../../lib/local/asl/parse/machine.ts';
import type { Plan } from '../../lib/semantics/plan.ts';
import { planOf } from '../../lib/semantics/plan-of.ts';

export type Monitored = {
  readonly choreography: Choreography;
  readonly compiled: CompiledChoreography;
  /** What the machine was parsed from. */
  readonly definition: string;
  readonly machine: Machine;
  readonly plan: Plan;
};

export const PREFIX = 'chaos-';
const SUBSTITUTES = { Partition: 'aws', TableName: 'instances', EventBusName: 'bus', TopicArn: 'topic' };

/** By id. */
export function readMonitored(): ReadonlyMap<string, Monitored> {
  const all = readChoreographies(CHOREOGRAPHIES).flatMap(({ choreography }) => choreography ?? []);
  return new Map(all.map((choreography) => [choreography.id, monitored(choreography)]));
}

export function monitored(choreography: Choreography): Monitored {
  const compiled = compile(choreography);
  const plan = planOf(choreography);
  const task = [...plan.places.values()].find(({ kind }) => kind === 'task');
  if (task !== undefined)
    throw new Error(`"${choreography.id}" has the task "${task.name}": the judge knows no tasks yet.`);
  let { definition } = compiled;
  for (const [name, value] of Object.entries(SUBSTITUTES))
    definition = definition.replaceAll(`\${${name}}`, value);
  const { machine, problems } = parseMachine(definition);
  if (machine === undefined) throw new Error(JSON.stringify(problems));
  return { choreography, compiled, definition, machine, plan };
}
