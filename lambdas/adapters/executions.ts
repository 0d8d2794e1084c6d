import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { DescribeExecutionCommandOutput, HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import type { ExecutionReport, TaskResult, TokenEnd } from '../../lib/projection/calls.ts';
import { startedFor } from '../../lib/projection/closing.ts';
import type { Executions } from '../../lib/projection/ports.ts';
import { ResultSearch, TokenSearch } from './history.ts';
import { orThrottled, outcomeOf } from './throttling.ts';

/** It may have been our own earlier attempt: none of these says that the wait was not served. */
const UNKNOWN = {
  TaskTimedOut: 'unknown',
  TaskDoesNotExist: 'unknown',
  InvalidToken: 'unknown',
} as const;
const EXISTS = { ExecutionAlreadyExists: 'exists' } as const;
export const NOT_YET = { ExecutionDoesNotExist: 'none' } as const;

/** The port `Executions` on Step Functions. */
export function createExecutions(client: SFNClient, stateMachineArnPrefix: string): Executions {
  const arnOf = arns(stateMachineArnPrefix);
  return {
    async start({ choreography, execution, input }) {
      const command = new StartExecutionCommand({
        stateMachineArn: arnOf.stateMachine(choreography),
        name: execution,
        input,
      });
      if ((await outcomeOf(() => client.send(command), EXISTS)) !== 'exists') return 'started';
      const found = await describe(client, arnOf.execution(choreography, execution));
      if (!isStartedBy(input, found)) throw new Error(nameTaken(execution, found));
      return 'exists';
    },

    describe: ({ choreography, execution }) => describe(client, arnOf.execution(choreography, execution)),

    async history({ choreography, execution, waitHash }) {
      const executionArn = arnOf.execution(choreography, execution);
      const end = await outcomeOf(() => searchHistory(client, executionArn, waitHash), NOT_YET);
      return end === 'none' ? { kind: 'not-shown' } : end;
    },

    async result({ choreography, execution, waitHash }) {
      const executionArn = arnOf.execution(choreography, execution);
      const result = await outcomeOf(() => searchResult(client, executionArn, waitHash), NOT_YET);
      return result === 'none' ? { kind: 'not-shown' } : result;
    },

    async succeed({ token, output }) {
      const command = new SendTaskSuccessCommand({ taskToken: token, output });
      return (await outcomeOf(() => client.send(command), UNKNOWN)) === 'unknown' ? 'unknown' : 'accepted';
    },

    async fail({ token, error, cause }) {
      const command = new SendTaskFailureCommand({ taskToken: token, error, cause });
      return (await outcomeOf(() => client.send(command), UNKNOWN)) === 'unknown' ? 'unknown' : 'accepted';
    },
  };
}

async function describe(client: SFNClient, executionArn: string): Promise<ExecutionReport | undefined> {
  const command = new DescribeExecutionCommand({ executionArn });
  const found = await outcomeOf(() => client.send(command), NOT_YET);
  return found === 'none' ? undefined : reportOf(found);
}

/** A name is refused for 90 days: after a table was lost, or by another's hand, it may be of another event. */
function isStartedBy(input: string, found: ExecutionReport | undefined): boolean {
  const [wanted, there] = [{ input }, found ?? {}].map(startedFor);
  return (
    wanted !== undefined &&
    wanted.instance === there?.instance &&
    wanted.run === there.run &&
    wanted.identity === there.identity
  );
}

function nameTaken(execution: string, found: ExecutionReport | undefined): string {
  return found === undefined
    ? `The execution "${execution}" is there already, but not shown yet.`
    : `The execution "${execution}" is there already, but was not started by this event.`;
}

async function searchHistory(client: SFNClient, executionArn: string, waitHash: string): Promise<TokenEnd> {
  const search = new TokenSearch(waitHash);
  for await (const page of newestFirst(client, executionArn)) {
    const end = search.read(page);
    if (end !== undefined) return end;
  }
  return { kind: 'not-shown' };
}

async function searchResult(client: SFNClient, executionArn: string, waitHash: string): Promise<TaskResult> {
  const search = new ResultSearch(waitHash);
  for await (const page of newestFirst(client, executionArn)) {
    const result = search.read(page);
    if (result !== undefined) return result;
  }
  return { kind: 'not-shown' };
}

/** Pages from the newest event back: what is asked for happened a moment ago, and a history can have 25,000 events. */
export async function* newestFirst(client: SFNClient, executionArn: string): AsyncGenerator<HistoryEvent[]> {
  let nextToken: string | undefined;
  do {
    const page = await orThrottled(() =>
      client.send(
        new GetExecutionHistoryCommand({
          executionArn,
          reverseOrder: true,
          includeExecutionData: true,
          maxResults: 1000,
          ...(nextToken !== undefined && { nextToken }),
        }),
      ),
    );
    yield page.events ?? [];
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

const STATUS: Readonly<Record<string, ExecutionReport['status']>> = {
  RUNNING: 'running',
  PENDING_REDRIVE: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed-out',
  ABORTED: 'aborted',
};

function reportOf(found: DescribeExecutionCommandOutput): ExecutionReport {
  const status = STATUS[found.status ?? ''];
  if (status === undefined) throw new Error(`DescribeExecution gave the status "${found.status}".`);
  return {
    status,
    redrive: found.redriveCount ?? 0,
    ...(found.input !== undefined && { input: found.input }),
    ...(found.output !== undefined && { output: found.output }),
    ...(found.error !== undefined && { error: found.error }),
    ...(found.cause !== undefined && { cause: found.cause }),
    ...(found.stopDate !== undefined && { stoppedAt: found.stopDate.toISOString() }),
    ...(found.redriveStatus === 'NOT_REDRIVABLE' && {
      notRedrivable: found.redriveStatusReason ?? 'It gives no reason.',
    }),
  };
}

export function arns(stateMachineArnPrefix: string) {
  const executionArnPrefix = stateMachineArnPrefix.replace(':stateMachine:', ':execution:');
  return {
    stateMachine: (choreography: string) => `${stateMachineArnPrefix}${choreography}`,
    execution: (choreography: string, name: string) => `${executionArnPrefix}${choreography}:${name}`,
  };
}
