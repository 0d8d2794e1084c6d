import { paginateListFunctions } from '@aws-sdk/client-lambda';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import type { StillCloud } from './still-cloud.ts';

/** Whose each role is, by its ARN. */
export type Roles = {
  /** `starter` … */
  readonly functions: ReadonlyMap<string, string>;
  /** The choreography. */
  readonly machines: ReadonlyMap<string, string>;
};

export async function rolesIn(
  { lambda, states, prefix, machinePrefix }: StillCloud,
  choreographies: Iterable<string>,
): Promise<Roles> {
  const functions = new Map<string, string>();
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
    for (const { Role = '', FunctionName = '' } of Functions)
      functions.set(Role, FunctionName.slice(prefix.length));
  const machines = new Map<string, string>();
  for (const choreography of choreographies) {
    const stateMachineArn = `${machinePrefix}${choreography}`;
    const { roleArn = '' } = await states.send(new DescribeStateMachineCommand({ stateMachineArn }));
    machines.set(roleArn, choreography);
  }
  return { functions, machines };
}
