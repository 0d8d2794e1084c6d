import { fieldsOf, fieldsOfJson, type Field, type Fields, type Within } from './fields.ts';
import type { Node } from './json.ts';
import type { Alternative, Clause, Pattern } from './pattern.ts';

/** Whether the pattern matches an event as `JSON.parse` gives it. What is no object matches no pattern. */
export function matches(pattern: Pattern, event: unknown): boolean {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return false;
  return holds(pattern, fieldsOf(event, pattern));
}

/** The same for an event as `readJson` gives it, with nothing of its text lost. */
export function matchesJson(pattern: Pattern, event: Node): boolean {
  return event.kind === 'object' && holds(pattern, fieldsOfJson(event, pattern));
}

function holds(pattern: Pattern, fields: Fields): boolean {
  return pattern.alternatives.some((alternative) => alternativeHolds(alternative, fields));
}

/**
 * Which element of each array has been settled on. Fields of one array element have to match together: once a clause
 * took its value from an element, the others may not take theirs from another one of the same array.
 */
type Choice = ReadonlyMap<number, number>;

const NONE: Choice = new Map();
const NO_FIELDS: readonly Field[] = [];

function alternativeHolds(alternative: Alternative, fields: Fields): boolean {
  let choices: readonly Choice[] = [NONE];
  for (const [index, clause] of alternative.entries()) {
    const found = fields.get(clause.path) ?? NO_FIELDS;
    choices = extend(choices, clause, found, () => arraysOf(alternative.slice(index + 1), fields));
    if (choices.length === 0) return false;
  }
  return true;
}

/** All choices that are left when this clause holds, too; two that differ only in arrays not needed later are one. */
function extend(
  choices: readonly Choice[],
  clause: Clause,
  found: readonly Field[],
  needed: () => ReadonlySet<number>,
): readonly Choice[] {
  const passing = found.filter(({ leaf }) => clause.tests.some((test) => test(leaf)));
  // The usual case: nothing of this is in an array.
  if (passing.length > 0 && passing.every(({ within }) => within === undefined)) return choices;
  const later = needed();
  const next = new Map<string, Choice>();
  const keep = (choice: Choice): void => {
    const kept = [...choice].filter(([array]) => later.has(array)).sort(([a], [b]) => a - b);
    next.set(kept.join(' '), new Map(kept));
  };
  for (const choice of choices) {
    if (clause.absent && !found.some(({ within }) => fits(choice, within))) keep(choice);
    for (const { within } of passing) if (fits(choice, within)) keep(settle(choice, within));
  }
  return [...next.values()];
}

function fits(choice: Choice, within: Within): boolean {
  for (let at = within; at !== undefined; at = at.outer) {
    const chosen = choice.get(at.array);
    if (chosen !== undefined && chosen !== at.index) return false;
  }
  return true;
}

function settle(choice: Choice, within: Within): Choice {
  const settled = new Map(choice);
  for (let at = within; at !== undefined; at = at.outer) settled.set(at.array, at.index);
  return settled;
}

function arraysOf(clauses: readonly Clause[], fields: Fields): ReadonlySet<number> {
  const arrays = new Set<number>();
  for (const { path } of clauses)
    for (const { within } of fields.get(path) ?? NO_FIELDS)
      for (let at = within; at !== undefined; at = at.outer) arrays.add(at.array);
  return arrays;
}
