/** What the functions do: they take messages, and perform the calls of the real code, in every way in which each can go. */
import { answersTo } from '../../../lib/projection/answers.ts';
import type { Reply } from '../../../lib/projection/calls.ts';
import type { Beginning, Step } from '../../../lib/projection/phases.ts';
import type { EventRow, Row } from '../../../lib/projection/rows.ts';
import { begin, next } from '../../../lib/projection/shell.ts';
import { conclude } from '../../../lib/semantics/deciding.ts';
import { reportOf } from './executions.ts';
import { answerOf } from './expressions.ts';
import { violationOf } from './ghosts.ts';
import { again, isSettleLook, less, more } from './messages.ts';
import { firstPage, perform } from './performing.ts';
import { eventIn, fault, giveBack, HOLD, T0, withWorker } from './state.ts';
import type { Emit, Worker, World } from './state.ts';
import type { Explored } from './world.ts';

export function workerMoves(of: Explored, world: World, emit: Emit): void {
  world.workers.forEach((worker, index) => {
    if (worker === undefined) return;
    work(of, world, index, worker, emit);
    const label = `before [${worker.message}] ${name(worker)}`;
    fault(world, 'crash', emit, (left) => [giveBack(left, index), `crash ${label}`]);
    fault(world, 'deadLetter', emit, (left) => [
      buried(withWorker(left, index, undefined), worker.message),
      `crash for good ${label}`,
    ]);
  });
  const idle = world.workers.indexOf(undefined);
  if (idle < 0) return;
  for (const message of world.queue.keys()) take(of, world, idle, message, emit);
}

/** Its message lies with the dead letters, where somebody is alarmed. */
function buried(world: World, message: string): World {
  const [kind, subject = ''] = message.split(' ');
  if (kind !== 'event' && kind !== 'look' && kind !== 'again') return world;
  const dead = { ...world.ghost.dead, [subject]: true };
  return { ...world, ghost: { ...world.ghost, dead } };
}

function take(of: Explored, world: World, index: number, message: string, emit: Emit): void {
  const [kind, subject = '', life = '0'] = message.split(' ');
  const settles = isSettleLook(message);
  if (kind === 'send' || (kind === 'look' && of.configuration.looks !== true && !settles)) return;
  // A look comes when its hold is over; one from before its event was put back says nothing of it.
  const row = eventIn(world.rows, subject);
  const putBack = row?.putBack;
  const current = kind === 'look' && putBack === Number(life) && !settles;
  const clock =
    settles && row !== undefined ? Math.max(world.ghost.clock, settledAt(row)) : world.ghost.clock;
  const now = Math.max(T0 + clock, T0 + (putBack ?? 0) * HOLD + (current ? HOLD : 0));
  const left: World = {
    ...world,
    queue: less(world.queue, message),
    ghost: clock === world.ghost.clock ? world.ghost : { ...world.ghost, clock },
  };
  const taken = current
    ? { ...left, ghost: { ...left.ghost, over: { ...left.ghost.over, [subject]: true } } }
    : left;
  const step = begin(beginningOf(of, world, message), { subscription: of.subscription, now });
  const started = after(of, taken, index, { message, now, held: [], running: false }, step);
  const worker = started.workers[index];
  if (worker === undefined) emit(started, () => `take ${message}`);
  else work(of, started, index, worker, emit, `take ${message}; `);
  const twice = kind === 'wait' ? 'streamTwice' : kind === 'close' ? 'statusTwice' : undefined;
  if (twice === undefined) return;
  fault(world, twice, emit, (doubled) => [
    { ...doubled, queue: more(doubled.queue, message, 2) },
    `${message} twice`,
  ]);
}

/** Milliseconds after the beginning. */
function settledAt(row: EventRow): number {
  const settle = 'settle' in row ? (row.settle ?? 0) : 0;
  return Date.parse(row.receivedAt) + settle - T0;
}

function beginningOf(of: Explored, world: World, message: string): Beginning {
  const { instance } = of.machine;
  const [kind, subject = '', life = '0'] = message.split(' ');
  switch (kind) {
    case 'event':
      return { kind: 'event', instance, identity: subject, event: of.occurrence(subject) };
    case 'again':
      return { kind: 'event', instance, identity: subject };
    case 'look':
      return { kind: 'look', instance, identity: subject, putBack: Number(life) };
    case 'wait':
      return { kind: 'wait', instance, token: subject };
    default: {
      const [run = 1, redrive = 0] = subject.split('.').map(Number);
      const found = world.executions.runs[run - 1];
      if (found === undefined) throw new Error(`no run ${run}`);
      const closed = found.redrive === redrive && found.status !== 'running';
      const report = closed ? reportOf(found) : { ...reportOf({ ...found, status: 'failed' }), redrive };
      return { kind: 'closing', choreography: 'm', execution: String(run), ended: true, report };
    }
  }
}

/** The worker's call is performed, in every way in which it can go. */
function work(of: Explored, world: World, index: number, worker: Worker, emit: Emit, prefix = ''): void {
  const label = () => `${prefix}[${worker.message}] ${name(worker)}`;
  if (of.configuration.torn === true && worker.call.call === 'query' && worker.page === undefined) {
    const page = firstPage(world, worker.call.instance);
    emit(withWorker(world, index, { ...worker, page }), () => `${label()}, first page`);
    return;
  }
  const { world: done, reply } = perform(of, world, worker);
  const violation = violationOf(of, world, done, worker, reply);
  emit(resume(of, done, index, worker, reply), () => `${label()} → ${reply.reply}`, violation);
  const lost = ambiguous(reply);
  if (lost !== undefined && done !== world && violation === undefined) {
    fault(done, 'ambiguous', emit, (left) => [
      resume(of, left, index, worker, lost),
      `${label()} → applied, but answered ${lost.reply}`,
    ]);
  }
  const aged = agedMarks(reply);
  if (aged !== undefined) {
    fault(world, 'old', emit, (left) => [
      resume(of, left, index, worker, aged),
      `${label()} → rows, their marks are old`,
    ]);
  }
  fault(world, 'throttle', emit, (left) => [giveBack(left, index), `${label()} → throttled`]);
}

function ambiguous(reply: Reply): Reply | undefined {
  if (reply.reply === 'written') return { reply: 'refused' };
  if (reply.reply === 'accepted') return { reply: 'unknown' };
  return undefined;
}

const LONG_AGO = new Date(T0 - 86_400_000).toISOString();

/** As time would show them; undefined where there is no mark. */
function agedMarks(reply: Reply): Reply | undefined {
  if (reply.reply !== 'rows' || !reply.rows.some(isSent)) return undefined;
  const rows = reply.rows.map((row) =>
    isSent(row) ? { ...row, mark: { ...row.mark, since: LONG_AGO } } : row,
  );
  return { reply: 'rows', rows };
}

function isSent(row: Row) {
  return row.kind === 'event' && row.status === 'sent';
}

function resume(of: Explored, world: World, index: number, worker: Worker, reply: Reply): World {
  const { message, now, phase } = worker;
  const read = reply.reply === 'rows' && worker.call.call === 'query';
  const held = read
    ? reply.rows.flatMap((row) => (row.kind === 'event' && row.status === 'held' ? [row.identity] : []))
    : worker.held;
  const decides = read || reply.reply === 'execution';
  const running = decides ? world.executions.runs.at(-1)?.status === 'running' : worker.running;
  const step = next(phase, reply, { subscription: of.subscription, now });
  return after(of, world, index, { message, now, held, running }, step);
}

function after(
  of: Explored,
  world: World,
  index: number,
  worker: Pick<Worker, 'message' | 'now' | 'held' | 'running'>,
  step: Step,
): World {
  if (step.kind === 'end') {
    const gone = withWorker(world, index, undefined);
    return step.end.end === 'done' ? gone : { ...gone, queue: more(world.queue, again(worker.message)) };
  }
  if (step.call.call === 'evaluate') {
    const answers = conclude(answersTo(step.call.situation), answerOf);
    const around = { subscription: of.subscription, now: worker.now };
    return after(of, world, index, worker, next(step.phase, { reply: 'answers', answers }, around));
  }
  return withWorker(world, index, { ...worker, call: step.call, phase: step.phase });
}

function name({ call, page }: Worker): string {
  if (call.call === 'putEvent')
    return `putEvent ${call.row.identity} ${call.row.status} if ${call.condition.kind}`;
  return page === undefined ? call.call : `${call.call}, second page`;
}
