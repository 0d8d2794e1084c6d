import type { Path } from './problems.ts';
import type { Data } from './data.ts';

/**
 * The keys of the language that this version refuses by name, with what they are for. By the place they stand in:
 * the same word may be fine elsewhere.
 */
const TRANSITION: ReadonlyMap<string, string> = new Map([
  ['assign', 'changing the context'],
  ['actions', 'actions'],
]);

export const LATER = {
  definition: new Map([
    ['on', 'transitions that hold in every state'],
    ['after', 'a deadline that holds in every state'],
    ['due', 'a soft deadline that holds in every state'],
    ['always', 'transitions without an event'],
    ['context', 'context variables'],
    ['settle', 'waiting for older events to overtake'],
    ['stale', 'leaving out events older than the newest one consumed'],
    ['redact', 'leaving out fields of the events'],
    ['labels', 'business fields to search by'],
  ]),
  event: new Map([
    ['settle', 'waiting for older events to overtake'],
    ['stale', 'leaving out events older than the newest one consumed'],
  ]),
  state: new Map([
    ['initial', 'compound states'],
    ['states', 'compound states'],
    ['parallel', 'parallel regions'],
    ['forEach', 'one wait for all items of a list'],
    ['task', 'steps the machine performs itself'],
    ['arguments', 'steps the machine performs itself'],
    ['retry', 'steps the machine performs itself'],
    ['catch', 'steps the machine performs itself'],
    ['next', 'steps the machine performs itself'],
    ['always', 'transitions without an event'],
    ['entry', 'actions on entry'],
  ]),
  transition: TRANSITION,
  /** In `after` and `onDone`, where nobody delivers an event. */
  plain: new Map([...TRANSITION, ['guard', 'a guard where no event is delivered']]),
  clock: new Map([
    ...TRANSITION,
    ['guard', 'a guard on a deadline'],
    ['at', 'a deadline at an instant'],
    ['silence', 'a deadline by silence'],
  ]),
} as const satisfies { readonly [place: string]: ReadonlyMap<string, string> };

/** A form of the language that this version refuses, where its value stands in a place that is supported otherwise. */
export function laterForm(path: Path, value: Data): string | undefined {
  const composite = value !== null && typeof value === 'object';
  const isList = Array.isArray(value);
  const [section, , key] = path;
  if (!composite || section === 'events') return undefined;
  if (path.at(-1) === 'target' && !isList)
    return '`target: { history }` (going back to the state last active)';
  if (section !== 'states') return undefined;
  if (key === 'all' && path.length === 3 && !isList) return '`all` as a mapping (assigning with a member)';
  if (key === 'due' && path.length === 3) return '`due` in any form but one fixed duration';
  if (key === 'onDone' && isList)
    return '`onDone` with several transitions (a guard where no event is delivered)';
  if (key === 'after' && path.length === 4 && isList)
    return '`after` with several transitions on one deadline';
  return undefined;
}

export function notYet(what: string): string {
  return `${what} is not supported yet. Leave it out for now.`;
}

/** Variables of the language, without the `$`, that this version refuses. */
export const LATER_VARIABLES: ReadonlyMap<string, string> = new Map([
  ['context', 'context variables'],
  ['id', 'the correlation id outside the event'],
  ['result', "a task's result"],
  ['item', 'the item of a list'],
  ['items', 'the items of a list'],
]);
