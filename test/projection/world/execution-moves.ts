/** What the executions do by themselves: waits are put, deadlines pass, and things go wrong. */
import type { WaitingRow } from '../../../lib/projection/rows.ts';
import type { Fault } from './configuration.ts';
import { changeToken } from './runs.ts';
import type { Executions } from './runs.ts';
import { Known } from './parts.ts';
import type { Part } from './parts.ts';
import { closing } from './performing.ts';
import { withExecutions } from './state.ts';
import type { Emit, World } from './state.ts';
import { putWait } from '../../../lib/testing/world/table-rules.ts';
import type { Rows } from '../../../lib/testing/world/table-rules.ts';
import type { Explored } from './world.ts';

type Move = {
  readonly label: string;
  /** All of these have to happen. */
  readonly faults: readonly Fault[];
  readonly executions: Part<Executions>;
  readonly puts?: WaitingRow;
  readonly sent?: string;
};

export class ExecutionMoves {
  private readonly explored: Explored;
  private readonly moves = new Known<number, readonly Move[]>();
  private readonly puts = new Known<WaitingRow, { readonly rows: Part<Rows>; readonly changed: boolean }>();

  constructor(of: Explored) {
    this.explored = of;
  }

  of(world: World, emit: Emit): void {
    world.executions.forEach((executions, instance) => {
      const moves = this.moves.get(executions, instance, () => this.movesOf(executions.is, instance));
      for (const move of moves) this.make(world, instance, move, emit);
    });
  }

  private make(world: World, instance: number, move: Move, emit: Emit): void {
    const { stock } = this.explored;
    let { faults } = world;
    for (const kind of move.faults) {
      const left = stock.spend(faults, kind);
      if (left === undefined) return;
      faults = left;
    }
    let after = withExecutions({ ...world, faults }, instance, move.executions);
    if (move.puts !== undefined) after = this.put(after, move.puts);
    if (move.sent !== undefined) after = this.explored.more(after, move.sent);
    emit(after, () => move.label);
  }

  /** The stream tells of it only if it changed something. */
  private put(world: World, row: WaitingRow): World {
    const { stock, rules } = this.explored;
    const { rows, changed } = this.puts.get(world.rows, row, () => {
      const after = putWait(world.rows.is, row, rules);
      const key = `${row.instance}\n${row.key}`;
      return { rows: stock.rows.of(after), changed: after.get(key) !== world.rows.is.get(key) };
    });
    return changed ? this.explored.more({ ...world, rows }, `wait ${row.token}`) : world;
  }

  private movesOf(all: Executions, instance: number): readonly Move[] {
    const { stock, configuration, machines } = this.explored;
    const machine = machines[instance];
    if (machine === undefined) return [];
    const moves: Move[] = [];
    const add = (
      label: string,
      faults: readonly Fault[],
      after: Executions,
      more: Pick<Move, 'puts' | 'sent'> = {},
    ): void => {
      moves.push({ label, faults, executions: stock.executions.of(after), ...more });
    };
    all.tokens.forEach(({ end, late, phase, row, shown }, index) => {
      if (phase === 'putting') {
        const waiting = changeToken(all, index, { phase: 'waiting' });
        const label = `execution: puts ${row.key} ${row.token}`;
        add(label, [], waiting, { puts: row });
        const twice = changeToken(waiting, index, { late: true });
        add(`${label}; the same put is still under way`, ['latePut'], twice, { puts: row });
        const told = `${label}, is told that it failed, and tries again under a new token`;
        add(told, ['putFailed'], machine.retry(waiting, index), { puts: row });
      }
      if (late) {
        const label = `table: the late put of ${row.token} arrives`;
        add(label, [], changeToken(all, index, { late: false }), { puts: row });
      }
      if (configuration.lag === true && end !== undefined && !shown)
        add(`history: shows how ${row.token} ended`, [], changeToken(all, index, { shown: true }));
    });
    const run = all.runs.at(-1);
    if (run?.status !== 'running') return moves;
    const ends = (kind: 'deadline' | 'abort', after: Executions, label: string): void => {
      add(label, [kind], after, closing(all, after, instance));
      all.tokens.forEach(({ phase, row }, index) => {
        if (phase !== 'putting') return;
        const late = changeToken(after, index, { late: true });
        const overtaken = `${label}, while ${row.token} is still being put`;
        add(overtaken, [kind, 'latePut'], late, closing(all, after, instance));
      });
    };
    for (const path of machine.deadlines(all)) {
      ends('deadline', machine.deadline(all, path), `execution: deadline of ${run.flows[path]?.place ?? ''}`);
    }
    ends('abort', machine.close(all, { status: 'aborted' }), 'execution: aborted');
    return moves;
  }
}
