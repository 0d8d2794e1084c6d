/**
 * The world round the real `begin` and `next`: Step Functions, the table, the stream, the queues and the faults. Each call is
 * one atomic step; computing belongs to the call before it. Fields named `ghost` are for the checks only.
 */
import type { Choreography } from '../../../lib/definition/model.ts';
import type { Subscription } from '../../../lib/definition/wire.ts';
import type { Call, Reply } from '../../../lib/projection/calls.ts';
import type { Occurrence } from '../../../lib/projection/messages.ts';
import type { Beginning, Phase, Step } from '../../../lib/projection/phases.ts';
import { begin, next } from '../../../lib/projection/shell.ts';
import { violationOf } from './ghosts.ts';
import type { Ghost } from './ghosts.ts';
import { changeToken, Machine, reportOf } from './executions.ts';
import type { Executions } from './executions.ts';
import { again, less, more } from './messages.ts';
import { closed, perform } from './performing.ts';
import { ALL_TABLE_RULES, putWait } from './table.ts';
import type { Rows, TableRules } from './table.ts';
import { subscriptionOf } from './choreographies.ts';

export const FAULTS = [
  'crash', // before any call
  'ambiguous', // applied, the reply lost, and the SDK's own retry sees the condition false or the token used
  'throttle',
  'deadline', // a state's deadline ends it
  'latePut', // a put of a wait is still under way a second time
  'statusLost',
  'streamTwice',
  'statusTwice',
  'abort',
  'redrive', // by the AWS console
  'putBack', // from the inbox
] as const;
export type Fault = (typeof FAULTS)[number];

export type Rules = TableRules & {
  /** "Timed out" is no answer; the history decides. `release`: not delivered; `confirm`: delivered. */
  readonly history: 'asked' | 'release' | 'confirm';
  /** A mark names its trigger. */
  readonly byTrigger: boolean;
  /** A look is left where the own event is in other hands. */
  readonly lookForMarked: boolean;
  /** DescribeExecution before `late`. */
  readonly makeSure: boolean;
};
export const ALL_RULES: Rules = {
  ...ALL_TABLE_RULES,
  history: 'asked',
  byTrigger: true,
  lookForMarked: true,
  makeSure: true,
};

export type Configuration = {
  readonly choreography: Choreography;
  /** Oldest first: `a1` is an event named `a`. */
  readonly events: Readonly<Record<string, number>>;
  /** The instance is open, its execution runs. */
  readonly started?: boolean;
  readonly faults?: Partial<Record<Fault, number>>;
  /** Delayed looks are taken too. */
  readonly looks?: boolean;
  readonly workers?: number;
  /** More than these are not explored. */
  readonly runs?: number;
  readonly rules?: Partial<Rules>;
};

export type Worker = {
  readonly message: string;
  readonly now: number;
  readonly call: Call;
  readonly phase: Phase;
  /** Ghost: held when the partition was read; whether a run was going when it was last decided. */
  readonly held: readonly string[];
  readonly running: boolean;
};

export type World = {
  readonly rows: Rows;
  readonly executions: Executions;
  /** How many of each message: `event a1`, `look a1 0`, `wait 3`, `close 1.0`. */
  readonly queue: ReadonlyMap<string, number>;
  readonly workers: readonly (Worker | undefined)[];
  readonly faults: Readonly<Record<string, number>>;
  readonly ghost: Ghost;
};

export type Emit = (world: World, label: () => string, violation?: string) => void;

export const T0 = Date.parse('2026-01-01T00:00:00.000Z');
const HOLD_OVER = T0 + 61_000;

export class Explored {
  readonly configuration: Configuration;
  readonly machine: Machine;
  readonly subscription: Subscription;
  readonly rules: Rules;
  readonly identities: readonly string[];

  constructor(configuration: Configuration) {
    this.configuration = configuration;
    this.machine = new Machine(configuration.choreography, '1');
    this.subscription = subscriptionOf(configuration.choreography);
    this.rules = { ...ALL_RULES, ...configuration.rules };
    this.identities = Object.keys(configuration.events);
  }

  occurrence(identity: string): Occurrence {
    const time = new Date(T0 + this.identities.indexOf(identity)).toISOString();
    return { name: identity.slice(0, 1), identity, time, hold: 60_000, payload: '{}' };
  }

  first(): World {
    const queue = new Map(Object.entries(this.configuration.events).map(([id, n]) => [`event ${id}`, n]));
    const empty: World = {
      rows: new Map(),
      executions: { runs: [], tokens: [] },
      queue,
      workers: Array.from({ length: this.configuration.workers ?? 2 }, () => undefined),
      faults: { ...this.configuration.faults },
      ghost: { moved: {}, failed: {}, over: {} },
    };
    return this.configuration.started === true ? this.startedAlready(empty) : empty;
  }

  /** By an event that is long consumed. */
  private startedAlready(world: World): World {
    const { instance } = this.machine;
    const row = {
      kind: 'instance',
      instance,
      choreography: 'm',
      correlationId: '1',
      status: 'open',
      run: 1,
      redrive: 0,
      openedBy: 's0',
      openedAt: new Date(T0).toISOString(),
      execution: '1',
      overdue: [],
      ttl: 0,
    } as const;
    const input = JSON.stringify({ instance, run: 1, event: { identity: 's0' } });
    const to = this.configuration.choreography.states[0]?.name ?? '';
    return {
      ...world,
      rows: new Map([[`${instance}\nINSTANCE`, row]]),
      executions: this.machine.start(world.executions, to, 's0', input),
    };
  }

  /** Everything that can happen next. */
  successors(world: World, emit: Emit): void {
    const idle = world.workers.indexOf(undefined);
    world.workers.forEach((worker, index) => {
      if (worker === undefined) return;
      this.work(world, index, worker, emit);
      this.fault(world, 'crash', emit, (left) => [
        this.giveBack(left, index),
        `crash before ${name(worker)}`,
      ]);
    });
    if (idle >= 0) for (const message of world.queue.keys()) this.take(world, idle, message, emit);
    this.machineMoves(world, emit);
    this.operatorMoves(world, emit);
  }

  private fault(world: World, fault: Fault, emit: Emit, change: (left: World) => [World, string]): void {
    const times = world.faults[fault] ?? 0;
    if (times === 0) return;
    const [changed, label] = change({ ...world, faults: { ...world.faults, [fault]: times - 1 } });
    emit(changed, () => label);
  }

  private take(world: World, index: number, message: string, emit: Emit): void {
    const [kind, subject = '', life = '0'] = message.split(' ');
    if (kind === 'look' && this.configuration.looks !== true) return;
    const beginning = this.beginningOf(world, message);
    let taken: World = { ...world, queue: less(world.queue, message) };
    // A look comes when its hold is over; one from before its event was put back says nothing of it.
    const row = [...world.rows.values()].find(
      (found) => found.kind === 'event' && found.identity === subject,
    );
    const current = kind === 'look' && row?.kind === 'event' && row.putBack === Number(life);
    const now = current
      ? HOLD_OVER + row.putBack * 61_000
      : T0 + (row?.kind === 'event' ? row.putBack : 0) * 61_000;
    if (current)
      taken = { ...taken, ghost: { ...taken.ghost, over: { ...taken.ghost.over, [subject]: true } } };
    const step = begin(beginning, { subscription: this.subscription, now });
    const started = this.after(taken, index, { message, now, held: [], running: false }, step);
    const worker = started.workers[index];
    if (worker === undefined) emit(started, () => `take ${message}`);
    else this.work(started, index, worker, emit, `take ${message}; `);
    if (kind === 'wait')
      this.fault(world, 'streamTwice', emit, (left) => [
        { ...left, queue: more(left.queue, message, 2) },
        `${message} twice`,
      ]);
    if (kind === 'close')
      this.fault(world, 'statusTwice', emit, (left) => [
        { ...left, queue: more(left.queue, message, 2) },
        `${message} twice`,
      ]);
  }

  private beginningOf(world: World, message: string): Beginning {
    const { instance } = this.machine;
    const [kind, subject = '', life = '0'] = message.split(' ');
    switch (kind) {
      case 'event':
        return { kind: 'event', instance, identity: subject, event: this.occurrence(subject) };
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
        return { kind: 'closing', choreography: 'm', execution: String(run), report };
      }
    }
  }

  /** The worker's call is performed, in every way in which it can go. */
  private work(world: World, index: number, worker: Worker, emit: Emit, prefix = ''): void {
    const label = () => `${prefix}[${worker.message}] ${name(worker)}`;
    const { world: done, reply } = perform(this, world, worker);
    const violation = violationOf(this, world, done, worker, reply);
    emit(this.resume(done, index, worker, reply), () => `${label()} → ${reply.reply}`, violation);
    const lost = ambiguous(reply);
    if (lost !== undefined && done !== world && violation === undefined) {
      this.fault(done, 'ambiguous', emit, (left) => [
        this.resume(left, index, worker, lost),
        `${label()} → applied, but answered ${lost.reply}`,
      ]);
    }
    this.fault(world, 'throttle', emit, (left) => [this.giveBack(left, index), `${label()} → throttled`]);
  }

  private resume(world: World, index: number, worker: Worker, reply: Reply): World {
    const read = reply.reply === 'rows' && worker.call.call === 'query';
    const held = read
      ? reply.rows.flatMap((row) => (row.kind === 'event' && row.status === 'held' ? [row.identity] : []))
      : worker.held;
    const decides = read || reply.reply === 'execution';
    const running = decides ? world.executions.runs.at(-1)?.status === 'running' : worker.running;
    const step = next(worker.phase, reply, { subscription: this.subscription, now: worker.now });
    return this.after(world, index, { ...worker, held, running }, step);
  }

  private after(
    world: World,
    index: number,
    worker: Pick<Worker, 'message' | 'now' | 'held' | 'running'>,
    step: Step,
  ): World {
    if (step.kind === 'end') {
      if (step.end.end === 'done') return withWorker(world, index, undefined);
      return { ...withWorker(world, index, undefined), queue: more(world.queue, again(worker.message)) };
    }
    if (step.call.call === 'evaluate') {
      const holds = step.call.questions.filter(({ guard }) => guard === 'true').map(({ key }) => key);
      const around = { subscription: this.subscription, now: worker.now };
      return this.after(world, index, worker, next(step.phase, { reply: 'holds', holds }, around));
    }
    const { message, now, held, running } = worker;
    return withWorker(world, index, { message, now, held, running, call: step.call, phase: step.phase });
  }

  giveBack(world: World, index: number): World {
    const message = world.workers[index]?.message;
    if (message === undefined) return world;
    return { ...withWorker(world, index, undefined), queue: more(world.queue, again(message)) };
  }

  private machineMoves(world: World, emit: Emit): void {
    const { executions } = world;
    executions.tokens.forEach(({ row, phase, late }, index) => {
      if (phase === 'putting') {
        const put = {
          ...this.put(world, row),
          executions: changeToken(executions, index, { phase: 'waiting' }),
        };
        emit(put, () => `execution: puts ${row.key} ${row.token}`);
        this.fault(put, 'latePut', emit, (left) => [
          { ...left, executions: changeToken(left.executions, index, { late: true }) },
          `execution: puts ${row.key} ${row.token}; the same put is still under way`,
        ]);
      }
      if (late) {
        const arrived = this.put(world, row);
        const settled = { ...arrived, executions: changeToken(executions, index, { late: false }) };
        emit(settled, () => `table: the late put of ${row.token} arrives`);
      }
    });
    const run = executions.runs.at(-1);
    if (run?.status !== 'running') return;
    const state = this.configuration.choreography.states.find(({ name: of }) => of === run.state);
    if (state !== undefined && state.kind !== 'final' && state.after !== undefined) {
      this.fault(world, 'deadline', emit, (left) => {
        const after = { ...left, executions: this.machine.deadline(executions) };
        return [closed(left, after), `execution: deadline of ${run.state}`];
      });
    }
    this.fault(world, 'abort', emit, (left) => {
      const after = { ...left, executions: this.machine.close(executions, { status: 'aborted' }) };
      return [closed(left, after), 'execution: aborted'];
    });
  }

  private put(world: World, row: Executions['tokens'][number]['row']): World {
    const rows = putWait(world.rows, row, this.rules);
    const same =
      rows === world.rows ||
      rows.get(`${row.instance}\n${row.key}`) === world.rows.get(`${row.instance}\n${row.key}`);
    return same ? world : { ...world, rows, queue: more(world.queue, `wait ${row.token}`) };
  }

  private operatorMoves(world: World, emit: Emit): void {
    const run = world.executions.runs.at(-1);
    if (run !== undefined && (run.status === 'failed' || run.status === 'aborted')) {
      this.fault(world, 'redrive', emit, (left) => {
        const after = { ...left, executions: this.machine.redrive(left.executions) };
        return [closed(left, after), 'operator: redrives in the console'];
      });
    }
    for (const message of world.queue.keys()) {
      if (message.startsWith('close ') && !message.endsWith(' again')) {
        this.fault(world, 'statusLost', emit, (left) => [
          { ...left, queue: less(left.queue, message) },
          `${message} lost`,
        ]);
      }
    }
    for (const [key, row] of world.rows) {
      if (
        row.kind !== 'event' ||
        !['late', 'orphan', 'unexpected'].includes(row.status) ||
        !('payload' in row)
      )
        continue;
      this.fault(world, 'putBack', emit, (left) => {
        const {
          identity,
          payload,
          hold,
          name: of,
          time,
          kind,
          instance,
          choreography,
          correlationId,
          ttl,
        } = row;
        const putBack = row.putBack + 1;
        const receivedAt = new Date(T0 + putBack * 61_000).toISOString();
        const base = { kind, instance, choreography, correlationId, identity, name: of, time, ttl };
        const held = { ...base, receivedAt, payload, hold, putBack, status: 'held' } as const;
        const ghost: Ghost = {
          moved: { ...left.ghost.moved, [identity]: 0 },
          failed: { ...left.ghost.failed, [identity]: false },
          over: { ...left.ghost.over, [identity]: false },
        };
        const rows = new Map(left.rows).set(key, held);
        return [
          { ...left, rows, ghost, queue: more(left.queue, `again ${identity}`) },
          `operator: puts ${identity} back`,
        ];
      });
    }
  }
}

function name(worker: Worker): string {
  const { call } = worker;
  if (call.call === 'putEvent')
    return `putEvent ${call.row.identity} ${call.row.status} if ${call.condition.kind}`;
  return call.call;
}

function ambiguous(reply: Reply): Reply | undefined {
  if (reply.reply === 'written') return { reply: 'refused' };
  if (reply.reply === 'accepted') return { reply: 'unknown' };
  return undefined;
}

function withWorker(world: World, index: number, worker: Worker | undefined): World {
  return { ...world, workers: world.workers.map((old, number) => (number === index ? worker : old)) };
}
