/** Step Functions where what has begun or ended a moment ago may not show yet. */
import type {
  DescribeExecutionCall,
  ExecutionReport,
  ReadHistoryCall,
  ReadResultCall,
  TaskResult,
  TokenEnd,
} from '../../lib/projection/calls.ts';
import { ARN, MachineExecutions, reportOf, type Around } from '../../lib/testing/world/executions.ts';
import type { Faults } from './faults.ts';
import { PREFIX } from './monitored.ts';

export { ARN };
export const MACHINE_ARN_PREFIX = `${ARN}:stateMachine:${PREFIX}`;
const SECOND = 1000;

export class ChaosExecutions extends MachineExecutions {
  readonly #around: Around & { readonly faults: Faults };

  constructor(around: Around & { readonly faults: Faults }) {
    super(around);
    this.#around = around;
  }

  /** Eventually consistent. */
  override describe(call: DescribeExecutionCall): ExecutionReport | undefined {
    const { agenda, faults } = this.#around;
    const execution = this.find(call.choreography, call.execution);
    if (execution === undefined) return undefined;
    const isNew = (at: number): boolean =>
      agenda.now() - at < 3 * SECOND && faults.strikes('execution not shown yet', 0.2);
    if (isNew(execution.startedAt)) return undefined;
    const { stoppedAt } = execution;
    return reportOf(execution, stoppedAt !== undefined && isNew(stoppedAt) ? 'RUNNING' : execution.status);
  }

  override history(call: ReadHistoryCall): TokenEnd {
    return this.#isShown(call) ? super.history(call) : { kind: 'not-shown' };
  }

  override result(call: ReadResultCall): TaskResult {
    return this.#isShown(call) ? super.result(call) : { kind: 'not-shown' };
  }

  #isShown(call: ReadHistoryCall | ReadResultCall): boolean {
    const { agenda, faults } = this.#around;
    const execution = this.find(call.choreography, call.execution);
    if (execution === undefined) return false;
    const last = execution.history.at(-1)?.at ?? 0;
    const recent = agenda.now() - last < 5 * SECOND;
    return !(recent && faults.strikes('history not shown yet', 0.2));
  }
}
