/** What is done with the role of a state machine by Step Functions itself, and by every execution first of all. */
import { UpdateStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { KEY } from '../../lib/definition/wire.ts';
import { eventually, type Instances } from './instances.ts';
import type { StillCloud } from './still-cloud.ts';
import type { Trial } from './trial.ts';

export function logTrial({ stateMachineArn }: Instances, states: SFNClient, roleArn: string): Trial {
  return {
    feature: 'its log can be delivered',
    async attempt() {
      try {
        await states.send(new UpdateStateMachineCommand({ stateMachineArn, roleArn }));
        return 'done';
      } catch (error) {
        if (Error.isError(error) && error.name === 'AccessDeniedException') return 'failed';
        throw error;
      }
    },
  };
}

export function traceTrial(of: Instances, { lines }: StillCloud): Trial {
  return {
    feature: 'its executions are traced',
    async attempt() {
      const from = lines.length;
      await of.execute(of.newId());
      const lost = `The traces of ${of.stateMachineArn} are lost`;
      return lines.slice(from).some((line) => line.startsWith(lost)) ? 'failed' : 'done';
    },
  };
}

/** Whatever it waits for, it puts into the table. What was refused would be tried again, but time stands still. */
export function waitTrial(of: Instances, still: StillCloud): Trial {
  return {
    feature: 'waits for events',
    async attempt() {
      const id = of.newId();
      await of.execute(id);
      return eventually(`a wait of ${of.instance(id)}`, async () => {
        const rows = await still.rowsOf(of.choreography, id);
        if (rows.some(({ key }) => String(key).startsWith(KEY.wait))) return 'done';
        const history = await still.historyOf(of.choreography, id);
        return history.some(({ type }) => type === 'TaskFailed') ? 'failed' : undefined;
      });
    },
  };
}
