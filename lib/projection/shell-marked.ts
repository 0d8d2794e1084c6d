/** What follows from a mark: sending or starting, the confirm, and what to do where there is doubt. */
import type { Reply } from './calls.ts';
import { startedFor } from './closing.ts';
import { deliveryOutput, executionInput, executionName, failureOf } from './execution.ts';
import { HOUR, isoOf, millisOf, ttlFrom } from './instants.ts';
import { calling, DONE, loop, returned } from './phases.ts';
import type { Marked, Phase, Step, Surroundings } from './phases.ts';
import { targetOf } from './rows.ts';
import type { OpenInstance, SentEvent, StartMark } from './rows.ts';
import { confirmed, released } from './statuses.ts';

/** Does, for the first time or again, what the mark says. A wait that is there no more was served, or is over. */
export function afterMark(marked: Marked): Step {
  const { row, token } = marked;
  const { mark } = row;
  if (mark.kind === 'start')
    return calling(
      { call: 'openInstance', row: openInstance(row, mark), after: mark.after },
      { ...marked, at: 'openInstance' },
    );
  if (token === undefined) return askHistory(marked);
  return mark.kind === 'deliver'
    ? calling({ call: 'sendSuccess', token, output: deliveryOutput(row, mark) }, { ...marked, at: 'send' })
    : calling({ call: 'sendFailure', token, ...failureOf(row, mark) }, { ...marked, at: 'send' });
}

/** Undefined where the reply does not fit. */
export function afterMarked(phase: Phase, reply: Reply, around: Surroundings): Step | undefined {
  switch (phase.at) {
    case 'send':
      if (reply.reply === 'accepted') return afterEffect(phase, around);
      return reply.reply === 'unknown' ? askHistory(phase) : undefined;
    case 'history':
      return reply.reply === 'tokenEnd' ? afterHistory(phase, reply, around) : undefined;
    case 'label':
      return confirm(phase, around);
    case 'confirm':
      return reply.reply === 'written' ? afterConfirm(phase) : loop(phase.trigger);
    case 'leave':
      return settled(phase);
    case 'release':
      return reply.reply === 'written' ? afterRelease(phase) : loop(phase.trigger);
    case 'openInstance':
      return reply.reply === 'written' ? start(phase) : whoseInstance(phase);
    case 'whoseInstance':
      return reply.reply === 'rows' ? afterWhoseInstance(phase, reply) : undefined;
    case 'whoseRun':
      return reply.reply === 'execution' ? afterWhoseRun(phase, reply, around) : undefined;
    case 'start':
      // "Exists": the name is this event's alone, so it was started for it.
      return reply.reply === 'started' || reply.reply === 'exists' ? afterEffect(phase, around) : undefined;
    default:
      return undefined;
  }
}

/** It has moved the instance. What it changes of the labels comes before its row forgets the mark. */
function afterEffect(marked: Marked, around: Surroundings): Step {
  const { mark, instance } = marked.row;
  if (mark.kind !== 'deliver' || mark.labels === undefined) return confirm(marked, around);
  const { labels, labelOrder: order = 1, run } = mark;
  // Refused: a later delivery has set its own.
  return calling({ call: 'labelInstance', instance, run, labels, order }, { ...marked, at: 'label' });
}

function afterConfirm({ trigger, row, fresh, token }: Marked): Step {
  const { mark, instance } = row;
  if (mark.kind !== 'deliver' || mark.leaves !== true || token === undefined)
    return settled({ trigger, fresh });
  const { wait: key } = mark;
  return calling({ call: 'dropWait', instance, key, token }, { at: 'leave', trigger, fresh });
}

/** Confirmed, own and fresh: what else there is, its own triggers see to. */
function settled({ trigger, fresh }: Pick<Marked, 'trigger' | 'fresh'>): Step {
  return fresh ? DONE : loop(trigger);
}

function confirm(marked: Marked, { now }: Surroundings): Step {
  const { row } = marked;
  return calling(
    { call: 'putEvent', row: confirmed(row, now), condition: asRead(row) },
    { ...marked, at: 'confirm' },
  );
}

function release(marked: Marked, { now }: Surroundings): Step {
  const { row } = marked;
  return calling(
    { call: 'putEvent', row: released(row, now), condition: asRead(row) },
    { ...marked, at: 'release' },
  );
}

function asRead(row: SentEvent) {
  return { kind: 'sent', to: targetOf(row.mark), putBack: row.putBack } as const;
}

/** The token is used or over: by our own earlier attempt, or by something else? "Timed out" is no answer to that. */
function askHistory(marked: Marked): Step {
  const { mark, choreography, correlationId } = marked.row;
  const execution = executionName(correlationId, mark.run);
  return calling(
    { call: 'readHistory', choreography, execution, waitHash: targetOf(mark) },
    { ...marked, at: 'history' },
  );
}

function afterHistory(
  marked: Marked,
  { end }: Extract<Reply, { reply: 'tokenEnd' }>,
  around: Surroundings,
): Step {
  if (end.kind === 'not-shown') return returned('The history does not show yet how the wait ended.');
  const { identity, putBack } = marked.row;
  const byThis = end.kind === 'event' && end.identity === identity && end.putBack === putBack;
  return byThis ? afterEffect(marked, around) : release(marked, around);
}

/** The wait that did not take it is over. */
function afterRelease({ trigger, row, token }: Marked): Step {
  const { mark, instance } = row;
  if (mark.kind === 'start' || token === undefined) return loop(trigger);
  return calling({ call: 'dropWait', instance, key: mark.wait, token }, { at: 'write', trigger });
}

function openInstance(row: SentEvent, mark: StartMark): OpenInstance {
  const { instance, choreography, correlationId, identity } = row;
  const opened = millisOf(mark.since);
  return {
    kind: 'instance',
    instance,
    choreography,
    correlationId,
    status: 'open',
    run: mark.run,
    redrive: 0,
    openedBy: identity,
    openedAt: mark.since,
    execution: executionName(correlationId, mark.run),
    overdue: [],
    labels: mark.labels ?? {},
    timerAt: isoOf(opened + HOUR),
    ttl: ttlFrom(opened),
  };
}

function start(marked: Marked): Step {
  const { trigger, row } = marked;
  const { mark, choreography, correlationId } = row;
  if (mark.kind !== 'start') return loop(trigger);
  return calling(
    {
      call: 'startExecution',
      choreography,
      execution: executionName(correlationId, mark.run),
      input: executionInput(row, mark),
    },
    { ...marked, at: 'start' },
  );
}

/** The run is open already, or was never to be opened by this mark: by whom it is open tells. */
function whoseInstance(marked: Marked): Step {
  return calling({ call: 'getInstance', instance: marked.row.instance }, { ...marked, at: 'whoseInstance' });
}

function afterWhoseInstance(marked: Marked, { rows }: Extract<Reply, { reply: 'rows' }>): Step {
  const { mark, choreography, correlationId, identity } = marked.row;
  const instance = rows.find((found) => found.kind === 'instance');
  if (instance?.run === mark.run && instance.openedBy === identity) return start(marked);
  // INSTANCE may have gone on to a later run, or the mark's run is another event's.
  return calling(
    { call: 'describeExecution', choreography, execution: executionName(correlationId, mark.run) },
    { ...marked, at: 'whoseRun' },
  );
}

function afterWhoseRun(
  marked: Marked,
  { execution }: Extract<Reply, { reply: 'execution' }>,
  around: Surroundings,
): Step {
  const started = execution === undefined ? undefined : startedFor(execution);
  return started?.identity === marked.row.identity ? afterEffect(marked, around) : release(marked, around);
}
