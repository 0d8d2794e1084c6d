/** The calls of the functions, each one atomic step of the world: what each does, and what it is answered. */
import { hashOf } from '../../../lib/definition/hash.ts';
import type { Call, Reply, TokenEnd } from '../../../lib/projection/calls.ts';
import type { Phase } from '../../../lib/projection/phases.ts';
import type { Row } from '../../../lib/projection/rows.ts';
import { settleEnd } from '../../../lib/projection/situation.ts';
import { endToken } from './runs.ts';
import type { Sent } from './executions.ts';
import type { Executions } from './runs.ts';
import { again, parse, subjectOf } from './messages.ts';
import { eventIn } from './state.ts';
import type { World } from './state.ts';
import { performOnTable } from '../../../lib/testing/world/table-rules.ts';
import type { Rows } from '../../../lib/testing/world/table-rules.ts';
import type { Explored } from './world.ts';

/** Absent is what stays as it was. */
export type Performed = {
  readonly rows?: Rows;
  readonly executions?: Executions;
  /** A message that is there afterwards; one of its kind is enough. */
  readonly queued?: string;
  /** Another one, whatever is there. */
  readonly sent?: string;
  readonly moved?: string;
  readonly failed?: string;
  readonly reply: Reply;
};

/** Of which instance's executions the call is; undefined where it is about the table, or a message. */
export function executionsOf(of: Explored, call: Call): number | undefined {
  switch (call.call) {
    case 'startExecution':
    case 'describeExecution':
    case 'readHistory':
    case 'readResult':
      return of.runOf(call.execution).instance;
    case 'sendSuccess':
    case 'sendFailure':
      return parse(`wait ${call.token}`).instance;
    default:
      return undefined;
  }
}

/** Who makes the call; a worker, or an operator. */
type Caller = { readonly call: Call; readonly phase?: Phase; readonly page?: readonly Row[] };

export function perform(of: Explored, world: World, worker: Caller): Performed {
  const { call } = worker;
  const executions = world.executions[executionsOf(of, call) ?? 0]?.is ?? { runs: [], tokens: [] };
  switch (call.call) {
    case 'evaluate':
      throw new Error('evaluated already');
    case 'sendMessage':
      return queued(of, world.rows.is, call.message);
    case 'startExecution':
      return startExecution(of, executions, call);
    case 'describeExecution': {
      const run = executions.runs[of.runOf(call.execution).run - 1];
      if (run === undefined) return { reply: { reply: 'execution', execution: undefined } };
      const lied = !of.rules.makeSure && worker.phase?.at === 'makeSure';
      const report = of.report(lied ? { ...run, status: 'failed' } : run);
      return { reply: { reply: 'execution', execution: report } };
    }
    case 'readResult':
      throw new Error('No task of these machines has a large result');
    case 'readHistory':
      return { reply: { reply: 'tokenEnd', end: ended(of, executions, worker, call.waitHash) } };
    case 'query': {
      const now = firstPage(world.rows.is, call.instance);
      const waits = [...world.rows.is.values()].filter(
        (row) => row.instance === call.instance && row.kind === 'wait',
      );
      return { reply: { reply: 'rows', rows: [...(worker.page ?? now), ...waits] } };
    }
    case 'sendSuccess':
    case 'sendFailure':
      return send(of, executions, call);
    default: {
      const named = of.rules.byTrigger ? call : anonymous(call);
      const { rows, reply } = performOnTable(world.rows.is, named, of.rules);
      return rows === world.rows.is ? { reply } : { rows, reply };
    }
  }
}

/** Events and INSTANCE: they come before the waits in the order of the sort key. */
export function firstPage(rows: Rows, instance: string): readonly Row[] {
  return [...rows.values()].filter((row) => row.instance === instance && row.kind !== 'wait');
}

type Sending = Extract<Call, { call: 'sendMessage' }>['message'];

function queued(of: Explored, rows: Rows, message: Sending): Performed {
  const reply: Reply = { reply: 'queued' };
  if (message.kind === 'event') throw new Error('no function sends an envelope');
  if (message.kind === 'spread') throw new Error('no list is so long here');
  if (message.kind === 'deliver') {
    const { identity, instance, event } = message.deliver;
    const subject = subjectOf(identity, of.indexOf(instance));
    return { sent: `${event === undefined ? 'again' : 'event'} ${subject}`, reply };
  }
  const { identity, instance, putBack, at } = message.look;
  const row = eventIn(rows, instance, identity);
  const settles = row?.status === 'held' && row.settle !== undefined && Date.parse(at) === settleEnd(row);
  const forgotten =
    (!of.rules.lookForMarked && row?.status === 'sent') || (!of.rules.lookAtSettle && settles);
  if (forgotten) return { reply };
  const key = `look ${subjectOf(identity, of.indexOf(instance))} ${putBack}${settles ? ' settle' : ''}`;
  return { queued: key, reply };
}

/** Whether it, or the same given back, is there. */
export function isQueued(world: World, message: string): boolean {
  return world.queue.is.has(message) || world.queue.is.has(again(message));
}

function ended(of: Explored, { tokens }: Executions, worker: Caller, asked: string): TokenEnd {
  const token = tokens.find(({ row }) => hashOf(row.token) === asked);
  const own = worker.phase?.at === 'history' ? worker.phase.row : undefined;
  const credited = { kind: 'event', identity: own?.identity ?? '', putBack: own?.putBack ?? 0 } as const;
  if (of.rules.history === 'release') return { kind: 'otherwise' };
  if (of.rules.history === 'confirm') return credited;
  const end = token?.end;
  if (end === undefined || (of.configuration.lag === true && !token?.shown)) return { kind: 'not-shown' };
  const anyLife = !of.rules.lifeSent && end.kind === 'event' && end.identity === credited.identity;
  return anyLife ? credited : end;
}

function startExecution(
  of: Explored,
  executions: Executions,
  call: Extract<Call, { call: 'startExecution' }>,
): Performed {
  const { instance, run } = of.runOf(call.execution);
  if (executions.runs[run - 1] !== undefined) return { reply: { reply: 'exists' } };
  const { event, ...sent } = JSON.parse(call.input) as Sent & { event: { identity: string } };
  const after = of.machine(instance).start(executions, sent, event.identity, call.input);
  return {
    executions: after,
    moved: subjectOf(event.identity, instance),
    ...closing(executions, after, instance),
    reply: { reply: 'started' },
  };
}

type Said = Sent & { readonly identity?: string; readonly putBack?: number };

function send(
  of: Explored,
  executions: Executions,
  call: Extract<Call, { call: 'sendSuccess' | 'sendFailure' }>,
): Performed {
  const instance = parse(`wait ${call.token}`).instance;
  const index = executions.tokens.findIndex(({ row }) => row.token === call.token);
  if (executions.tokens[index]?.phase === 'ended' || index < 0) return { reply: { reply: 'unknown' } };
  const said = JSON.parse(call.call === 'sendSuccess' ? call.output : call.cause) as Said;
  const { identity, putBack } = said;
  // Nobody's event answers a decision.
  const end: TokenEnd =
    identity === undefined || putBack === undefined
      ? { kind: 'otherwise' }
      : { kind: 'event', identity, putBack };
  const machine = of.machine(instance);
  const after =
    call.call === 'sendFailure'
      ? machine.close(endToken(executions, index, end), {
          status: 'failed',
          error: call.error,
          cause: call.cause,
        })
      : machine.succeed(executions, index, said, end);
  const subject = identity === undefined ? undefined : subjectOf(identity, instance);
  return {
    executions: after,
    ...(subject === undefined ? {} : call.call === 'sendFailure' ? { failed: subject } : { moved: subject }),
    ...closing(executions, after, instance),
    reply: { reply: 'accepted' },
  };
}

/** The status-change event of a run that has just ended. */
export function closing(before: Executions, after: Executions, instance: number): { readonly sent?: string } {
  const number = after.runs.length;
  const run = after.runs.at(-1);
  const was = before.runs[number - 1];
  if (run === undefined || run.status === 'running') return {};
  if (was !== undefined && was.status !== 'running' && was.redrive === run.redrive) return {};
  return { sent: `close ${subjectOf(`${number}.${run.redrive}`, instance)}` };
}

/** A mark that does not name its trigger. */
function anonymous<C extends Call>(call: C): C {
  if (call.call !== 'putEvent' || call.row.status !== 'sent') return call;
  return { ...call, row: { ...call.row, mark: { ...call.row.mark, by: '?' } } };
}
