/** How an instance ends. */
import { defaultError } from '../definition/names.ts';
import type { Memory } from '../definition/route.ts';
import type { Configuration } from './configuration.ts';
import type { Deciding } from './deciding.ts';
import type { Ground } from './ground.ts';
import type { EndPlace } from './plan.ts';
import { textOf } from './take.ts';

type Ended = Extract<Configuration, { kind: 'ended' }>;

export function failed(endedAt: number, state: string, error: string, cause?: string): Ended {
  return {
    kind: 'ended',
    state,
    endedAt,
    outcome: 'failed',
    error,
    ...(cause === undefined ? {} : { cause }),
  };
}

/** In a final state, whose error and cause may read the context. */
export function* endedIn(place: EndPlace, memory: Memory, at: number): Deciding<Ended> {
  const { name, outcome } = place;
  if (outcome === 'succeeded') return { kind: 'ended', state: name, endedAt: at, outcome };
  const ground: Ground = { memories: [memory], variables: {}, now: at, at };
  const context = memory.context ?? {};
  const error = place.error === undefined ? undefined : yield* textOf(place.error, ground, context);
  const cause = place.cause === undefined ? undefined : yield* textOf(place.cause, ground, context);
  return failed(at, name, error ?? defaultError(name), cause);
}

/** As Step Functions' catchers do. */
export function catches(listed: string, error: string): boolean {
  if (listed === error) return true;
  if (listed === 'States.TaskFailed') return error !== 'States.Timeout';
  return listed === 'States.ALL' && error !== 'States.DataLimitExceeded' && error !== 'States.Runtime';
}
