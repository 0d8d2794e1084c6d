/** What people do: they redrive, and put deviations back; and status events that get lost. */
import type { DeviatingEvent, HeldEvent, Row } from '../../../lib/projection/rows.ts';
import type { Ghost } from './ghosts.ts';
import { less, more } from './messages.ts';
import { closed } from './performing.ts';
import { fault, HOLD, T0 } from './state.ts';
import type { Emit, World } from './state.ts';
import type { Explored } from './world.ts';

export function operatorMoves(of: Explored, world: World, emit: Emit): void {
  const run = world.executions.runs.at(-1);
  if (run?.status === 'failed' || run?.status === 'aborted') {
    fault(world, 'redrive', emit, (left) => {
      const after = { ...left, executions: of.machine.redrive(left.executions) };
      return [closed(left, after), 'operator: redrives in the console'];
    });
  }
  for (const message of world.queue.keys()) {
    if (message.startsWith('close ') && !message.endsWith(' again')) {
      fault(world, 'statusLost', emit, (left) => [
        { ...left, queue: less(left.queue, message) },
        `${message} lost`,
      ]);
    }
    // The second half of a put-back; where the first try ended between them, the command given again sends it.
    if (message.startsWith('send ')) {
      const identity = message.slice('send '.length);
      const sent = more(less(world.queue, message), `again ${identity}`);
      emit({ ...world, queue: sent }, () => `operator: event message for ${identity}`);
    }
  }
  for (const [key, row] of world.rows) {
    if (!isInInbox(row) || world.queue.has(`send ${row.identity}`)) continue;
    fault(world, 'putBack', emit, (left) => [putBack(left, key, row), `operator: puts ${row.identity} back`]);
  }
}

function isInInbox(row: Row): row is DeviatingEvent {
  return row.kind === 'event' && ['late', 'orphan', 'unexpected'].includes(row.status);
}

function putBack(world: World, key: string, row: DeviatingEvent): World {
  const { kind, instance, choreography, correlationId, identity, name, time, payload, hold, ttl } = row;
  const life = row.putBack + 1;
  const held: HeldEvent = {
    ...{ kind, instance, choreography, correlationId, identity, name, time, payload, hold, ttl },
    receivedAt: new Date(T0 + life * HOLD).toISOString(),
    putBack: life,
    status: 'held',
  };
  const { moved, failed, over, dead, clock } = world.ghost;
  const ghost: Ghost = {
    moved: { ...moved, [identity]: 0 },
    failed: { ...failed, [identity]: false },
    over: { ...over, [identity]: false },
    dead,
    clock,
  };
  const rows = new Map(world.rows).set(key, held);
  return { ...world, rows, ghost, queue: more(world.queue, `send ${identity}`) };
}
