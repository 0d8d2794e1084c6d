/**
 * An execution goes on where it failed. INSTANCE is claimed first: were it redriven unclaimed, a start event could open the
 * next run beside it. A crash after the claim is mended by the same act again, for a claim can be repeated, and the client
 * token lets only one of several redrives through.
 */
import { hashOf } from '../../definition/hash.ts';
import type { ExecutionReport, Reply } from '../calls.ts';
import { compareGenerations } from '../generation.ts';
import { HOUR, isoOf, millisOf, ttlFrom } from '../instants.ts';
import type { Row } from '../rows.ts';
import { ended, misled, unanswered } from './acts.ts';
import type { OperatorStep, OperatorSurroundings } from './acts.ts';
import type { Going, Redrive, RedrivePhase } from './redrive-phases.ts';
import { refusedForGood, afterRefused, settle } from './redrive-refused.ts';
import { calledInstance } from './words.ts';

type Step = OperatorStep<RedrivePhase>;
type At<K extends RedrivePhase['at']> = Extract<RedrivePhase, { at: K }>;

/** AWS: an execution can be redriven for 14 days after it ended. */
const REDRIVABLE = 14 * 24 * HOUR;

export function beginRedrive(of: Redrive): Step {
  return {
    kind: 'call',
    call: { call: 'getInstance', instance: of.instance },
    phase: { at: 'instance', of },
  };
}

export function nextRedrive(phase: RedrivePhase, reply: Reply, around: OperatorSurroundings): Step {
  const silence = unanswered(reply);
  if (silence !== undefined) return silence;
  switch (phase.at) {
    case 'instance':
      return reply.reply === 'rows' ? afterInstance(phase, reply.rows) : misled(phase, reply);
    case 'describe':
      return reply.reply === 'execution'
        ? afterDescribe(phase, reply.execution, around)
        : misled(phase, reply);
    case 'end':
      return reply.reply === 'executionEnd' ? afterEnd(phase, reply, around) : misled(phase, reply);
    case 'claim':
      return reply.reply === 'written' ? redrive(phase) : afterClaimRefused(phase);
    case 'whose':
      return reply.reply === 'rows' ? afterWhose(phase, reply.rows) : misled(phase, reply);
    case 'redrive':
      return afterRedrive(phase, reply);
    case 'refused':
      return reply.reply === 'execution'
        ? afterRefused(phase, reply.execution, around)
        : misled(phase, reply);
    case 'giveBack':
      // Refused: somebody else closed it.
      if (reply.reply !== 'written' && reply.reply !== 'refused') return misled(phase, reply);
      return settle(phase.row, phase.why);
    case 'message':
      return reply.reply === 'queued' ? ended('refused', phase.why) : misled(phase, reply);
  }
}

function afterInstance({ of }: At<'instance'>, rows: readonly Row[]): Step {
  const row = rows.find((found) => found.kind === 'instance');
  if (row === undefined) return ended('absent', `There is no instance ${calledInstance(of.instance)}.`);
  if (of.run !== undefined && of.run !== row.run)
    return ended(
      'refused',
      of.run < row.run
        ? `Run ${of.run} cannot be redriven any more: run ${row.run} has been opened since.`
        : `There is no run ${of.run}; the newest is run ${row.run}.`,
    );
  const { choreography, execution } = row;
  return {
    kind: 'call',
    call: { call: 'describeExecution', choreography, execution },
    phase: { at: 'describe', of, row },
  };
}

function afterDescribe(
  { of, row }: At<'describe'>,
  report: ExecutionReport | undefined,
  around: OperatorSurroundings,
): Step {
  const { choreography, execution } = row;
  if (report === undefined)
    return ended('refused', `Step Functions has no execution "${execution}" of it, so nothing can go on.`);
  if (report.status === 'running') return ended('refused', `Run ${row.run} is running. ${redriven(report)}`);
  if (report.status === 'succeeded')
    return ended('refused', `Run ${row.run} has succeeded, at ${report.stoppedAt ?? 'an unknown time'}.`);
  if (report.notRedrivable !== undefined) return refusedForGood({ of, row }, report, around);
  const since = report.stoppedAt === undefined ? 0 : around.now - millisOf(report.stoppedAt);
  if (since > REDRIVABLE)
    return ended(
      'refused',
      `Run ${row.run} ended at ${report.stoppedAt ?? ''}: an execution can be redriven for 14 days only.`,
    );
  const generation = { run: row.run, redrive: report.redrive + 1 };
  const going = { of, row, generation };
  // Only what failed can have ended in a Fail state.
  return report.status === 'failed'
    ? {
        kind: 'call',
        call: { call: 'readEnd', choreography, execution },
        phase: { at: 'end', ...going },
      }
    : claim(going, around);
}

function redriven({ redrive }: ExecutionReport): string {
  return redrive === 0
    ? 'There is nothing to redrive.'
    : `It has been redriven ${redrive === 1 ? 'once' : `${redrive} times`}.`;
}

function afterEnd(
  { of, row, generation }: At<'end'>,
  { end }: Extract<Reply, { reply: 'executionEnd' }>,
  around: OperatorSurroundings,
): Step {
  if (end.kind === 'fail-state')
    return ended(
      'refused',
      `Run ${row.run} ended in "${end.state}", which fails by the choreography's own word: redriven, it would fail there again.`,
    );
  if (end.kind === 'not-shown')
    return ended('failed', 'The history does not show yet how it ended. Give the command again in a moment.');
  return claim({ of, row, generation }, around);
}

function claim(going: Going, { now }: OperatorSurroundings): Step {
  const { of, generation } = going;
  return {
    kind: 'call',
    call: {
      call: 'claimInstance',
      instance: of.instance,
      generation,
      timerAt: isoOf(now + HOUR),
      ttl: ttlFrom(now),
    },
    phase: { at: 'claim', ...going },
  };
}

function redrive({ of, row, generation }: Going): Step {
  const { choreography, execution } = row;
  // Of several that claimed the same generation only one takes effect.
  const clientToken = hashOf(JSON.stringify([choreography, execution, generation.redrive]));
  return {
    kind: 'call',
    call: { call: 'redriveExecution', choreography, execution, clientToken },
    phase: { at: 'redrive', of, row, generation },
  };
}

function afterClaimRefused({ of, row, generation }: Going): Step {
  return {
    kind: 'call',
    call: { call: 'getInstance', instance: of.instance },
    phase: { at: 'whose', of, row, generation },
  };
}

/** It has gone on since it was read; or its execution has, and DescribeExecution did not know yet. */
function afterWhose(phase: At<'whose'>, rows: readonly Row[]): Step {
  const { generation } = phase;
  const row = rows.find((found) => found.kind === 'instance');
  if (row === undefined || row.run < generation.run)
    return ended(
      'refused',
      `There is no run ${generation.run} of ${calledInstance(phase.of.instance)} any more.`,
    );
  if (row.run > generation.run)
    return ended(
      'refused',
      `Run ${generation.run} cannot be redriven any more: run ${row.run} has been opened since.`,
    );
  // The claim was written, and its answer lost.
  if (row.status === 'open' && compareGenerations(row, generation) === 0) return redrive(phase);
  return ended(
    'refused',
    `Run ${generation.run} has been redriven already, and was ${row.status} since then.`,
  );
}

function afterRedrive(phase: At<'redrive'>, reply: Reply): Step {
  const { run } = phase.generation;
  if (reply.reply === 'redriven') return ended('done', `Run ${run} goes on where it failed.`);
  if (reply.reply !== 'notRedrivable') return misled(phase, reply);
  const { of, row, generation } = phase;
  const { choreography, execution } = row;
  return {
    kind: 'call',
    call: { call: 'describeExecution', choreography, execution },
    phase: { at: 'refused', of, row, generation, message: reply.message },
  };
}
