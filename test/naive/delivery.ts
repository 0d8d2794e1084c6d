/** The function that resumes: which of the tokens gets the event, and what the machine makes of it. */
import { hashOf } from '../../lib/definition/hash.ts';
import { deliveryOutput, failureOf } from '../../lib/projection/execution.ts';
import { isoOf } from '../../lib/projection/instants.ts';
import { markOf } from '../../lib/projection/marks.ts';
import { receptionOf } from '../../lib/projection/receptions.ts';
import type { Told } from '../../lib/projection/receptions.ts';
import { activeWaits } from '../../lib/projection/regions.ts';
import type { FailMark, HeldEvent, WaitingRow } from '../../lib/projection/rows.ts';
import type { Situation } from '../../lib/projection/situation.ts';
import { sent } from '../../lib/projection/statuses.ts';
import { askJsonata } from '../../lib/semantics/ask.ts';
import { concludeAsync } from '../../lib/semantics/deciding.ts';
import type { NaiveEnd, NaivePorts } from './protocol.ts';

type Heard = { readonly wait: WaitingRow; readonly told: Told };

/**
 * One token: it gets whatever comes, and the machine's Choice tells. Several (a Parallel): the one of that event's name,
 * which is deleted then; where there is none, the execution is stopped.
 */
export async function deliver(event: HeldEvent, situation: Situation, ports: NaivePorts): Promise<NaiveEnd> {
  const waits = activeWaits(situation);
  const [first] = waits;
  if (first === undefined) return { end: 'lost', why: 'No token is stored under its correlation id.' };
  const heard: Heard[] = [];
  for (const wait of waits) {
    const asking = receptionOf(wait, event, situation, {});
    heard.push({ wait, told: await concludeAsync(asking, askJsonata(event.correlationId)) });
  }
  for (const { wait, told } of heard)
    if (told.kind === 'take') return send(event, { wait, told }, waits.length > 1, situation, ports);
  if (heard.some(({ told }) => told.kind === 'drop')) return { end: 'dropped' };
  return refuse(event, first, situation, ports);
}

async function send(
  event: HeldEvent,
  { wait, told }: { readonly wait: WaitingRow; readonly told: Extract<Told, { kind: 'take' }> },
  several: boolean,
  { now }: Situation,
  ports: NaivePorts,
): Promise<NaiveEnd> {
  const { instance, key, token } = wait;
  const mark = markOf(wait, told, { by: 'naive', since: isoOf(now) });
  const output = deliveryOutput(sent(event, mark, now), mark);
  const reply = await ports.succeed({ call: 'sendSuccess', token, output });
  if (reply === 'unknown') return { end: 'thrown', why: 'TaskTimedOut' };
  if (several || wait.member !== undefined) await ports.forget({ call: 'dropWait', instance, key, token });
  return { end: 'delivered' };
}

/** The Choice's default: its Fail state. The token is used up by that too, and so an old one only throws. */
async function refuse(
  event: HeldEvent,
  wait: WaitingRow,
  { now }: Situation,
  ports: NaivePorts,
): Promise<NaiveEnd> {
  const { key, run, state, token } = wait;
  const whose = { by: 'naive', since: isoOf(now) };
  const waitHash = hashOf(token);
  const mark: FailMark = {
    kind: 'fail',
    halt: false,
    awaited: [],
    waitHash,
    wait: key,
    state,
    run,
    ...whose,
  };
  const failure = failureOf(sent(event, mark, now), mark);
  const reply = await ports.fail({ call: 'sendFailure', token, ...failure });
  if (reply === 'unknown') return { end: 'thrown', why: 'TaskTimedOut' };
  return { end: 'failed-instance', why: `"${event.name}" is not what "${state}" goes on with.` };
}
