/** The state of the world, as plain data. Fields named `ghost` are for the checks only. */
import { KEY } from '../../../lib/definition/wire.ts';
import type { Call } from '../../../lib/projection/calls.ts';
import type { Phase } from '../../../lib/projection/phases.ts';
import type { EventRow, InstanceRow, Row } from '../../../lib/projection/rows.ts';
import type { Acting } from './acting.ts';
import type { Executions } from './runs.ts';
import type { Ghost } from './ghost.ts';
import type { Queue } from './messages.ts';
import type { Part } from './parts.ts';
import { rowKey } from '../../../lib/testing/world/table-rules.ts';
import type { Rows } from '../../../lib/testing/world/table-rules.ts';

export type Worker = {
  readonly message: string;
  readonly now: number;
  readonly call: Call;
  readonly phase: Phase;
  /** The first page of a torn Query: events and INSTANCE. */
  readonly page?: readonly Row[];
  /** Ghost: held when the partition was read, where the next write is a delivery. */
  readonly held: readonly string[];
  /** Ghost: the next write says `late` or `ignored`, and when that was decided the run was going, or awaited it. */
  readonly running: boolean;
};

export type Faults = Readonly<Record<string, number>>;

export type World = {
  readonly rows: Part<Rows>;
  /** By instance. */
  readonly executions: readonly Part<Executions>[];
  readonly queue: Part<Queue>;
  readonly workers: readonly (Part<Worker> | undefined)[];
  readonly operators: readonly (Part<Acting> | undefined)[];
  /** How often each may still happen. */
  readonly faults: Part<Faults>;
  readonly ghost: Part<Ghost>;
};

export type Emit = (world: World, label: () => string, violation?: string) => void;

export const T0 = Date.parse('2026-01-01T00:00:00.000Z');
/** A little more than every event's hold, and than waits that stand side by side may take to be there. */
export const HOLD = 361_000;

export function withWorker(world: World, index: number, worker: Part<Worker> | undefined): World {
  const workers = world.workers.slice();
  workers[index] = worker;
  return { ...world, workers };
}

export function withOperator(world: World, index: number, operator: Part<Acting> | undefined): World {
  const operators = world.operators.slice();
  operators[index] = operator;
  return { ...world, operators };
}

export function withExecutions(world: World, index: number, executions: Part<Executions>): World {
  const all = world.executions.slice();
  all[index] = executions;
  return { ...world, executions: all };
}

export function eventIn(rows: Rows, instance: string, identity: string): EventRow | undefined {
  const row = rows.get(rowKey(instance, KEY.event + identity));
  return row?.kind === 'event' ? row : undefined;
}

export function instanceIn(rows: Rows, instance: string): InstanceRow | undefined {
  const row = rows.get(rowKey(instance, KEY.instance));
  return row?.kind === 'instance' ? row : undefined;
}
