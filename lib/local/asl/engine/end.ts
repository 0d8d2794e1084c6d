/** The end of a branch's line: the execution's success, or a result for the state around it. */
import type { Json } from '../../service.ts';
import { begin, takeResult } from './children.ts';
import type { Branch, Execution, Status } from './execution.ts';
import { log, payloadText, record } from './history.ts';
import { branchOf, type Run } from './run.ts';

export function end(run: Run, branch: Branch, output: Json): void {
  const { execution } = run;
  const parent = branchOf(execution, branch.parent);
  if (parent?.phase.kind !== 'children') {
    const text = payloadText(output);
    record(execution, run.now, 'ExecutionSucceeded', branch.lastEvent, undefined, text);
    execution.output = text;
    close(execution, 'SUCCEEDED', run.now);
    return;
  }
  if (branch.item !== undefined && !parent.silent) {
    const content = { name: parent.state, index: branch.index };
    log(execution, branch, run.now, 'MapIterationSucceeded', content);
  }
  remove(execution, branch);
  takeResult(parent.phase, branch.index, output);
  if (!branch.silent) parent.lastEvent = branch.lastEvent;
  begin(run, parent, parent.phase);
}

export function remove(execution: Execution, branch: Branch): void {
  const position = execution.branches.indexOf(branch);
  if (position >= 0) execution.branches.splice(position, 1);
}

export function close(execution: Execution, status: Status, now: number): void {
  execution.status = status;
  execution.stoppedAt = now;
}
