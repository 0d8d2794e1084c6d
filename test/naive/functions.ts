/**
 * The published pattern as it is described, to compare with: rule → function → query the token by the correlation id →
 * SendTaskSuccess. No mark, no inbox, no queue in between, and nothing is remembered of an event. It drives our own
 * compiled machines, so that both protocols can be given the same traffic: where the sample's Choice reads the event,
 * here the newest waits say what that Choice would make of it.
 */
import { recognise } from '../../lib/projection/event.ts';
import type { Concerning } from '../../lib/projection/event.ts';
import { executionInput, executionName, saidBy } from '../../lib/projection/execution.ts';
import { BEFORE_ALL } from '../../lib/projection/generation.ts';
import { isoOf } from '../../lib/projection/instants.ts';
import { startMarkOf } from '../../lib/projection/marks.ts';
import type { Envelope } from '../../lib/projection/messages.ts';
import type { Ports } from '../../lib/projection/ports.ts';
import { decisionOf, openingBy } from '../../lib/projection/receptions.ts';
import type { WaitingRow } from '../../lib/projection/rows.ts';
import { partitionOf, situationOf } from '../../lib/projection/situation.ts';
import { newlyHeld, sent } from '../../lib/projection/statuses.ts';
import type { Trigger } from '../../lib/projection/trigger.ts';
import { askJsonata } from '../../lib/semantics/ask.ts';
import { concludeAsync } from '../../lib/semantics/deciding.ts';
import { deliver } from './delivery.ts';
import type { NaiveEnd, NaiveEnded, NaivePorts, NaiveWork } from './protocol.ts';

export function naivePorts({ table, executions }: Ports): NaivePorts {
  return {
    tokens: async (instance) => (await table.query(instance)).filter((row) => row.kind === 'wait'),
    forget: (call) => table.dropWait(call),
    start: (call) => executions.start(call),
    succeed: (call) => executions.succeed(call),
    fail: (call) => executions.fail(call),
  };
}

/** What the two rules do with an event: a start event to the one function, every other to the other. */
export async function receiveNaively(envelope: Envelope, work: NaiveWork): Promise<readonly NaiveEnded[]> {
  const recognised = await recognise(envelope, work.subscription, work.clock());
  if (recognised.kind !== 'events') return [];
  const ends: NaiveEnded[] = [];
  for (const concerning of recognised.events) {
    const starts = work.subscription.start.some(({ event }) => event === concerning.event.name);
    const end = await attempted(starts ? start : resume, concerning, work);
    ends.push({ instance: concerning.instance, identity: concerning.event.identity, ...end });
  }
  return ends;
}

/** No answer, and throttling, are exceptions in a function that knows nothing of them. */
async function attempted(act: typeof start, concerning: Concerning, work: NaiveWork): Promise<NaiveEnd> {
  try {
    return await act(concerning, work);
  } catch (error) {
    return { end: 'thrown', why: error instanceof Error ? error.message : String(error) };
  }
}

/** StartExecution, named after the correlation id. */
export async function start({ instance, event }: Concerning, work: NaiveWork): Promise<NaiveEnd> {
  const { subscription, ports } = work;
  const partition = partitionOf(instance);
  const now = work.clock();
  const held = newlyHeld(partition, event, now);
  const situation = situationOf(triggerOf({ instance, event }), [], subscription, now);
  const told = await concludeAsync(openingBy(held, situation), askJsonata(partition.correlationId));
  if (told.kind !== 'take') return { end: 'lost', why: 'It opens nothing.' };
  const mark = startMarkOf(told, BEFORE_ALL, subscription.memory, { by: 'naive', since: isoOf(now) });
  const reply = await ports.start({
    call: 'startExecution',
    choreography: partition.choreography,
    execution: executionName(partition.correlationId, 1),
    input: executionInput(sent(held, mark, now), mark),
  });
  return reply === 'started' ? { end: 'started' } : { end: 'thrown', why: 'ExecutionAlreadyExists' };
}

/** Query the tokens by the correlation id; whatever is there is sent the event. */
export async function resume({ instance, event }: Concerning, work: NaiveWork): Promise<NaiveEnd> {
  const rows = await work.ports.tokens(instance);
  const now = work.clock();
  const held = newlyHeld(partitionOf(instance), event, now);
  const situation = situationOf(triggerOf({ instance, event }), rows, work.subscription, now);
  return deliver(held, situation, work.ports);
}

function triggerOf({ instance, event }: Concerning): Trigger {
  return { kind: 'event', instance, identity: event.identity, event };
}

/**
 * Not of the sample, whose machines decide for themselves: ours leave decisions to a function, so somebody has to answer
 * them for either protocol. To be called when a wait was put; says whether it was answered.
 */
export async function answerDecision(wait: WaitingRow, ports: NaivePorts): Promise<boolean> {
  const answer = await concludeAsync(decisionOf(wait), askJsonata(wait.correlationId));
  if (answer === undefined) return false;
  const { instance, key, memories, token } = wait;
  const output = JSON.stringify(saidBy(answer, memories?.at(-1)));
  await ports.succeed({ call: 'sendSuccess', token, output });
  await ports.forget({ call: 'dropWait', instance, key, token });
  return true;
}
