/** What people do: they redrive, and put deviations back; and status events that get lost. */
import type { DeviatingEvent, HeldEvent, Row } from '../../../lib/projection/rows.ts';
import { livesAgain } from './ghost.ts';
import { lastRun } from './ghosts.ts';
import { parse, subjectOf } from './messages.ts';
import { closing } from './performing.ts';
import { HOLD, instanceIn, T0, withExecutions } from './state.ts';
import type { Emit, World } from './state.ts';
import type { Explored } from './world.ts';

export function operatorMoves(of: Explored, world: World, emit: Emit): void {
  of.machines.forEach((_, instance) => {
    redriveInConsole(of, world, instance, emit);
    sweep(of, world, instance, emit);
  });
  for (const message of world.queue.is.keys()) {
    const { kind, subject } = parse(message);
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
    // The second half of a put-back; where the first try ended between them, the command given again sends it.
    if (kind === 'send')
      emit(
        of.more(of.less(world, message), `again ${subject}`),
        () => `operator: event message for ${subject}`,
      );
  }
  putBacks(of, world, emit);
}

function redriveInConsole(of: Explored, world: World, instance: number, emit: Emit): void {
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
  const row = instanceIn(world.rows.is, of.partition(instance));
  if (row?.status !== 'open') return;
  const message = `check ${subjectOf(row.openedBy, instance)} ${row.run}`;
  if (world.queue.is.has(message)) return;
  emit(of.more(world, message), () => `sweep: ${message}`);
}

function putBacks(of: Explored, world: World, emit: Emit): void {
  if ((world.faults.is.putBack ?? 0) === 0) return;
  for (const [key, row] of world.rows.is) {
    if (!isInInbox(row)) continue;
    const subject = subjectOf(row.identity, of.indexOf(row.instance));
    if (world.queue.is.has(`send ${subject}`)) continue;
    of.fault(
      world,
      'putBack',
      emit,
      (left) => {
        const rows = of.stock.rows.of(new Map(left.rows.is).set(key, heldAgain(row)));
        const ghost = of.stock.ghost(left.ghost, livesAgain, subject);
        return of.more({ ...left, rows, ghost }, `send ${subject}`);
      },
      () => `operator: puts ${row.identity} back`,
    );
  }
}

function isInInbox(row: Row): row is DeviatingEvent {
  return row.kind === 'event' && ['late', 'orphan', 'unexpected'].includes(row.status);
}

function heldAgain(row: DeviatingEvent): HeldEvent {
  const { kind, instance, choreography, correlationId, identity, name, time, payload, hold, ttl } = row;
  const life = row.putBack + 1;
  return {
    ...{ kind, instance, choreography, correlationId, identity, name, time, payload, hold, ttl },
    receivedAt: new Date(T0 + life * HOLD).toISOString(),
    putBack: life,
    status: 'held',
  };
}
