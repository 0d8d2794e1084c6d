/**
 * The loop as a pure step function: where it stands and the last reply → the next call, or done.
 *
 *   query → evaluate → decide → one write → what follows from it → query … until nothing is left to do
 *
 * All it knows is plain data, so that a test can walk through every order in which things can happen.
 */
import { hashOf } from '../definition/hash.ts';
import type { Reply, TaskResult } from './calls.ts';
import { closing, afterLeftover, afterReport } from './shell-closing.ts';
import { acting, afterDescribe, afterMakeSure, lookCall } from './shell-acting.ts';
import { afterMark, afterMarked } from './shell-marked.ts';
import { answersTo } from './answers.ts';
import type { Answers } from './answers.ts';
import { decide } from './decide.ts';
import { executionName } from './execution.ts';
import { compareGenerations } from './generation.ts';
import { millisOf, SECOND } from './instants.ts';
import type { Message, Occurrence } from './messages.ts';
import { calling, DONE, loop, returned } from './phases.ts';
import type { Beginning, Phase, Step, Surroundings } from './phases.ts';
import type { DeviatingEvent, DroppedEvent, EventRow, Row, WaitingRow } from './rows.ts';
import { currentWaits, situationOf } from './situation.ts';
import type { Situation } from './situation.ts';
import { ownIdentity } from './trigger.ts';
import type { Trigger } from './trigger.ts';

export function begin(beginning: Beginning, around: Surroundings): Step {
  switch (beginning.kind) {
    case 'record':
      return calling(
        { call: 'putEvent', row: beginning.row, condition: { kind: 'absent' } },
        { at: 'record', row: beginning.row },
      );
    case 'queued-look': {
      const { instance, identity, putBack, at } = beginning.look;
      if (millisOf(at) > around.now + SECOND) return lookCall(beginning.look, around);
      return loop({ kind: 'look', instance, identity, putBack });
    }
    case 'closing':
      return closing(beginning, around);
    case 'several':
      return deliverNext(beginning.event, beginning.instances, around);
    default:
      return loop(beginning);
  }
}

export function next(phase: Phase, reply: Reply, around: Surroundings): Step {
  if (reply.reply === 'throttled') {
    return { kind: 'end', end: { end: 'throttled', why: reply.message } };
  }
  if (reply.reply === 'failed') return returned(reply.message);
  switch (phase.at) {
    case 'query':
      return reply.reply === 'rows' ? read(phase.trigger, reply.rows, around) : misled(phase, reply);
    case 'result':
      return reply.reply === 'result' ? afterResult(phase, reply.result, around) : misled(phase, reply);
    case 'evaluate':
      return reply.reply === 'answers'
        ? decided(situationIn(phase, around), reply.answers)
        : misled(phase, reply);
    case 'write':
      return loop(phase.trigger);
    case 'put':
      return reply.reply === 'written' ? afterPut(phase) : loop(phase.trigger);
    case 'change':
      return reply.reply === 'written' && phase.row.status === 'sent'
        ? afterMark({ trigger: phase.trigger, row: phase.row, fresh: false, token: phase.token })
        : loop(phase.trigger);
    case 'makeSure':
      return reply.reply === 'execution'
        ? afterMakeSure(phase, reply.execution, around)
        : misled(phase, reply);
    case 'describe':
      return reply.reply === 'execution'
        ? afterDescribe(phase, reply.execution, around)
        : misled(phase, reply);
    case 'answer': {
      // Refused means that somebody answered it before: the same answer.
      const { trigger, key, token } = phase;
      return calling({ call: 'dropWait', instance: trigger.instance, key, token }, { at: 'write', trigger });
    }
    case 'record':
    case 'recordAgain':
      return reply.reply === 'written'
        ? DONE
        : calling({ call: 'query', instance: phase.row.instance }, { at: 'recorded', row: phase.row });
    case 'recorded':
      return reply.reply === 'rows' ? recordAgain(phase.row, reply.rows) : misled(phase, reply);
    case 'look':
      return DONE;
    case 'several':
      return deliverNext(phase.event, phase.left, around);
    case 'report':
      return reply.reply === 'execution' ? afterReport(phase, reply.execution, around) : misled(phase, reply);
    case 'leftover':
      return reply.reply === 'rows' ? afterLeftover(phase, reply.rows, around) : misled(phase, reply);
    default:
      return afterMarked(phase, reply, around) ?? misled(phase, reply);
  }
}

/**
 * It is there already: the same event came a second time, or an operator gave it to its queue again and it is of no
 * instance still. That operator's word, that it is out of the inbox, comes before this or is refused after it; without
 * this, nobody would have the event.
 */
function recordAgain(row: EventRow, rows: readonly Row[]): Step {
  const there = rows.find((found) => found.kind === 'event' && found.identity === row.identity);
  if (there?.kind !== 'event' || !comesBack(row, there)) return DONE;
  const { status, putBack } = there;
  return calling(
    { call: 'putEvent', row, condition: { kind: 'settled', status, putBack } },
    { at: 'recordAgain', row },
  );
}

function comesBack(row: EventRow, there: EventRow): there is DeviatingEvent | DroppedEvent {
  switch (there.status) {
    case 'resubmitted':
      return there.putBack <= row.putBack;
    case 'uncorrelated':
    case 'ambiguous':
      return there.putBack < row.putBack;
    default:
      return false;
  }
}

function read(trigger: Trigger, rows: readonly Row[], around: Surroundings): Step {
  const { now } = around;
  const situation = situationIn({ trigger, rows, now }, around);
  const large = currentWaits(situation).find((wait) => lacksResult(wait, situation));
  if (large !== undefined) return readResult(trigger, rows, large);
  const step = answersTo(situation).next();
  // Without a single expression to evaluate it is done at once.
  return step.done === true
    ? decided(situation, step.value)
    : calling({ call: 'evaluate', situation }, { at: 'evaluate', trigger, rows, now });
}

/** What has ended asks nothing any more: whatever it is answered, its token is over. */
function lacksResult(wait: WaitingRow, { instance }: Situation): boolean {
  const isOver = instance?.status === 'closed' && compareGenerations(wait, instance) <= 0;
  return wait.resultIn === 'history' && wait.result === undefined && !isOver;
}

/** Too large for its row. It never changes: when it is read says nothing of what is decided. */
function readResult(trigger: Trigger, rows: readonly Row[], wait: WaitingRow): Step {
  const { choreography, correlationId, run, token } = wait;
  const execution = executionName(correlationId, run);
  return calling(
    { call: 'readResult', choreography, execution, waitHash: hashOf(token) },
    { at: 'result', trigger, rows, token },
  );
}

function afterResult(
  { trigger, rows, token }: Extract<Phase, { at: 'result' }>,
  result: TaskResult,
  around: Surroundings,
): Step {
  if (result.kind === 'not-shown') return returned('The history does not show yet what the task came to.');
  const whole = rows.map((row): Row => {
    return row.kind === 'wait' && row.token === token ? { ...row, result: result.value } : row;
  });
  return read(trigger, whole, around);
}

type Read = { readonly trigger: Trigger; readonly rows: readonly Row[]; readonly now: number };

function situationIn({ trigger, rows, now }: Read, { subscription }: Surroundings): Situation {
  return situationOf(trigger, rows, subscription, now);
}

function decided(situation: Situation, answers: Answers): Step {
  return acting(decide(situation, answers), situation);
}

/** Held: a wait may have come in between. Sent: on with it. Settled: nothing else waited for this event. */
function afterPut({ trigger, row, token }: Extract<Phase, { at: 'put' | 'change' }>): Step {
  if (row.status === 'sent') {
    return afterMark({ trigger, row, fresh: ownIdentity(trigger) === row.identity, token });
  }
  return row.status === 'held' ? loop(trigger) : DONE;
}

/** To how many instances one function brings an event: each takes a call, and a function has half a minute. */
const MOST_AT_ONCE = 100;

/** One message for each id. A crash between two of them sends the first ones again: the loop knows duplicates. */
function deliverNext(event: Occurrence, instances: readonly string[], { subscription }: Surroundings): Step {
  const [instance] = instances;
  if (instance === undefined) return DONE;
  const { identity } = event;
  const many = instances.length > MOST_AT_ONCE;
  const message: Message = many
    ? { kind: 'spread', spread: { instances: instances.slice(0, MOST_AT_ONCE), event } }
    : { kind: 'deliver', deliver: { instance, identity, event } };
  const starts = subscription.start.some(({ event: name }) => name === event.name);
  return calling(
    {
      call: 'sendMessage',
      choreography: subscription.choreography,
      queue: starts ? 'start' : 'events',
      message,
      delaySeconds: 0,
    },
    { at: 'several', event, left: instances.slice(many ? MOST_AT_ONCE : 1) },
  );
}

function misled(phase: Phase, reply: Reply): Step {
  return returned(`"${reply.reply}" is no answer to what was asked at "${phase.at}".`);
}
