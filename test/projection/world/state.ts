/** The state of the world, as plain data, and small changes of it. Fields named `ghost` are for the checks only. */
import type { Call } from '../../../lib/projection/calls.ts';
import type { Phase } from '../../../lib/projection/phases.ts';
import type { EventRow, InstanceRow, Row } from '../../../lib/projection/rows.ts';
import type { Fault } from './configuration.ts';
import type { Executions } from './executions.ts';
import type { Ghost } from './ghosts.ts';
import { again, more } from './messages.ts';
import type { Rows } from './table.ts';

export type Worker = {
  readonly message: string;
  readonly now: number;
  readonly call: Call;
  readonly phase: Phase;
  /** The first page of a torn Query: events and INSTANCE. */
  readonly page?: readonly Row[];
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
/** A little more than every event's hold. */
export const HOLD = 61_000;

/** Emits what a fault makes of the world, if it may still happen. */
export function fault(
  world: World,
  kind: Fault,
  emit: Emit,
  change: (left: World) => readonly [World, string],
): void {
  const times = world.faults[kind] ?? 0;
  if (times === 0) return;
  const [changed, label] = change({ ...world, faults: { ...world.faults, [kind]: times - 1 } });
  emit(changed, () => label);
}

export function withWorker(world: World, index: number, worker: Worker | undefined): World {
  return { ...world, workers: world.workers.map((old, number) => (number === index ? worker : old)) };
}

/** The worker is gone, its message comes again. */
export function giveBack(world: World, index: number): World {
  const message = world.workers[index]?.message;
  if (message === undefined) return world;
  return { ...withWorker(world, index, undefined), queue: more(world.queue, again(message)) };
}

export function eventIn(rows: Rows, identity: string): EventRow | undefined {
  for (const row of rows.values()) if (row.kind === 'event' && row.identity === identity) return row;
  return undefined;
}

export function instanceIn(rows: Rows): InstanceRow | undefined {
  for (const row of rows.values()) if (row.kind === 'instance') return row;
  return undefined;
}
