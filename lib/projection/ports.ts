/**
 * The ports through which `run.ts` performs the shell's calls. What each call means is said in `calls.ts`. An adapter
 * throws `Throttled` where the service asks for less, and anything else where there was no answer.
 */
import type {
  ClaimInstanceCall,
  CloseInstanceCall,
  DescribeExecutionCall,
  DropWaitCall,
  ExecutionEnd,
  ExecutionReport,
  LabelInstanceCall,
  OpenInstanceCall,
  PutEventCall,
  ReadEndCall,
  ReadHistoryCall,
  ReadResultCall,
  RedriveExecutionCall,
  ReopenInstanceCall,
  SendFailureCall,
  SendMessageCall,
  SendSuccessCall,
  StartExecutionCall,
  StopExecutionCall,
  TaskResult,
  TokenEnd,
} from './calls.ts';
import type { InstanceRow, Row } from './rows.ts';

export type Ports = { readonly table: Table; readonly executions: Executions; readonly queue: Queue };

export type Written = 'written' | 'refused';

export type Table = {
  query(instance: string): Promise<readonly Row[]>;
  getInstance(instance: string): Promise<InstanceRow | undefined>;
  putEvent(call: PutEventCall): Promise<Written>;
  openInstance(call: OpenInstanceCall): Promise<Written>;
  closeInstance(call: CloseInstanceCall): Promise<Written>;
  reopenInstance(call: ReopenInstanceCall): Promise<Written>;
  labelInstance(call: LabelInstanceCall): Promise<Written>;
  dropWait(call: DropWaitCall): Promise<Written>;
};

export type Executions = {
  start(call: StartExecutionCall): Promise<'started' | 'exists'>;
  describe(call: DescribeExecutionCall): Promise<ExecutionReport | undefined>;
  history(call: ReadHistoryCall): Promise<TokenEnd>;
  result(call: ReadResultCall): Promise<TaskResult>;
  succeed(call: SendSuccessCall): Promise<'accepted' | 'unknown'>;
  fail(call: SendFailureCall): Promise<'accepted' | 'unknown'>;
};

/** What an operator's acts need besides. */
export type OperatorPorts = {
  readonly table: Table & { claimInstance(call: ClaimInstanceCall): Promise<Written> };
  readonly executions: Executions & {
    readEnd(call: ReadEndCall): Promise<ExecutionEnd>;
    redrive(call: RedriveExecutionCall): Promise<'redriven' | NotRedrivable>;
    stop(call: StopExecutionCall): Promise<'stopped' | 'absent'>;
  };
  readonly queue: Queue;
};

/** In the service's own words. */
export type NotRedrivable = { readonly notRedrivable: string };

export type Queue = { send(call: SendMessageCall): Promise<void> };

/** The service asks for less: the message is put off with jitter, and does not count as failed. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
}
