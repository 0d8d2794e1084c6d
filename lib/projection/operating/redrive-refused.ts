/**
 * Where Step Functions refuses after the claim, DescribeExecution tells what that means. A refusal alone is not enough:
 * somebody else may have redriven it. Only of what can never be redriven is the claim given back, by closing INSTANCE in
 * the very generation that was claimed and that no execution will ever have. Never by going back to the one before: a
 * start event's open that failed must stay failed, and generations only rise for that.
 */
import type { ExecutionReport } from '../calls.ts';
import { closeCall, lastStateOf } from '../closing.ts';
import type { Generation } from '../generation.ts';
import type { InstanceRow } from '../rows.ts';
import { ended, throughTheLoop } from './acts.ts';
import type { OperatorStep, OperatorSurroundings } from './acts.ts';
import type { Found, RedrivePhase } from './redrive-phases.ts';

type Step = OperatorStep<RedrivePhase>;

export function afterRefused(
  { of, row, generation, message }: Extract<RedrivePhase, { at: 'refused' }>,
  report: ExecutionReport | undefined,
  around: OperatorSurroundings,
): Step {
  const { run } = generation;
  if (report?.status === 'running')
    return ended('done', `Run ${run} goes on: somebody else has redriven it.`);
  if (report !== undefined && report.redrive >= generation.redrive)
    return ended('refused', `Run ${run} has been redriven already, and ended again.`);
  if (report?.notRedrivable !== undefined) return giveBack({ of, row }, generation, report, around);
  return ended(
    'refused',
    `Step Functions did not redrive run ${run}: ${message} The instance is shown as open: give the command again, or close it with choreo close.`,
  );
}

/** Nothing goes on for good. An act before this one may have claimed it, or not have sent the message that follows. */
export function refusedForGood(found: Found, report: ExecutionReport, around: OperatorSurroundings): Step {
  const { row } = found;
  const why = cannot(row.run, report.notRedrivable ?? '');
  if (row.status === 'closed') return settle(row, why);
  return row.redrive > report.redrive ? giveBack(found, row, report, around) : ended('refused', why);
}

/** What is held for it is held no longer, for nothing goes on. */
export function settle(row: InstanceRow, why: string): Step {
  return { kind: 'call', call: throughTheLoop(row), phase: { at: 'message', why } };
}

function giveBack(
  { of, row }: Found,
  claimed: Generation,
  report: ExecutionReport,
  { subscription, now }: OperatorSurroundings,
): Step {
  const generation = { run: claimed.run, redrive: claimed.redrive };
  const lastState = row.status === 'closed' ? row.lastState : lastStateOf(report, subscription);
  return {
    kind: 'call',
    call: closeCall(of.instance, generation, report, lastState, now),
    phase: {
      ...{ at: 'giveBack', of, row },
      why: `${cannot(claimed.run, report.notRedrivable ?? '')} The instance is closed again.`,
    },
  };
}

function cannot(run: number, why: string): string {
  return `Step Functions cannot redrive run ${run}: ${why}`;
}
