/** Step Functions: the compiled machines on the project's own engine, in virtual time. */
import type { HistoryEvent as SdkHistoryEvent } from '@aws-sdk/client-sfn';
import { ResultSearch, TokenSearch } from '../../../lambdas/adapters/history.ts';
import { startExecution } from '../../local/asl/engine/begin.ts';
import type { Answer, Execution, Status } from '../../local/asl/engine/execution.ts';
import { historyOf } from '../../local/asl/engine/history.ts';
import { Player } from '../../local/asl/engine/player.ts';
import type { Ports } from '../../local/asl/engine/ports.ts';
import { readToken } from '../../local/asl/engine/token.ts';
import { parseJson } from '../../local/asl/json.ts';
import type {
  DescribeExecutionCall,
  ExecutionReport,
  ReadHistoryCall,
  ReadResultCall,
  SendFailureCall,
  SendSuccessCall,
  StartExecutionCall,
  TaskResult,
  TokenEnd,
} from '../../projection/calls.ts';
import type { Agenda } from '../agenda.ts';
import type { Deployed } from './deployed.ts';

export const ARN = 'arn:aws:states:eu-central-1:000000000000';

export type Around = {
  readonly deployed: ReadonlyMap<string, Deployed>;
  /** Of the machines' names. */
  readonly prefix: string;
  readonly agenda: Agenda;
  readonly integrations: Ports['integrations'];
  readonly ended: (execution: Execution) => void;
  /** The engine itself has failed. */
  readonly broke: (error: unknown) => void;
};

export class MachineExecutions {
  /** By ARN. */
  readonly all = new Map<string, Execution>();
  readonly #player: Player;
  readonly #around: Around;

  constructor(around: Around) {
    this.#around = around;
    let ids = 0;
    // Of one length, so that no token is the beginning of another.
    this.#player = new Player({
      clock: around.agenda,
      region: 'eu-central-1',
      newId: () => String((ids += 1)).padStart(6, '0'),
      // The jitter of retries: they come at once.
      random: () => 0,
      integrations: around.integrations,
      onStatus: (execution, status) => {
        if (status !== 'RUNNING') around.ended(execution);
      },
      onFault: (_execution, error) => around.broke(error),
    });
  }

  idle(): Promise<void> {
    return this.#player.idle();
  }

  stop(): Promise<void> {
    return this.#player.stop();
  }

  find(choreography: string, name: string): Execution | undefined {
    const { prefix } = this.#around;
    return this.all.get(`${ARN}:execution:${prefix}${choreography}:${name}`);
  }

  of(choreography: string): readonly Execution[] {
    const machine = this.#machineOf(choreography).arn;
    return [...this.all.values()].filter((execution) => execution.machine.arn === machine);
  }

  start({ choreography, execution: name, input }: StartExecutionCall): 'started' | 'exists' {
    const there = this.find(choreography, name);
    // As AWS does: the same name with the same input while it runs is the same start.
    if (there !== undefined)
      return there.status === 'RUNNING' && there.input === input ? 'started' : 'exists';
    const { deployed, agenda, prefix } = this.#around;
    const of = deployed.get(choreography);
    if (of === undefined) throw new Error(`There is no machine "${choreography}"`);
    const arn = `${ARN}:execution:${prefix}${choreography}:${name}`;
    const given = { arn, name, machine: this.#machineOf(choreography), definition: of.definition, input };
    const execution = startExecution(given, of.machine, agenda.now());
    this.all.set(arn, execution);
    this.#player.play(execution, of.machine);
    return 'started';
  }

  #machineOf(choreography: string): Execution['machine'] {
    const name = this.#around.prefix + choreography;
    const roleArn = 'arn:aws:iam::000000000000:role/machine';
    return { arn: `${ARN}:stateMachine:${name}`, name, roleArn };
  }

  describe({ choreography, execution: name }: DescribeExecutionCall): ExecutionReport | undefined {
    const execution = this.find(choreography, name);
    return execution === undefined ? undefined : reportOf(execution, execution.status);
  }

  history({ choreography, execution: name, waitHash }: ReadHistoryCall): TokenEnd {
    const execution = this.find(choreography, name);
    if (execution === undefined) return { kind: 'not-shown' };
    return new TokenSearch(waitHash).read(newestFirst(execution)) ?? { kind: 'not-shown' };
  }

  result({ choreography, execution: name, waitHash }: ReadResultCall): TaskResult {
    const execution = this.find(choreography, name);
    return execution === undefined
      ? { kind: 'not-shown' }
      : (new ResultSearch(waitHash).read(newestFirst(execution)) ?? { kind: 'not-shown' });
  }

  succeed({ token, output }: SendSuccessCall): 'accepted' | 'unknown' {
    return this.answer(token, { kind: 'succeeded', output: parseJson(output) }) ? 'accepted' : 'unknown';
  }

  fail({ token, error, cause }: SendFailureCall): 'accepted' | 'unknown' {
    return this.answer(token, { kind: 'failed', error, cause }) ? 'accepted' : 'unknown';
  }

  /** Whether it was the first answer for a token that somebody waits for. */
  answer(token: string, answer: Answer): boolean {
    const content = readToken(token);
    return content !== undefined && this.#player.answer(content, answer);
  }

  heartbeat(token: string): boolean {
    const content = readToken(token);
    return content !== undefined && this.#player.heartbeat(content);
  }
}

const STATUS: Record<Status, ExecutionReport['status']> = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed-out',
  ABORTED: 'aborted',
};

export function reportOf(execution: Execution, status: Status): ExecutionReport {
  const { redriveCount: redrive, input, output, error, cause, stoppedAt } = execution;
  if (status === 'RUNNING') return { status: 'running', redrive, input };
  return {
    status: STATUS[status],
    redrive,
    input,
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(stoppedAt !== undefined && { stoppedAt: new Date(stoppedAt).toISOString() }),
  };
}

/** The engine's events are those of the API, but that their instants are numbers, which nobody reads here. */
function newestFirst(execution: Execution): readonly SdkHistoryEvent[] {
  return historyOf(execution).toReversed() as unknown as readonly SdkHistoryEvent[];
}
