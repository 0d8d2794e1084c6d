/** What happens beside the functions: a redrive in the console, the sweep, and what is told to nobody. */
import { lastRun } from './ghosts.ts';
import { parse, subjectOf } from './messages.ts';
import { closing } from './performing.ts';
import { instanceIn, withExecutions } from './state.ts';
import type { Emit, World } from './state.ts';
import type { Explored } from './world.ts';

export function operatorMoves(of: Explored, world: World, emit: Emit): void {
  of.machines.forEach((_, instance) => {
    redriveInConsole(of, world, instance, emit);
    sweep(of, world, instance, emit);
  });
  for (const message of world.queue.is.keys()) {
    const { kind } = parse(message);
    if (kind === 'close' && !message.endsWith(' again'))
      of.fault(
        world,
        'statusLost',
        emit,
        (left) => of.less(left, message),
        () => `${message} lost`,
      );
    if (kind === 'wait')
      of.fault(
        world,
        'recordSkipped',
        emit,
        (left) => of.less(left, message),
        () => `${message} skipped`,
      );
  }
}

function redriveInConsole(of: Explored, world: World, instance: number, emit: Emit): void {
  if (of.configuration.redrives === 'tool') return;
  const run = lastRun(world, instance);
  const executions = world.executions[instance];
  if (executions === undefined || (run?.status !== 'failed' && run?.status !== 'aborted')) return;
  of.fault(
    world,
    'redrive',
    emit,
    (left) => {
      const after = of.machine(instance).redrive(executions.is);
      const redriven = withExecutions(left, instance, of.stock.executions.of(after));
      const { sent } = closing(executions.is, after, instance);
      return sent === undefined ? redriven : of.more(redriven, sent);
    },
    () => 'operator: redrives in the console',
  );
}

/** It finds an open INSTANCE by its clock, at any moment and again and again. */
function sweep(of: Explored, world: World, instance: number, emit: Emit): void {
  if (of.configuration.sweeps !== true) return;
  for (const wait of world.rows.is.values()) {
    if (wait.kind !== 'wait' || wait.instance !== of.partition(instance)) continue;
    const message = `wait ${wait.token}`;
    if (wait.wait.decide === undefined || world.queue.is.has(message)) continue;
    emit(of.more(world, message), () => `sweep: ${message}`);
  }
  const row = instanceIn(world.rows.is, of.partition(instance));
  if (row?.status !== 'open') return;
  const message = `check ${subjectOf(row.openedBy, instance)} ${row.run}`;
  if (world.queue.is.has(message)) return;
  emit(of.more(world, message), () => `sweep: ${message}`);
}
