/**
 * The world round the real `begin` and `next`: Step Functions, the table, the stream, the queues and the faults. Each call is
 * one atomic step; computing belongs to the call before it.
 */
import type { Subscription } from '../../../lib/definition/wire.ts';
import type { ExecutionReport } from '../../../lib/projection/calls.ts';
import { executionName, saidBy } from '../../../lib/projection/execution.ts';
import type { Occurrence } from '../../../lib/projection/messages.ts';
import type { InstanceRow } from '../../../lib/projection/rows.ts';
import { conclude } from '../../../lib/semantics/deciding.ts';
import { openBy } from '../../../lib/semantics/respond.ts';
import { subscriptionOf } from './choreographies.ts';
import { ALL_RULES } from './configuration.ts';
import type { Configuration, Fault, Rules } from './configuration.ts';
import { ExecutionMoves } from './execution-moves.ts';
import { Machine } from './executions.ts';
import { reportOf } from './runs.ts';
import type { Executions, Run } from './runs.ts';
import { answerOf } from './expressions.ts';
import { NOTHING_YET } from './ghost.ts';
import { subjectOf } from './messages.ts';
import { operatorMoves } from './operator-moves.ts';
import { OperatorMoves } from './acting.ts';
import { Stock } from './stock.ts';
import { T0 } from './state.ts';
import type { Emit, World } from './state.ts';
import { rowKey } from '../../../lib/testing/world/table-rules.ts';
import type { Rows } from '../../../lib/testing/world/table-rules.ts';
import { WorkerMoves } from './worker-moves.ts';

/** An event as it concerns one instance. */
export type Subject = { readonly subject: string; readonly identity: string; readonly instance: number };

export class Explored {
  readonly configuration: Configuration;
  /** By instance. */
  readonly machines: readonly Machine[];
  readonly subscription: Subscription;
  readonly rules: Rules;
  readonly identities: readonly string[];
  readonly subjects: readonly Subject[];
  readonly operators: number;
  readonly stock = new Stock();
  private readonly runs = new Map<string, { readonly instance: number; readonly run: number }>();
  private readonly workers: WorkerMoves;
  private readonly executions: ExecutionMoves;
  private readonly acts: OperatorMoves;

  constructor(configuration: Configuration) {
    const { choreography, events, lists = {}, instances = 1 } = configuration;
    this.configuration = configuration;
    const { faults = {}, redrives, operators } = configuration;
    const acts = redrives === 'tool' || (faults.putBack ?? 0) > 0 || (faults.close ?? 0) > 0;
    this.operators = operators ?? (acts ? 1 : 0);
    this.rules = { ...ALL_RULES, ...configuration.rules };
    this.machines = Array.from(
      { length: instances },
      (_, index) => new Machine(choreography, String(index + 1), index, this.rules),
    );
    const subscription = subscriptionOf(choreography);
    const accepted = subscription.events.map((event) => ({ ...event, stale: 'accept' as const }));
    this.subscription = this.rules.stale ? subscription : { ...subscription, events: accepted };
    this.identities = [...Object.keys(events), ...Object.keys(lists)];
    this.subjects = this.identities.flatMap((identity) =>
      this.machines.flatMap((_, instance) =>
        instance === 0 || identity in lists
          ? [{ subject: subjectOf(identity, instance), identity, instance }]
          : [],
      ),
    );
    this.machines.forEach(({ correlationId }, instance) => {
      for (const run of [1, 2, 3, 4]) this.runs.set(executionName(correlationId, run), { instance, run });
    });
    this.workers = new WorkerMoves(this);
    this.executions = new ExecutionMoves(this);
    this.acts = new OperatorMoves(this);
  }

  occurrence(identity: string): Occurrence {
    const time = new Date(T0 + this.identities.indexOf(identity)).toISOString();
    const { settle = 0 } = this.configuration.choreography.events[0] ?? {};
    return {
      ...{ name: identity.slice(0, 1), identity, time, hold: 60_000 },
      payload: JSON.stringify(this.configuration.payloads?.[identity] ?? {}),
      ...(settle > 0 && { settle }),
    };
  }

  /** The partition key of an instance. */
  partition(index: number): string {
    return this.machines[index]?.instance ?? '';
  }

  indexOf(instance: string): number {
    return this.machines.findIndex((machine) => machine.instance === instance);
  }

  machine(index: number): Machine {
    const machine = this.machines[index];
    if (machine === undefined) throw new Error(`no instance ${index}`);
    return machine;
  }

  /** Whose execution it is. */
  runOf(execution: string): { readonly instance: number; readonly run: number } {
    const run = this.runs.get(execution);
    if (run === undefined) throw new Error(`no execution ${execution}`);
    return run;
  }

  /** What DescribeExecution says of it. */
  report(run: Run): ExecutionReport {
    const report = reportOf(run);
    return this.rules.generations ? report : { ...report, redrive: 0 };
  }

  first(): World {
    const { events, lists = {}, faults, workers = 2, started = false } = this.configuration;
    const queue = [
      ...Object.entries(events).map(([id, times]) => [`event ${id}`, times] as const),
      ...Object.entries(lists).map(([id, times]) => [`list ${id}`, times] as const),
    ];
    const going = started ? this.machines.map((machine) => this.startedAlready(machine)) : [];
    const rows: Rows = new Map(going.map(({ row }) => [rowKey(row.instance, 'INSTANCE'), row]));
    return {
      rows: this.stock.rows.of(rows),
      executions: this.machines.map((_, index) =>
        this.stock.executions.of(going[index]?.executions ?? { runs: [], tokens: [] }),
      ),
      queue: this.stock.queues.of(new Map(queue)),
      workers: Array.from({ length: workers }, () => undefined),
      operators: Array.from({ length: this.operators }, () => undefined),
      faults: this.stock.faults.of({ ...faults }),
      ghost: this.stock.ghosts.of(NOTHING_YET),
    };
  }

  /** By an event that is long consumed. */
  private startedAlready(machine: Machine): {
    readonly row: InstanceRow;
    readonly executions: Executions;
  } {
    const { instance, correlationId } = machine;
    const { start, memory, labels } = this.subscription;
    const arrived = { name: 's', payload: {}, time: T0 };
    const opened = conclude(openBy(start, memory, arrived, T0), answerOf);
    if (opened.kind !== 'take') throw new Error('s starts nothing');
    const input = JSON.stringify({ instance, run: 1, event: { identity: 's0' } });
    const { context = {} } = opened.answer.memory;
    const row: InstanceRow = {
      ...{ kind: 'instance', instance, choreography: 'm', correlationId, status: 'open', run: 1, redrive: 0 },
      ...{ openedBy: 's0', openedAt: new Date(T0).toISOString(), execution: executionName(correlationId, 1) },
      ...{ overdue: [], timerAt: new Date(T0 + 3_600_000).toISOString(), ttl: 0 },
      labels: Object.fromEntries(labels.map(({ name }) => [name, Number(context[name])])),
    };
    const nobody: Executions = { runs: [], tokens: [] };
    return { row, executions: machine.start(nobody, saidBy(opened.answer, memory), 's0', input) };
  }

  /** Everything that can happen next. */
  successors(world: World, emit: Emit): void {
    this.workers.of(world, emit);
    this.executions.of(world, emit);
    this.acts.of(world, emit);
    operatorMoves(this, world, emit);
  }

  /** Emits what a fault makes of the world, if it may still happen. */
  fault(
    world: World,
    kind: Fault,
    emit: Emit,
    change: (left: World) => World,
    label: () => string,
    violation?: string,
  ): void {
    const faults = this.stock.spend(world.faults, kind);
    if (faults !== undefined) emit(change({ ...world, faults }), label, violation);
  }

  more(world: World, message: string): World {
    return { ...world, queue: this.stock.more(world.queue, message) };
  }

  less(world: World, message: string): World {
    return { ...world, queue: this.stock.less(world.queue, message) };
  }
}
