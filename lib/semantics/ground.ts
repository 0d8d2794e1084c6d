/** Where a route is tried: what its expressions see, and the memories it may change. */
import type { Json, Moment } from '../definition/model.ts';
import type { Memory } from '../definition/route.ts';
import { parseDuration } from '../definition/duration.ts';
import { instantFrom } from '../expressions/instants.ts';
import type { Deciding, Question } from './deciding.ts';

export type Ground = {
  /** By level; the last is the place's own. */
  readonly memories: readonly Memory[];
  /** The event's envelope; absent where there is no event. */
  readonly root?: unknown;
  /** Variables beside `context`: `result`, `item`, `items`. */
  readonly variables: { readonly [name: string]: Json };
  /** What `$now()` gives. */
  readonly now: number;
  /** When it happens: from here clocks count. */
  readonly at: number;
};

export function levelOf(ground: Ground): number {
  return ground.memories.length - 1;
}

export function memoryAt(ground: Ground, level: number): Memory {
  return ground.memories[level] ?? {};
}

export function contextOf(ground: Ground): { readonly [name: string]: Json } {
  return memoryAt(ground, levelOf(ground)).context ?? {};
}

/** With the event as root, unless it is left out. */
export function question(expression: string, ground: Ground, context = contextOf(ground)): Question {
  const { variables, now } = ground;
  const asked = { expression, variables: { ...variables, context }, now };
  return 'root' in ground && ground.root !== undefined ? { ...asked, root: ground.root } : asked;
}

export function withoutEvent({ memories, variables, now, at }: Ground): Ground {
  return { memories, variables, now, at };
}

/** `failed`: no moment comes of it. `never`: the expression has no value, so the clock does not run. */
export type Due = number | 'never' | 'failed';

/** When a moment that starts here falls due; in epoch milliseconds. It reads the context as it is afterwards. */
export function* instantOf(
  moment: Moment,
  ground: Ground,
  context: { readonly [name: string]: Json },
): Deciding<Due> {
  switch (moment.kind) {
    case 'delay':
    case 'silence':
      return ground.at + moment.delay;
    case 'at':
    case 'computed delay': {
      const evaluated = yield question(moment.expression, withoutEvent(ground), context);
      if (evaluated.kind === 'nothing') return 'never';
      if (evaluated.kind === 'failed') return 'failed';
      return moment.kind === 'at'
        ? (instantFrom(evaluated.value) ?? 'failed')
        : later(evaluated.value, ground.at);
    }
  }
}

function later(value: unknown, at: number): Due {
  const delay = typeof value === 'string' ? parseDuration(value) : value;
  return typeof delay === 'number' && Number.isFinite(delay) && instantFrom(at + delay) !== undefined
    ? at + Math.max(0, Math.floor(delay))
    : 'failed';
}
