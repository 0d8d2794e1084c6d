import type { Branch } from '../definition/model.ts';

/** What an event does at a wait that awaits it. */
export type Selection =
  | { readonly kind: 'to'; readonly target: string }
  /** The branch that holds has no target: the event is recorded as ignored, the wait stays. */
  | { readonly kind: 'drop' }
  /** No guard holds: as if the event were not awaited here. */
  | { readonly kind: 'none' };

/** Takes the first branch that holds. `holds` answers for a guard's source text, evaluated beforehand for this event. */
export function select(branches: readonly Branch[], holds: (guard: string) => boolean): Selection {
  for (const { guard, target } of branches) {
    if (guard !== undefined && !holds(guard)) continue;
    return target === undefined ? { kind: 'drop' } : { kind: 'to', target };
  }
  return { kind: 'none' };
}
