/** A choreography as it is deployed: compiled, its machine parsed. */
import { compile } from '../../compiler/compile.ts';
import type { Choreography } from '../../definition/model.ts';
import type { CompiledChoreography } from '../../definition/wire.ts';
import type { Machine } from '../../local/asl/model.ts';
import { parseMachine } from '../../local/asl/parse/machine.ts';

export type Deployed = {
  readonly choreography: Choreography;
  readonly compiled: CompiledChoreography;
  /** What the machine was parsed from. */
  readonly definition: string;
  readonly machine: Machine;
};

/** What CloudFormation puts in. */
const SUBSTITUTES = { Partition: 'aws', TableName: 'instances', EventBusName: 'bus', TopicArn: 'topic' };

/** @throws where a task names what the local engine does not play. */
export function deploy(choreography: Choreography): Deployed {
  const compiled = compile(choreography);
  let { definition } = compiled;
  for (const [name, value] of Object.entries(SUBSTITUTES))
    definition = definition.replaceAll(`\${${name}}`, value);
  const { machine, problems } = parseMachine(definition);
  if (machine !== undefined) return { choreography, compiled, definition, machine };
  const lines = problems.map(({ message, location }) => `  ${location ?? '/'}: ${message}`);
  throw new Error(`The machine of "${choreography.id}" cannot be played:\n${lines.join('\n')}`);
}
