/** Performs the shell's calls, one after the other, until it is done. The only asynchronous part of the loop. */
import type { Subscription } from '../definition/wire.ts';
import { askJsonata } from '../semantics/ask.ts';
import { concludeAsync } from '../semantics/deciding.ts';
import type { Call, Reply } from './calls.ts';
import { recognise } from './event.ts';
import { answersTo } from './answers.ts';
import type { Answers } from './answers.ts';
import type { EventMessage, Message } from './messages.ts';
import type { Beginning, End, Surroundings } from './phases.ts';
import { Throttled } from './ports.ts';
import type { Ports } from './ports.ts';
import { partitionOf } from './situation.ts';
import type { Situation } from './situation.ts';
import type { EventRow } from './rows.ts';
import { begin, next } from './shell.ts';

/** Where something goes round in circles, the message is better given back. */
const MOST_CALLS = 2000;

export type Work = {
  readonly subscription: Subscription;
  readonly ports: Ports;
  /** Epoch milliseconds. */
  readonly clock: () => number;
};

/** A message of one of the choreography's two queues. */
export async function receive(message: Message, work: Work): Promise<End> {
  switch (message.kind) {
    case 'look':
      return run({ kind: 'queued-look', look: message.look }, work);
    case 'deliver':
      return run({ kind: 'event', ...message.deliver }, work);
    case 'spread':
      return run({ kind: 'several', ...message.spread }, work);
    case 'event': {
      const recognised = await recognise(message.envelope, work.subscription, work.clock());
      if (recognised.kind === 'unknown') return { end: 'returned', why: recognised.message };
      if (recognised.kind === 'deviation') return run(recordOf(recognised.row, message), work);
      const [first, ...others] = recognised.events;
      if (first === undefined) return { end: 'done' };
      const { event, instance } = first;
      return others.length === 0
        ? run({ kind: 'event', instance, identity: event.identity, event }, work)
        : run({ kind: 'several', event, instances: recognised.events.map((each) => each.instance) }, work);
    }
  }
}

/** What of no instance is recorded is of the life in which it was sent. */
export function recordOf(row: EventRow, { resubmitted = 0 }: EventMessage): Beginning {
  return { kind: 'record', row: { ...row, putBack: resubmitted } };
}

export async function run(beginning: Beginning, work: Work): Promise<End> {
  const around = (): Surroundings => ({ subscription: work.subscription, now: work.clock() });
  // A list as long as an event can carry is no circle.
  const most = beginning.kind === 'several' ? beginning.instances.length + 1 : MOST_CALLS;
  let step = begin(beginning, around());
  for (let calls = 0; calls < most; calls++) {
    if (step.kind === 'end') return step.end;
    const reply = await perform(step.call, work.ports);
    step = next(step.phase, reply, around());
  }
  return { end: 'returned', why: `Not done after ${most} calls.` };
}

/** Throttled and unanswered calls are replies too. */
export async function perform(call: Call, ports: Ports): Promise<Reply> {
  try {
    return await performed(call, ports);
  } catch (error) {
    const message = `${call.call}: ${error instanceof Error ? error.message : String(error)}`;
    return { reply: error instanceof Throttled ? 'throttled' : 'failed', message };
  }
}

async function performed(call: Call, { table, executions, queue }: Ports): Promise<Reply> {
  switch (call.call) {
    case 'query':
      return { reply: 'rows', rows: await table.query(call.instance) };
    case 'getInstance': {
      const row = await table.getInstance(call.instance);
      return { reply: 'rows', rows: row === undefined ? [] : [row] };
    }
    case 'evaluate':
      return { reply: 'answers', answers: await evaluated(call.situation) };
    case 'putEvent':
      return { reply: await table.putEvent(call) };
    case 'openInstance':
      return { reply: await table.openInstance(call) };
    case 'closeInstance':
      return { reply: await table.closeInstance(call) };
    case 'reopenInstance':
      return { reply: await table.reopenInstance(call) };
    case 'labelInstance':
      return { reply: await table.labelInstance(call) };
    case 'dropWait':
      return { reply: await table.dropWait(call) };
    case 'startExecution':
      return { reply: await executions.start(call) };
    case 'describeExecution':
      return { reply: 'execution', execution: await executions.describe(call) };
    case 'readHistory':
      return { reply: 'tokenEnd', end: await executions.history(call) };
    case 'readResult':
      return { reply: 'result', result: await executions.result(call) };
    case 'sendSuccess':
      return { reply: await executions.succeed(call) };
    case 'sendFailure':
      return { reply: await executions.fail(call) };
    case 'sendMessage':
      await queue.send(call);
      return { reply: 'queued' };
  }
}

function evaluated(situation: Situation): Promise<Answers> {
  const { correlationId } = partitionOf(situation.trigger.instance);
  return concludeAsync(answersTo(situation), askJsonata(correlationId));
}
