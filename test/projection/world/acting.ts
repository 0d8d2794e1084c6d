/** What operators do by their commands: each call one step, with a crash before it, or its reply lost after the effect. */
import type { Call, OperatorCall, Reply } from '../../../lib/projection/calls.ts';
import type { OperatorEnd, OperatorStep } from '../../../lib/projection/operating/acts.ts';
import { beginClose, nextClose } from '../../../lib/projection/operating/close.ts';
import type { ClosePhase } from '../../../lib/projection/operating/close.ts';
import { beginPutBack, nextPutBack } from '../../../lib/projection/operating/put-back.ts';
import type { PutBackPhase } from '../../../lib/projection/operating/put-back.ts';
import { beginRedrive, nextRedrive } from '../../../lib/projection/operating/redrive.ts';
import type { RedrivePhase } from '../../../lib/projection/operating/redrive-phases.ts';
import type { DeviatingEvent, Row } from '../../../lib/projection/rows.ts';
import type { Fault } from './configuration.ts';
import { livesAgain } from './ghost.ts';
import { lastRun } from './ghosts.ts';
import { parse, subjectOf } from './messages.ts';
import { Known } from './parts.ts';
import type { Part } from './parts.ts';
import { operate } from './operating.ts';
import type { Operated } from './operating.ts';
import { isCalm } from './rest.ts';
import { eventIn, HOLD, instanceIn, T0, withExecutions, withOperator } from './state.ts';
import type { Emit, World } from './state.ts';
import type { Explored } from './world.ts';

type Standing =
  | { readonly act: 'redrive'; readonly phase: RedrivePhase }
  | { readonly act: 'put-back'; readonly phase: PutBackPhase }
  | { readonly act: 'close'; readonly phase: ClosePhase };

export type Acting = Standing & {
  /** `redrive 1.0`, `put-back a1`, `close-by-hand 1.0`. */
  readonly command: string;
  readonly now: number;
  readonly call: Call | OperatorCall;
};

type Stepped =
  | { readonly kind: 'on'; readonly acting: Part<Acting> }
  | { readonly kind: 'end'; readonly end: OperatorEnd };

type Moved = {
  readonly operated: Operated;
  readonly after: Stepped;
  readonly lost: { readonly reply: string; readonly after: Stepped } | undefined;
};

export class OperatorMoves {
  private readonly explored: Explored;
  private readonly moves = new Known<Part<unknown>, Map<Part<unknown>, Moved>>();

  constructor(of: Explored) {
    this.explored = of;
  }

  of(world: World, emit: Emit): void {
    world.operators.forEach((operator, index) => {
      if (operator === undefined) return;
      this.act(world, index, operator, emit);
      this.explored.fault(
        world,
        'crash',
        emit,
        (left) => this.brokenOff(left, index, operator.is),
        () => `operator: crash before ${operator.is.call.call} of ${operator.is.command}`,
      );
    });
    const idle = world.operators.indexOf(undefined);
    if (idle >= 0) this.begin(world, idle, emit);
  }

  private begin(world: World, index: number, emit: Emit): void {
    const { explored } = this;
    const { redrives, faults = {} } = explored.configuration;
    for (const message of world.queue.is.keys())
      if (parse(message).kind === 'put-back') {
        const taken = explored.less(world, message);
        this.putBack(taken, index, message, emit);
      }
    for (const message of world.queue.is.keys())
      if (parse(message).kind === 'redrive')
        this.redrive(explored.less(world, message), index, message, emit);
    if (redrives === 'tool' && (world.faults.is.redrive ?? 0) > 0)
      explored.machines.forEach((_, at) => {
        const run = lastRun(world, at);
        if (run?.status !== 'failed' && run?.status !== 'aborted') return;
        const number = world.executions[at]?.is.runs.length ?? 0;
        this.redrive(world, index, `redrive ${subjectOf(`${number}.${run.redrive}`, at)}`, emit);
      });
    if (faults.putBack !== undefined && (world.faults.is.putBack ?? 0) > 0)
      for (const row of world.rows.is.values())
        if (isInInbox(row)) {
          const command = `put-back ${subjectOf(row.identity, explored.indexOf(row.instance))}`;
          if (!world.queue.is.has(command)) this.putBack(world, index, command, emit);
        }
    if (faults.close !== undefined) this.closeByHand(world, index, emit);
  }

  private redrive(world: World, index: number, command: string, emit: Emit): void {
    const step = beginRedrive({ instance: this.explored.partition(parse(command).instance) });
    if (step.kind === 'end') return;
    const { call, phase } = step;
    this.started(world, index, { act: 'redrive', command, now: LATER, call, phase }, emit);
  }

  private putBack(world: World, index: number, command: string, emit: Emit): void {
    const { name: identity, instance: at } = parse(command);
    const instance = this.explored.partition(at);
    const step = beginPutBack({ instance, identity, named: false });
    if (step.kind === 'end') return;
    const life = (eventIn(world.rows.is, instance, identity)?.putBack ?? 0) + 1;
    const now = T0 + Math.max(world.ghost.is.clock, life * HOLD);
    this.started(world, index, { act: 'put-back', command, now, call: step.call, phase: step.phase }, emit);
  }

  private closeByHand(world: World, index: number, emit: Emit): void {
    const { explored } = this;
    explored.machines.forEach(({ instance }, at) => {
      if (instanceIn(world.rows.is, instance) === undefined) return;
      const step = beginClose({ instance, reason: 'by hand' });
      if (step.kind === 'end') return;
      const faults = explored.stock.spend(world.faults, 'close');
      if (faults === undefined) return;
      const command = `close-by-hand ${subjectOf('1.0', at)}`;
      const { call, phase } = step;
      this.started({ ...world, faults }, index, { act: 'close', command, now: LATER, call, phase }, emit);
    });
  }

  private started(world: World, index: number, acting: Acting, emit: Emit): void {
    const operator = this.explored.stock.operators.of(acting);
    this.act(withOperator(world, index, operator), index, operator, emit);
  }

  private act(world: World, index: number, operator: Part<Acting>, emit: Emit): void {
    const { explored } = this;
    const { is } = operator;
    const { instance } = parse(is.command);
    const executions = world.executions[instance] ?? world.rows;
    const known = this.moves.get(operator, world.rows, () => new Map());
    const move = known.get(executions) ?? this.moved(world, is, instance);
    known.set(executions, move);
    const label = () => `operator: ${is.command}, ${is.call.call} → ${move.operated.reply.reply}`;
    const { operated } = move;
    if (operated.violation !== undefined) {
      emit(world, label, operated.violation);
      return;
    }
    // So often and no more.
    const limit: Fault | undefined = operated.redrives ? 'redrive' : operated.revives ? 'putBack' : undefined;
    const faults = limit === undefined ? world.faults : explored.stock.spend(world.faults, limit);
    if (faults === undefined) {
      emit(withOperator(world, index, undefined), () => `operator: ${is.command}, gives up`);
      return;
    }
    const done = this.applied({ ...world, faults }, operated, is);
    const next = this.stepped(done, index, move.after);
    emit(next, label, refused(explored, world, next, is, move.after));
    if (operated.redrives === true) this.refuseForGood(world, index, is, emit);
    const { lost } = move;
    if (lost !== undefined)
      explored.fault(
        done,
        'ambiguous',
        emit,
        (left) => this.stepped(left, index, lost.after),
        () => `${label()}, applied, but answered ${lost.reply}`,
      );
  }

  /** Between the claim and this it has become too old, or its history too long. */
  private refuseForGood(world: World, index: number, acting: Acting, emit: Emit): void {
    const { explored } = this;
    const { instance } = parse(acting.command);
    const executions = world.executions[instance]?.is;
    if (executions === undefined) return;
    explored.fault(
      world,
      'unredrivable',
      emit,
      (left) => {
        const spent = explored.stock.executions.of(explored.machine(instance).spend(executions));
        const after = this.next(acting, { reply: 'notRedrivable', message: 'it is spent.' });
        return this.stepped(withExecutions(left, instance, spent), index, after);
      },
      () => `operator: ${acting.command}, redriveExecution is refused for good`,
    );
  }

  private moved(world: World, acting: Acting, instance: number): Moved {
    const operated = operate(this.explored, world, acting.call, instance);
    const { reply } = operated;
    const lost: Reply | undefined =
      reply.reply === 'written' && operated.rows !== undefined ? { reply: 'refused' } : undefined;
    return {
      operated,
      after: this.next(acting, reply),
      lost: lost === undefined ? undefined : { reply: lost.reply, after: this.next(acting, lost) },
    };
  }

  private next(acting: Acting, reply: Reply): Stepped {
    const { command, now } = acting;
    const around = { subscription: this.explored.subscription, now };
    switch (acting.act) {
      case 'redrive': {
        const { act } = acting;
        return this.on(nextRedrive(acting.phase, reply, around), (phase, call) => ({
          ...{ act, phase, command, now, call },
        }));
      }
      case 'put-back': {
        const { act } = acting;
        return this.on(nextPutBack(acting.phase, reply, around), (phase, call) => ({
          ...{ act, phase, command, now, call },
        }));
      }
      case 'close': {
        const { act } = acting;
        return this.on(nextClose(acting.phase, reply, around), (phase, call) => ({
          ...{ act, phase, command, now, call },
        }));
      }
    }
  }

  private on<P>(step: OperatorStep<P>, acting: (phase: P, call: Call | OperatorCall) => Acting): Stepped {
    if (step.kind === 'end') return { kind: 'end', end: step.end };
    return { kind: 'on', acting: this.explored.stock.operators.of(acting(step.phase, step.call)) };
  }

  private applied(world: World, operated: Operated, { command }: Acting): World {
    const { stock } = this.explored;
    const { subject, instance } = parse(command);
    const { rows, executions, sent, revives } = operated;
    let after = world;
    if (rows !== undefined) after = { ...after, rows: stock.rows.of(rows) };
    if (executions !== undefined) after = withExecutions(after, instance, stock.executions.of(executions));
    if (sent !== undefined) after = this.explored.more(after, sent);
    if (revives) after = { ...after, ghost: stock.ghost(after.ghost, livesAgain, subject) };
    return after;
  }

  private stepped(world: World, index: number, stepped: Stepped): World {
    return withOperator(world, index, stepped.kind === 'on' ? stepped.acting : undefined);
  }

  /** Whoever has put an event back, or given a claim back, and not sent the message, gives the command again. */
  private brokenOff(world: World, index: number, { act, phase, command }: Acting): World {
    const { explored } = this;
    const gone = withOperator(world, index, undefined);
    if (act === 'put-back') {
      const begun = phase.at !== 'read' || phase.life !== undefined;
      return begun && !world.queue.is.has(command) ? explored.more(gone, command) : gone;
    }
    if (act === 'redrive' && (phase.at === 'giveBack' || phase.at === 'message'))
      return world.queue.is.has(command) ? gone : explored.more(gone, command);
    if (act !== 'redrive' || explored.configuration.abandoned !== true) return gone;
    return { ...gone, faults: explored.stock.faults.of({ ...gone.faults.is, redrive: 0 }) };
  }
}

/** Long after everything began. */
const LATER = T0 + 600_000;

function isInInbox(row: Row): row is DeviatingEvent {
  return row.kind === 'event' && ['late', 'orphan', 'unexpected'].includes(row.status);
}

/** With nothing else under way, what has failed can be redriven. */
function refused(of: Explored, before: World, after: World, acting: Acting, stepped: Stepped) {
  if (acting.act !== 'redrive' || stepped.kind !== 'end' || stepped.end.end !== 'refused') return undefined;
  if (acting.phase.at === 'redrive' || acting.phase.at === 'end' || !isCalm(after)) return undefined;
  const { phase } = acting;
  const { instance, name } = parse(acting.command);
  const run = lastRun(before, instance);
  const newest = before.executions[instance]?.is.runs.length;
  const failed = run?.spent === undefined && (run?.status === 'failed' || run?.status === 'aborted');
  // Meant for a run, or for a redrive, that others have gone beyond.
  const meant = Number(name.split('.')[0]) === newest;
  const next = !('generation' in phase) || phase.generation.redrive === (run?.redrive ?? 0) + 1;
  const known = instanceIn(before.rows.is, of.partition(instance))?.run === newest;
  return failed && meant && next && known ? 'REFUSED: the tool can never redrive this execution' : undefined;
}
