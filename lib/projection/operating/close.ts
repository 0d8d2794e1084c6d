/**
 * An instance is ended by hand: its execution is stopped, INSTANCE closed, and then a message sends somebody through the
 * loop, who settles what is held for it as after any other end. That is left to the functions, for they know what is
 * deployed. A crash in between is mended by the status event of the execution, or by the same act again.
 */
import { ERROR } from '../../definition/wire.ts';
import type { ExecutionReport, Reply } from '../calls.ts';
import { closeCall, lastStateOf, statesOf } from '../closing.ts';
import type { Generation } from '../generation.ts';
import { HOUR, isoOf, millisOf, MINUTE } from '../instants.ts';
import { activeWaits } from '../regions.ts';
import type { EventRow, InstanceRow, Row, WaitingRow } from '../rows.ts';
import { ended, messageTo, misled, throughTheLoop, unanswered } from './acts.ts';
import type { OperatorStep, OperatorSurroundings } from './acts.ts';
import { calledInstance } from './words.ts';

export type Close = { readonly instance: string; readonly reason: string };

type Found = {
  readonly of: Close;
  readonly row: InstanceRow;
  readonly waits: readonly WaitingRow[];
  /** The start event of this run, where its row is still there. */
  readonly start?: EventRow;
};

export type ClosePhase =
  | { readonly at: 'read'; readonly of: Close }
  | (Found & { readonly at: 'describe' })
  | (Found & { readonly at: 'stop' })
  | (Found & { readonly at: 'stopped' })
  | (Found & { readonly at: 'close'; readonly why: string })
  | { readonly at: 'message'; readonly why: string }
  | { readonly at: 'resumeStart' };

type Step = OperatorStep<ClosePhase>;
type At<K extends ClosePhase['at']> = Extract<ClosePhase, { at: K }>;

export function beginClose(of: Close): Step {
  return { kind: 'call', call: { call: 'query', instance: of.instance }, phase: { at: 'read', of } };
}

export function nextClose(phase: ClosePhase, reply: Reply, around: OperatorSurroundings): Step {
  const silence = unanswered(reply);
  if (silence !== undefined) return silence;
  switch (phase.at) {
    case 'read':
      return reply.reply === 'rows' ? afterRead(phase.of, reply.rows) : misled(phase, reply);
    case 'describe':
      return reply.reply === 'execution'
        ? afterDescribe(phase, reply.execution, around)
        : misled(phase, reply);
    case 'stop':
      if (reply.reply === 'execution') return withoutExecution(phase, around);
      return reply.reply === 'stopped' ? describe(phase, 'stopped') : misled(phase, reply);
    case 'stopped':
      return reply.reply === 'execution'
        ? afterStopped(phase, reply.execution, around)
        : misled(phase, reply);
    case 'close':
      // Refused: somebody else recorded the same end. What is held has to be settled either way.
      return reply.reply === 'written' || reply.reply === 'refused'
        ? settle(phase, phase.why)
        : misled(phase, reply);
    case 'message':
      return reply.reply === 'queued' ? ended('done', phase.why) : misled(phase, reply);
    case 'resumeStart':
      return reply.reply === 'queued'
        ? ended(
            'failed',
            'Its execution has not been started yet. The start has been set going again: give the command again in a few seconds.',
          )
        : misled(phase, reply);
  }
}

function afterRead(of: Close, rows: readonly Row[]): Step {
  const row = rows.find((found) => found.kind === 'instance');
  if (row === undefined) return ended('absent', `There is no instance ${calledInstance(of.instance)}.`);
  const start = rows.find((found) => found.kind === 'event' && found.identity === row.openedBy);
  const waits = activeWaits({ instance: row, waits: rows.filter((found) => found.kind === 'wait') });
  return describe({ of, row, waits, ...(start?.kind === 'event' && { start }) }, 'describe');
}

function describe({ of, row, waits, start }: Found, at: 'describe' | 'stopped'): Step {
  const { choreography, execution } = row;
  return {
    kind: 'call',
    call: { call: 'describeExecution', choreography, execution },
    phase: { at, of, row, waits, ...(start !== undefined && { start }) },
  };
}

function afterDescribe(
  phase: At<'describe'>,
  report: ExecutionReport | undefined,
  around: OperatorSurroundings,
): Step {
  const { of, row, waits } = phase;
  if (report?.status === 'running') {
    const { choreography, execution } = row;
    return {
      kind: 'call',
      call: {
        call: 'stopExecution',
        ...{ choreography, execution, error: ERROR.closedByHand, cause: of.reason },
      },
      phase: { ...phase, at: 'stop' },
    };
  }
  if (row.status === 'closed')
    return ended('refused', `It is closed already, since ${row.closedAt}${endedIn(row.lastState)}.`);
  if (report === undefined) return withoutExecution(phase, around);
  if (report.redrive < row.redrive) return claimed({ of, row, waits }, around);
  return record(phase, report, `It had ended by itself, at ${report.stoppedAt ?? 'an unknown time'}`, around);
}

function endedIn(state: string | undefined): string {
  return state === undefined ? '' : `, in "${state}"`;
}

/** Claimed for a redrive that never began: its execution has ended long since. */
function claimed(found: Found, around: OperatorSurroundings): Step {
  const { row } = found;
  const since = row.status === 'open' && row.timerAt !== undefined ? millisOf(row.timerAt) - HOUR : 0;
  const age = around.now - since;
  // Closed now, the redrive that is on its way would run in a generation that is closed, and nobody would serve it. Once
  // the sweep has looked at it, its next look is a day ahead: then the claim is an hour old and more.
  if (age >= 0 && age < MINUTE)
    return ended('failed', 'It is being redriven at this moment. Give the command again in a minute.');
  return byHand(found, 'It is closed; its execution had ended before', around);
}

/** Not started yet, or so long ago that Step Functions has forgotten it. */
function withoutExecution(found: Found, around: OperatorSurroundings): Step {
  const { row, start } = found;
  // Who finishes the start would start a closed instance. Finished first, it can be stopped.
  if (start?.status === 'sent')
    return {
      kind: 'call',
      call: messageTo(row.instance, {
        kind: 'deliver',
        deliver: { instance: row.instance, identity: start.identity },
      }),
      phase: { at: 'resumeStart' },
    };
  // DescribeExecution lags behind a start.
  if (around.now - millisOf(row.openedAt) < MINUTE)
    return ended('failed', 'Its execution is not shown yet. Give the command again in a minute.');
  return byHand(found, 'It is closed; Step Functions knows no execution of it', around);
}

function byHand(found: Found, why: string, around: OperatorSurroundings): Step {
  const { of, row } = found;
  const report: ExecutionReport = {
    ...{ status: 'aborted', redrive: row.redrive, error: ERROR.closedByHand, cause: of.reason },
    stoppedAt: isoOf(around.now),
  };
  return record(found, report, why, around);
}

function afterStopped(
  phase: At<'stopped'>,
  report: ExecutionReport | undefined,
  around: OperatorSurroundings,
): Step {
  if (report === undefined || report.status === 'running')
    return ended('done', 'Its execution is stopped. The monitor closes the instance within a moment.');
  const byUs = report.status === 'aborted' && report.error === ERROR.closedByHand;
  return record(phase, report, byUs ? 'It is closed' : 'It had ended by itself in this very moment', around);
}

function record(found: Found, report: ExecutionReport, why: string, around: OperatorSurroundings): Step {
  const { of, row, waits } = found;
  const lastState = lastStateOf(report, around.subscription) ?? statesOf(waits);
  const generation: Generation = { run: row.run, redrive: report.redrive };
  return {
    kind: 'call',
    call: closeCall(of.instance, generation, report, lastState, around.now),
    phase: { ...found, at: 'close', why: `${why}${endedIn(lastState)}.` },
  };
}

function settle({ row }: Found, why: string): Step {
  return { kind: 'call', call: throughTheLoop(row), phase: { at: 'message', why } };
}
