import { RedriveExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import type { ExecutionEnd } from '../../lib/projection/calls.ts';
import type { OperatorPorts } from '../../lib/projection/ports.ts';
import { arns, createExecutions, newestFirst, NOT_YET } from './executions.ts';
import { orThrottled, outcomeOf } from './throttling.ts';

const GONE = { ExecutionDoesNotExist: 'absent' } as const;

/** The port `Executions` with what an operator's acts need besides. */
export function createOperatorExecutions(
  client: SFNClient,
  stateMachineArnPrefix: string,
): OperatorPorts['executions'] {
  const arnOf = arns(stateMachineArnPrefix);
  return {
    ...createExecutions(client, stateMachineArnPrefix),

    async readEnd({ choreography, execution }) {
      const executionArn = arnOf.execution(choreography, execution);
      const end = await outcomeOf(() => endOf(newestFirst(client, executionArn)), NOT_YET);
      return end === 'none' ? { kind: 'not-shown' } : end;
    },

    async redrive({ choreography, execution, clientToken }) {
      const executionArn = arnOf.execution(choreography, execution);
      try {
        await orThrottled(() => client.send(new RedriveExecutionCommand({ executionArn, clientToken })));
        return 'redriven';
      } catch (error) {
        const refused = Error.isError(error) && REFUSING.has(error.name);
        if (!refused) throw error;
        return { notRedrivable: error.message };
      }
    },

    async stop({ choreography, execution, error, cause }) {
      const executionArn = arnOf.execution(choreography, execution);
      const command = new StopExecutionCommand({ executionArn, error, cause });
      return (await outcomeOf(() => client.send(command), GONE)) === 'absent' ? 'absent' : 'stopped';
    },
  };
}

/** Nothing follows from asking again. */
const REFUSING = new Set(['ExecutionNotRedrivable', 'ExecutionDoesNotExist', 'StateMachineDeleting']);

/** A Fail state is entered, and the execution has failed: there is nothing between the two. */
async function endOf(pages: AsyncIterable<readonly HistoryEvent[]>): Promise<ExecutionEnd> {
  let failed: HistoryEvent | undefined;
  for await (const page of pages)
    for (const event of page) {
      if (failed !== undefined && event.id === before(failed)) {
        const state = event.stateEnteredEventDetails?.name ?? '';
        return event.type === 'FailStateEntered' ? { kind: 'fail-state', state } : { kind: 'otherwise' };
      }
      // The execution runs, as far as its history shows, or was redriven since.
      if (failed === undefined && event.type !== 'ExecutionFailed') return { kind: 'not-shown' };
      failed ??= event;
    }
  return { kind: 'not-shown' };
}

/** Where nothing is named as what it followed, it followed what comes before it. */
function before({ id = 0, previousEventId = 0 }: HistoryEvent): number {
  return previousEventId > 0 ? previousEventId : id - 1;
}
