/** What the executions do by themselves: waits are put, deadlines pass, and things go wrong. */
import { changeToken } from './executions.ts';
import { more } from './messages.ts';
import { closed } from './performing.ts';
import { fault } from './state.ts';
import type { Emit, World } from './state.ts';
import { putWait } from './table.ts';
import type { Explored } from './world.ts';

type Row = World['executions']['tokens'][number]['row'];

export function executionMoves(of: Explored, world: World, emit: Emit): void {
  const { tokens } = world.executions;
  tokens.forEach(({ end, late, phase, row, shown }, index) => {
    if (phase === 'putting') puts(of, world, index, row, emit);
    if (late) {
      const arrived = put(of, world, row);
      const settled = change(arrived, index, { late: false });
      emit(settled, () => `table: the late put of ${row.token} arrives`);
    }
    if (of.configuration.lag === true && end !== undefined && !shown)
      emit(change(world, index, { shown: true }), () => `history: shows how ${row.token} ended`);
  });
  ends(of, world, emit);
}

function puts(of: Explored, world: World, index: number, row: Row, emit: Emit): void {
  const waiting = change(put(of, world, row), index, { phase: 'waiting' });
  const label = `execution: puts ${row.key} ${row.token}`;
  emit(waiting, () => label);
  fault(waiting, 'latePut', emit, (left) => [
    change(left, index, { late: true }),
    `${label}; the same put is still under way`,
  ]);
  fault(waiting, 'putFailed', emit, (left) => [
    { ...left, executions: of.machine.retry(left.executions, index) },
    `${label}, is told that it failed, and tries again under a new token`,
  ]);
}

function ends(of: Explored, world: World, emit: Emit): void {
  const { executions } = world;
  const run = executions.runs.at(-1);
  if (run?.status !== 'running') return;
  const end = (kind: 'deadline' | 'abort', after: World['executions'], label: string): void => {
    const ended = (left: World): World => closed(left, { ...left, executions: after });
    fault(world, kind, emit, (left) => [ended(left), label]);
    executions.tokens.forEach(({ phase, row }, index) => {
      if (phase !== 'putting') return;
      const unfinished: Emit = (left) => {
        fault(left, 'latePut', emit, (more) => [
          change(more, index, { late: true }),
          `${label}, while ${row.token} is still being put`,
        ]);
      };
      fault(world, kind, unfinished, (left) => [ended(left), '']);
    });
  };
  for (const path of of.machine.deadlines(executions)) {
    const label = `execution: deadline of ${run.flows[path]?.place ?? ''}`;
    end('deadline', of.machine.deadline(executions, path), label);
  }
  end('abort', of.machine.close(executions, { status: 'aborted' }), 'execution: aborted');
}

function change(world: World, index: number, to: Parameters<typeof changeToken>[2]): World {
  return { ...world, executions: changeToken(world.executions, index, to) };
}

/** The stream tells of it only if it changed something. */
function put(of: Explored, world: World, row: Row): World {
  const rows = putWait(world.rows, row, of.rules);
  const key = `${row.instance}\n${row.key}`;
  if (rows.get(key) === world.rows.get(key)) return world;
  return { ...world, rows, queue: more(world.queue, `wait ${row.token}`) };
}
