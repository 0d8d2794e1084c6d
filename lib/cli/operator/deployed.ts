import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { UserError } from '../errors.ts';
import type { Stack } from './stack.ts';

/** What a deployed state machine says of itself. */
export type Deployed = {
  /** Where it puts its waits: the monitor's table. Absent where it never waits. */
  readonly tableName: string | undefined;
  /** Error of each failed final state → the state's name. */
  readonly failures: { readonly [error: string]: string };
  /** Of the definition it was compiled from; absent where it never waits. */
  readonly version: string | undefined;
};

export async function deployedOf(stack: Stack, choreography: string): Promise<Deployed> {
  const stateMachineArn = stack.stateMachineArnPrefix + choreography;
  const { definition = '{}' } = await stack.clients.executions.send(
    new DescribeStateMachineCommand({ stateMachineArn }),
  );
  return readDefinition(definition);
}

/** The table has no name of its own choosing; the state machines know it. @throws UserError where none does. */
export async function tableNameOf(stack: Stack, first?: string): Promise<string> {
  const { choreographies, prefix } = stack;
  for (const choreography of first === undefined ? choreographies : [first, ...choreographies]) {
    const { tableName } = await deployedOf(stack, choreography);
    if (tableName !== undefined) return tableName;
  }
  throw new UserError(
    `No choreography of the monitor "${prefix}" ever waits, so there is nothing to be done.`,
  );
}

export function readDefinition(definition: string): Deployed {
  const states = statesIn(JSON.parse(definition));
  const puts = states.flatMap(({ state }) => putting.safeParse(state).data?.Arguments ?? []);
  return {
    tableName: puts[0]?.TableName,
    version: puts[0]?.Item.version?.S,
    failures: Object.fromEntries(
      states.flatMap(({ name, state }) => {
        const error = failing.safeParse(state).data?.Error;
        return error === undefined || error.startsWith('{%') ? [] : [[error, name]];
      }),
    ),
  };
}

const putting = z.object({
  Resource: z.string().regex(/:aws-sdk:dynamodb:putItem\.waitForTaskToken$/),
  Arguments: z.object({
    TableName: z.string(),
    Item: z.object({ version: z.object({ S: z.string() }).optional() }),
  }),
});
const failing = z.object({ Type: z.literal('Fail'), Error: z.string() });
const within = z.looseObject({
  States: z.record(z.string(), z.unknown()).optional(),
  Branches: z.array(z.unknown()).optional(),
});

/** All states, those inside of Parallels too. */
function statesIn(definition: unknown): readonly { readonly name: string; readonly state: unknown }[] {
  const { States = {}, Branches = [] } = within.parse(definition);
  return [
    ...Object.entries(States).flatMap(([name, state]) => [{ name, state }, ...statesIn(state)]),
    ...Branches.flatMap(statesIn),
  ];
}
