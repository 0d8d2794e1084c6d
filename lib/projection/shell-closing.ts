/** An execution has ended: INSTANCE is closed first, then the loop sees to what is left. */
import type { ExecutionReport } from './calls.ts';
import { closeCall, lastStateOf, startedFor, statesOf } from './closing.ts';
import { calling, DONE, loop, returned } from './phases.ts';
import type { Beginning, Phase, Step, Surroundings } from './phases.ts';
import { activeWaits } from './regions.ts';
import type { Row } from './rows.ts';
import { situationOf } from './situation.ts';
import type { Trigger } from './trigger.ts';

export function closing(beginning: Extract<Beginning, { kind: 'closing' }>, around: Surroundings): Step {
  const { choreography, execution, report, ended = false } = beginning;
  const phase = { at: 'report', execution, ended } as const;
  return report === undefined
    ? calling({ call: 'describeExecution', choreography, execution }, phase)
    : afterReport(phase, report, around);
}

export function afterReport(
  phase: Extract<Phase, { at: 'report' }>,
  report: ExecutionReport | undefined,
  { subscription, now }: Surroundings,
): Step {
  if (report === undefined) return returned(`The execution "${phase.execution}" is not shown yet.`);
  const whose = startedFor(report);
  // Somebody's own execution of this machine: there is no instance to close.
  if (whose === undefined) return DONE;
  const generation = { run: whose.run, redrive: report.redrive };
  const trigger: Trigger = { kind: 'close', instance: whose.instance, generation };
  if (report.status === 'running') {
    // DescribeExecution may lag. What was never redriven has ended for good, and INSTANCE must not stay open.
    if (phase.ended && report.redrive === 0)
      return returned(`The execution "${phase.execution}" is not shown as ended yet.`);
    // Redriven in the meantime.
    return loop(trigger);
  }
  const lastState = lastStateOf(report, subscription);
  if (lastState === undefined) {
    return calling(
      { call: 'query', instance: whose.instance },
      { at: 'leftover', trigger, generation, report },
    );
  }
  return calling(closeCall(whose.instance, generation, report, lastState, now), { at: 'write', trigger });
}

/** Aborted, or out of time: the waits it left say where it stood. */
export function afterLeftover(
  phase: Extract<Phase, { at: 'leftover' }>,
  rows: readonly Row[],
  { subscription, now }: Surroundings,
): Step {
  const { trigger, generation, report } = phase;
  const lastState = statesOf(activeWaits(situationOf(trigger, rows, subscription, now)));
  return calling(closeCall(trigger.instance, generation, report, lastState, now), { at: 'write', trigger });
}
