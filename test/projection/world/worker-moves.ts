/** What the functions do: they take messages, and perform the calls of the real code, in every way in which each can go. */
import type { Reply } from '../../../lib/projection/calls.ts';
import type { EventRow, Row } from '../../../lib/projection/rows.ts';
import type { Executions } from './runs.ts';
import { buried, failed, isOver, moved } from './ghost.ts';
import { isWrong, violationOf } from './ghosts.ts';
import { again, parse } from './messages.ts';
import type { Message } from './messages.ts';
import { Known } from './parts.ts';
import type { Part } from './parts.ts';
import { executionsOf, firstPage, isQueued, perform } from './performing.ts';
import type { Performed } from './performing.ts';
import { eventIn, HOLD, T0, withExecutions, withWorker } from './state.ts';
import type { Emit, Worker, World } from './state.ts';
import { Stepping } from './stepping.ts';
import type { Stepped } from './stepping.ts';
import type { Rows } from '../../../lib/testing/world/table-rules.ts';
import type { Explored } from './world.ts';

/** What a call does to the part that it is about, and what the worker does next. */
type Moved = {
  readonly performed: Performed;
  readonly rows: Part<Rows> | undefined;
  readonly executions: Part<Executions> | undefined;
  readonly instance: number;
  readonly after: Stepped;
  /** Its reply lost, and the SDK's own retry answered. */
  readonly lost: { readonly reply: string; readonly after: Stepped } | undefined;
  /** It may break a promise: the checks look at it. */
  readonly counts: boolean;
};

export class WorkerMoves {
  private readonly explored: Explored;
  private readonly moves = new Known<Part<unknown>, Moved>();
  private readonly pages = new Known<Part<unknown>, Part<Worker>>();
  private readonly aged = new Known<Part<unknown>, Stepped | 'nothing marked'>();
  private readonly stepping: Stepping;

  constructor(of: Explored) {
    this.explored = of;
    this.stepping = new Stepping(of);
  }

  of(world: World, emit: Emit): void {
    const { explored } = this;
    world.workers.forEach((worker, index) => {
      if (worker === undefined) return;
      this.work(world, index, worker, emit);
      const label = () => `before [${worker.is.message}] ${name(worker.is)}`;
      explored.fault(
        world,
        'crash',
        emit,
        (left) => this.giveBack(left, index, worker.is.message),
        () => `crash ${label()}`,
      );
      explored.fault(
        world,
        'deadLetter',
        emit,
        (left) => this.bury(withWorker(left, index, undefined), worker.is.message),
        () => `crash for good ${label()}`,
      );
    });
    const idle = world.workers.indexOf(undefined);
    if (idle < 0) return;
    for (const message of world.queue.is.keys()) this.take(world, idle, message, emit);
  }

  /** The worker is gone, its message comes again; what the sweep did, the next one does. */
  private giveBack(world: World, index: number, message: string): World {
    const gone = withWorker(world, index, undefined);
    return parse(message).kind.startsWith('check') ? gone : this.explored.more(gone, again(message));
  }

  /** Its message lies with the dead letters, where somebody is alarmed. */
  private bury(world: World, message: string): World {
    const { kind, subject, name: identity } = parse(message);
    const { stock, subjects } = this.explored;
    const concerned =
      kind === 'list'
        ? subjects.filter((other) => other.identity === identity).map((other) => other.subject)
        : ['event', 'look', 'again'].includes(kind)
          ? [subject]
          : [];
    const ghost = concerned.reduce((before, each) => stock.ghost(before, buried, each), world.ghost);
    return { ...world, ghost };
  }

  private take(world: World, index: number, message: string, emit: Emit): void {
    const { explored } = this;
    const parsed = parse(message);
    const { kind, subject, instance, settles } = parsed;
    const { configuration, stock } = explored;
    if (kind === 'put-back' || (kind === 'look' && configuration.looks !== true && !settles)) return;
    const partition = explored.partition(instance);
    // A look comes when its hold is over; one from before its event was put back says nothing of it.
    const row = kind === 'look' ? eventIn(world.rows.is, partition, parsed.name) : undefined;
    const current = row?.putBack === parsed.life && !settles;
    const { clock } = world.ghost.is;
    const later = settles && row !== undefined ? Math.max(clock, settledAt(row)) : clock;
    const { putBack = 0 } = row ?? this.own(world, partition, parsed) ?? {};
    const ends = current || (!explored.rules.ownClock && row !== undefined && !settles);
    const now = Math.max(T0 + later, T0 + putBack * HOLD + (ends ? HOLD : 0));
    const begun = ends ? { ...parsed, life: putBack } : parsed;
    const timed = later === clock ? world.ghost : stock.ghosts.of({ ...world.ghost.is, clock: later });
    const taken: World = {
      ...world,
      queue: stock.less(world.queue, message),
      ghost: current ? stock.ghost(timed, isOver, subject) : timed,
    };
    const stepped = this.stepping.begin(world, begun, message, now);
    const started = this.stepped(taken, index, message, stepped, world);
    const worker = started.workers[index];
    if (worker === undefined) emit(started, () => `take ${message}`);
    else this.work(started, index, worker, emit, `take ${message}; `);
    const twice = kind === 'wait' ? 'streamTwice' : kind === 'close' ? 'statusTwice' : undefined;
    if (twice === undefined) return;
    explored.fault(
      world,
      twice,
      emit,
      (left) => explored.more(left, message),
      () => `${message} twice`,
    );
  }

  private own(world: World, partition: string, { kind, name: identity }: Message): EventRow | undefined {
    return kind === 'event' || kind === 'again' ? eventIn(world.rows.is, partition, identity) : undefined;
  }

  /** The worker's call is performed, in every way in which it can go. */
  private work(world: World, index: number, worker: Part<Worker>, emit: Emit, prefix = ''): void {
    const { explored } = this;
    const { is } = worker;
    const label = () => `${prefix}[${is.message}] ${name(is)}`;
    if (explored.configuration.torn === true && is.call.call === 'query' && is.page === undefined) {
      const { instance } = is.call;
      const page = this.pages.get(worker, world.rows, () =>
        explored.stock.workers.of({ ...is, page: firstPage(world.rows.is, instance) }),
      );
      emit(withWorker(world, index, page), () => `${label()}, first page`);
      return;
    }
    const about = executionsOf(explored, is.call);
    const part = about === undefined ? world.rows : (world.executions[about] ?? world.rows);
    const move = this.moves.get(worker, part, () => this.moved(world, is, about ?? 0));
    const done = this.applied(world, move);
    const { reply } = move.performed;
    const violation = move.counts ? violationOf(explored, world, done, is, reply) : undefined;
    emit(
      this.stepped(done, index, is.message, move.after, world),
      () => `${label()} → ${reply.reply}`,
      violation,
    );
    const { lost } = move;
    if (lost !== undefined && violation === undefined) {
      explored.fault(
        done,
        'ambiguous',
        emit,
        (left) => this.stepped(left, index, is.message, lost.after, world),
        () => `${label()} → applied, but answered ${lost.reply}`,
      );
    }
    if (is.call.call === 'query' && (world.faults.is.old ?? 0) > 0) {
      const aged = this.aged.get(worker, world.rows, () => {
        const rows = agedMarks(reply);
        return rows === undefined ? 'nothing marked' : this.stepping.resumed(is, rows);
      });
      if (aged !== 'nothing marked')
        explored.fault(
          world,
          'old',
          emit,
          (left) => this.stepped(left, index, is.message, aged, world),
          () => `${label()} → rows, their marks are old`,
        );
    }
    explored.fault(
      world,
      'throttle',
      emit,
      (left) => this.giveBack(left, index, is.message),
      () => `${label()} → throttled`,
    );
  }

  private moved(world: World, worker: Worker, instance: number): Moved {
    const { stock } = this.explored;
    const performed = perform(this.explored, world, worker);
    const { rows, executions, reply } = performed;
    const lost = rows === undefined && executions === undefined ? undefined : ambiguous(reply);
    return {
      performed,
      rows: rows === undefined ? undefined : stock.rows.of(rows),
      executions: executions === undefined ? undefined : stock.executions.of(executions),
      instance,
      after: this.stepping.resumed(worker, reply),
      lost:
        lost === undefined ? undefined : { reply: lost.reply, after: this.stepping.resumed(worker, lost) },
      counts:
        (worker.call.call === 'putEvent' && reply.reply === 'written') ||
        reply.reply === 'started' ||
        reply.reply === 'accepted',
    };
  }

  private applied(world: World, { performed, rows, executions, instance }: Moved): World {
    const { stock } = this.explored;
    const { queued, sent, moved: moves, failed: fails } = performed;
    let { queue, ghost } = world;
    if (queued !== undefined && !isQueued(world, queued)) queue = stock.more(queue, queued);
    if (sent !== undefined) queue = stock.more(queue, sent);
    if (moves !== undefined) ghost = stock.ghost(ghost, moved, moves);
    if (fails !== undefined) ghost = stock.ghost(ghost, failed, fails);
    const after = { ...world, rows: rows ?? world.rows, queue, ghost };
    return executions === undefined ? after : withExecutions(after, instance, executions);
  }

  /** `before`: the world as it was when the step was decided. */
  private stepped(world: World, index: number, message: string, stepped: Stepped, before: World): World {
    if (stepped.kind === 'on') {
      const { idle, going } = stepped;
      const wrong = idle !== going && isWrong(this.explored, before, going.is);
      return withWorker(world, index, wrong ? going : idle);
    }
    if (stepped.end.end === 'done') return withWorker(world, index, undefined);
    return this.giveBack(world, index, message);
  }
}

/** Milliseconds after the beginning. */
function settledAt(row: EventRow): number {
  const settle = 'settle' in row ? (row.settle ?? 0) : 0;
  return Date.parse(row.receivedAt) + settle - T0;
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

function name({ call, page }: Worker): string {
  if (call.call === 'putEvent')
    return `putEvent ${call.row.identity} ${call.row.status} if ${call.condition.kind}`;
  return page === undefined ? call.call : `${call.call}, second page`;
}
