/** Step Functions: the compiled machines on the project's own engine, in virtual time. */
import type { HistoryEvent as SdkHistoryEvent } from '@aws-sdk/client-sfn';
import { TokenSearch } from '../../lambdas/adapters/history.ts';
import { startExecution } from '../../lib/local/asl/engine/begin.ts';
import type { Execution, Status } from '../../lib/local/asl/engine/execution.ts';
import { Player } from '../../lib/local/asl/engine/player.ts';
import { readToken } from '../../lib/local/asl/engine/token.ts';
import type { Integrations, Json } from '../../lib/local/service.ts';
import type {
  DescribeExecutionCall,
  ExecutionReport,
  ReadHistoryCall,
  SendFailureCall,
  SendSuccessCall,
  StartExecutionCall,
  TokenEnd,
} from '../../lib/projection/calls.ts';
import type { Agenda } from '../../lib/testing/agenda.ts';
import type { Faults } from './faults.ts';
import { PREFIX } from './monitored.ts';
import type { Monitored } from './monitored.ts';

export const ARN = 'arn:aws:states:eu-central-1:000000000000';
export const MACHINE_ARN_PREFIX = `${ARN}:stateMachine:${PREFIX}`;
const SECOND = 1000;

export type Around = {
  readonly monitored: ReadonlyMap<string, Monitored>;
  readonly agenda: Agenda;
  readonly faults: Faults;
  readonly integrations: Integrations;
  readonly ended: (execution: Execution) => void;
  /** The engine itself has failed. */
  readonly broke: (error: unknown) => void;
};

export class ChaosExecutions {
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

  of(choreography: string): readonly Execution[] {
    const machine = MACHINE_ARN_PREFIX + choreography;
    return [...this.all.values()].filter((execution) => execution.machine.arn === machine);
  }

  start({ choreography, execution: name, input }: StartExecutionCall): 'started' | 'exists' {
    const arn = arnOf(choreography, name);
    const there = this.all.get(arn);
    // As AWS does: the same name with the same input while it runs is the same start.
    if (there !== undefined)
      return there.status === 'RUNNING' && there.input === input ? 'started' : 'exists';
    const { monitored, agenda } = this.#around;
    const of = monitored.get(choreography);
    if (of === undefined) throw new Error(`There is no machine "${choreography}"`);
    const machine = {
      arn: MACHINE_ARN_PREFIX + choreography,
      name: PREFIX + choreography,
      roleArn: 'arn:aws:iam::000000000000:role/machine',
    };
    const given = { arn, name, machine, definition: of.definition, input };
    const execution = startExecution(given, of.machine, agenda.now());
    this.all.set(arn, execution);
    this.#player.play(execution, of.machine);
    return 'started';
  }

  /** Eventually consistent: what has begun or ended a moment ago may not show yet. */
  describe({ choreography, execution: name }: DescribeExecutionCall): ExecutionReport | undefined {
    const { agenda, faults } = this.#around;
    const execution = this.all.get(arnOf(choreography, name));
    if (execution === undefined) return undefined;
    const isNew = (at: number): boolean =>
      agenda.now() - at < 3 * SECOND && faults.strikes('execution not shown yet', 0.2);
    if (isNew(execution.startedAt)) return undefined;
    const { stoppedAt } = execution;
    return reportOf(execution, stoppedAt !== undefined && isNew(stoppedAt) ? 'RUNNING' : execution.status);
  }

  history({ choreography, execution: name, waitHash }: ReadHistoryCall): TokenEnd {
    const { agenda, faults } = this.#around;
    const execution = this.all.get(arnOf(choreography, name));
    if (execution === undefined) return { kind: 'not-shown' };
    const last = (execution.history.at(-1)?.timestamp ?? 0) * SECOND;
    const recent = agenda.now() - last < 5 * SECOND;
    if (recent && faults.strikes('history not shown yet', 0.2)) return { kind: 'not-shown' };
    // The engine's events are those of the API, but that their instants are numbers, which nobody reads here.
    const page = execution.history.toReversed() as unknown as readonly SdkHistoryEvent[];
    return new TokenSearch(waitHash).read(page) ?? { kind: 'not-shown' };
  }

  succeed({ token, output }: SendSuccessCall): 'accepted' | 'unknown' {
    const content = readToken(token);
    const value = JSON.parse(output) as Json;
    const taken = content !== undefined && this.#player.answer(content, { kind: 'succeeded', output: value });
    return taken ? 'accepted' : 'unknown';
  }

  fail({ token, error, cause }: SendFailureCall): 'accepted' | 'unknown' {
    const content = readToken(token);
    const taken = content !== undefined && this.#player.answer(content, { kind: 'failed', error, cause });
    return taken ? 'accepted' : 'unknown';
  }
}

function arnOf(choreography: string, name: string): string {
  return `${ARN}:execution:${PREFIX}${choreography}:${name}`;
}

const STATUS: Record<Status, ExecutionReport['status']> = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed-out',
  ABORTED: 'aborted',
};

function reportOf(execution: Execution, status: Status): ExecutionReport {
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
