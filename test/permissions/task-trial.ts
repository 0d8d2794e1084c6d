/** What a state of a machine does besides waiting: it alone, with the machine's role, and plain arguments. */
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { permissionOf, type Surroundings } from '../../lib/constructs/integrations.ts';
import { tasksOf, type TaskCall } from '../../lib/constructs/tasks.ts';
import type { Permission } from '../../lib/local/iam/permissions.ts';
import { eventually, type Instances } from './instances.ts';
import type { Ended, StillCloud } from './still-cloud.ts';
import type { Trial } from './trial.ts';

/** What its arguments compute is of no interest: it is not computed here. */
const PLAIN: { readonly [argument: string]: unknown } = { Message: 'tried', Detail: {} };

const AT: Surroundings = {
  partition: 'aws',
  arn: (service, resource, account = '000000000000') => `arn:aws:${service}:us-east-1:${account}:${resource}`,
  placeholders: new Map(),
};

/** Undefined where none of its states does what is permitted. */
export async function taskTrial(
  { action, resource, holder: roleArn }: Permission,
  { stateMachineArn, newId }: Instances,
  still: StillCloud,
): Promise<Trial | undefined> {
  const { states } = still;
  const { definition = '' } = await states.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const task = tasksOf(definition).find((one) => {
    const needed = permissionOf(one, AT);
    return needed.kind === 'permission' && needed.action === action && needed.resources.includes(resource);
  });
  if (task === undefined) return undefined;
  return {
    feature: `does "${task.state}"`,
    async attempt() {
      const name = `${still.prefix}${newId()}-${stateMachineArn.split(':').at(-1) ?? ''}`.slice(0, 80);
      const alone = { name, roleArn, definition: JSON.stringify(machineOf(task)) };
      const { stateMachineArn: made } = await states.send(new CreateStateMachineCommand(alone));
      const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn: made }));
      const ended = await eventually(`an end of "${task.state}"`, async (): Promise<Ended | undefined> => {
        const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
        if (status === 'RUNNING') return undefined;
        return status === 'SUCCEEDED' ? 'done' : 'failed';
      });
      await states.send(new DeleteStateMachineCommand({ stateMachineArn: made }));
      return ended;
    },
  };
}

function machineOf({ state, resource: Resource, arguments: given }: TaskCall) {
  const only = { Type: 'Task', Resource, Arguments: plain(given), End: true };
  return { QueryLanguage: 'JSONata', StartAt: state, States: { [state]: only } };
}

function plain(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(plain);
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      Object.hasOwn(PLAIN, name) ? PLAIN[name] : plain(value),
    ]),
  );
}
