/** Business fields to search by, evaluated at the start and at each delivery. */
import type { Assignment } from '../definition/model.ts';
import type { Memory } from '../definition/route.ts';
import type { Deciding } from '../semantics/deciding.ts';
import { valueOf } from '../semantics/deciding.ts';
import type { Incoming } from '../semantics/respond.ts';
import { firstCharacters } from './cut.ts';
import type { Label, Labels } from './rows.ts';

/** Something to search by, not to read. */
const MOST_CHARACTERS = 250;

/** With the event as root and the context as it is afterwards. What has no value is absent. */
export function* labelsFor(labels: readonly Assignment[], event: Incoming, memory: Memory): Deciding<Labels> {
  const found: [string, Label][] = [];
  const variables = { context: memory.context ?? {} };
  for (const { name, expression } of labels) {
    const value = yield* valueOf({ expression, root: event.payload, variables, now: event.time });
    const label = labelOf(value);
    if (label !== undefined) found.push([name, label]);
  }
  return Object.fromEntries(found);
}

export function changedLabels(before: Labels, after: Labels): Labels {
  const known = new Map(Object.entries(before));
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => known.get(name) !== value));
}

/** A list or an object as its JSON text; a number that the table cannot keep exactly, as its decimal text. */
function labelOf(value: unknown): Label | undefined {
  switch (typeof value) {
    case 'string':
      return firstCharacters(value, MOST_CHARACTERS);
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) return undefined;
      return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : String(value);
    case 'object':
      return value === null ? undefined : firstCharacters(JSON.stringify(value), MOST_CHARACTERS);
    default:
      return undefined;
  }
}
