/** The calls of the functions, each one atomic step of the world. */
import type { Call, Reply, TokenEnd } from '../../../lib/projection/calls.ts';
import type { Row } from '../../../lib/projection/rows.ts';
import { settleEnd } from '../../../lib/projection/situation.ts';
import { endToken, reportOf } from './executions.ts';
import type { Sent } from './executions.ts';
import { moved } from './ghosts.ts';
import type { Ghost } from './ghosts.ts';
import { again, more } from './messages.ts';
import { performOnTable } from './table.ts';
import { eventIn } from './state.ts';
import type { Worker, World } from './state.ts';
import type { Explored } from './world.ts';

type Performed = { readonly world: World; readonly reply: Reply };

export function perform(of: Explored, world: World, worker: Worker): Performed {
  const { call } = worker;
  const { runs } = world.executions;
  switch (call.call) {
    case 'evaluate':
      throw new Error('evaluated already');
    case 'sendMessage': {
      if (call.message.kind !== 'look') throw new Error('only looks are sent here');
      const { identity, putBack, at } = call.message.look;
      const row = eventIn(world.rows, identity);
      const settles = row?.status === 'held' && row.settle !== undefined && Date.parse(at) === settleEnd(row);
      const forgotten =
        (!of.rules.lookForMarked && row?.status === 'sent') || (!of.rules.lookAtSettle && settles);
      const key = `look ${identity} ${putBack}${settles ? ' settle' : ''}`;
      const there = forgotten || world.queue.has(key) || world.queue.has(again(key));
      return {
        world: there ? world : { ...world, queue: more(world.queue, key) },
        reply: { reply: 'queued' },
      };
    }
    case 'startExecution':
      return startExecution(of, world, call);
    case 'describeExecution': {
      const run = runs[runOf(call.execution) - 1];
      if (run === undefined) return { world, reply: { reply: 'execution', execution: undefined } };
      const lied = !of.rules.makeSure && worker.phase.at === 'makeSure';
      const report = reportOf(lied ? { ...run, status: 'failed' } : run);
      return { world, reply: { reply: 'execution', execution: report } };
    }
    case 'readHistory':
      return { world, reply: { reply: 'tokenEnd', end: ended(of, world, worker, call.token) } };
    case 'query': {
      const now = firstPage(world, call.instance);
      const waits = [...world.rows.values()].filter(({ kind }) => kind === 'wait');
      return { world, reply: { reply: 'rows', rows: [...(worker.page ?? now), ...waits] } };
    }
    case 'sendSuccess':
    case 'sendFailure':
      return send(of, world, call);
    default: {
      const named = of.rules.byTrigger ? call : anonymous(call);
      const { rows, reply } = performOnTable(world.rows, named, of.rules);
      return { world: rows === world.rows ? world : { ...world, rows }, reply };
    }
  }
}

/** Events and INSTANCE: they come before the waits in the order of the sort key. */
export function firstPage(world: World, instance: string): readonly Row[] {
  return [...world.rows.values()].filter((row) => row.instance === instance && row.kind !== 'wait');
}

function ended(of: Explored, world: World, worker: Worker, asked: string): TokenEnd {
  const token = world.executions.tokens.find(({ row }) => row.token === asked);
  const own = worker.phase.at === 'history' ? worker.phase.row : undefined;
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
  world: World,
  call: Extract<Call, { call: 'startExecution' }>,
): Performed {
  const number = runOf(call.execution);
  if (world.executions.runs[number - 1] !== undefined) return { world, reply: { reply: 'exists' } };
  const { event, ...sent } = JSON.parse(call.input) as Sent & { event: { identity: string } };
  const executions = of.machine.start(world.executions, sent, event.identity, call.input);
  const ghost = moved(world.ghost, event.identity);
  return { world: closed(world, { ...world, executions, ghost }), reply: { reply: 'started' } };
}

function send(
  of: Explored,
  world: World,
  call: Extract<Call, { call: 'sendSuccess' | 'sendFailure' }>,
): Performed {
  const { executions } = world;
  const index = executions.tokens.findIndex(({ row }) => row.token === call.token);
  if (executions.tokens[index]?.phase === 'ended' || index < 0) return { world, reply: { reply: 'unknown' } };
  const said = JSON.parse(call.call === 'sendSuccess' ? call.output : call.cause) as Said;
  const { identity, putBack } = said;
  // Nobody's event answers a decision.
  const end: TokenEnd =
    identity === undefined || putBack === undefined
      ? { kind: 'otherwise' }
      : { kind: 'event', identity, putBack };
  const fails = call.call === 'sendFailure';
  const after = fails
    ? of.machine.close(endToken(executions, index, end), {
        status: 'failed',
        error: call.error,
        cause: call.cause,
      })
    : of.machine.succeed(executions, index, said, end);
  return {
    world: closed(world, { ...world, executions: after, ghost: ghostAfter(world.ghost, identity, fails) }),
    reply: { reply: 'accepted' },
  };
}

type Said = Sent & { readonly identity?: string; readonly putBack?: number };

function ghostAfter(ghost: Ghost, identity: string | undefined, fails: boolean): Ghost {
  if (identity === undefined) return ghost;
  const counted = moved(ghost, identity);
  return fails ? { ...counted, failed: { ...counted.failed, [identity]: true } } : counted;
}

/** The status-change event of a run that has just ended. */
export function closed(before: World, after: World): World {
  const number = after.executions.runs.length;
  const run = after.executions.runs.at(-1);
  const was = before.executions.runs[number - 1];
  if (run === undefined || run.status === 'running') return after;
  if (was !== undefined && was.status !== 'running' && was.redrive === run.redrive) return after;
  return { ...after, queue: more(after.queue, `close ${number}.${run.redrive}`) };
}

function runOf(execution: string): number {
  return RUNS.get(execution) ?? 1;
}
/** Execution names by run, filled by the configurations: run 1 has the id's own name. */
export const RUNS = new Map<string, number>();

/** A mark that does not name its trigger. */
function anonymous<C extends Call>(call: C): C {
  if (call.call !== 'putEvent' || call.row.status !== 'sent') return call;
  return { ...call, row: { ...call.row, mark: { ...call.row.mark, by: '?' } } };
}
