/** Business fields to search by, evaluated at the start and at each delivery. */
import type { Assignment } from '../definition/model.ts';
import type { Memory } from '../definition/route.ts';
import type { Deciding } from '../semantics/deciding.ts';
import { valueOf } from '../semantics/deciding.ts';
import type { Incoming } from '../semantics/respond.ts';
import { firstCharacters } from './cut.ts';
import type { DeliverMark, Label, Labels, WaitingRow } from './rows.ts';
import type { Situation } from './situation.ts';
import { putAt } from './standing.ts';

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

/**
 * The labels as they will be when all that is on its way has come. Without: what is not written yet would count as not
 * changed, and a label that goes back to what it was would stay as the delivery between has left it.
 */
export function labelsOf({ instance, events }: Pick<Situation, 'instance' | 'events'>): Labels {
  const known = instance?.labelOrder ?? 0;
  const coming = relabelling(instance?.run, events).filter(({ labelOrder = known }) => labelOrder >= known);
  return coming.reduce<Labels>((before, { labels }) => ({ ...before, ...labels }), instance?.labels ?? {});
}

/**
 * Without: a function that was stopped before it set the labels of its delivery would, when it goes on, set them over
 * those of the next one. Later than all that is known, and than the wait was put: of two pages that were read, the first
 * may be older than the delivery that led to the wait in the second.
 */
export function nextLabelOrder(
  { instance, events }: Pick<Situation, 'instance' | 'events'>,
  wait: WaitingRow,
): number {
  const orders = relabelling(instance?.run, events).map(({ labelOrder = 0 }) => labelOrder);
  return Math.max(putAt(wait), instance?.labelOrder ?? 0, ...orders) + 1;
}

/** The deliveries to that run on their way, earlier ones first. */
function relabelling(run: number | undefined, events: Situation['events']): readonly DeliverMark[] {
  const marks = events.flatMap((event) => (event.status === 'sent' ? [event.mark] : []));
  return marks
    .flatMap((mark) =>
      mark.kind === 'deliver' && mark.run === run && mark.labels !== undefined ? [mark] : [],
    )
    .sort((a, b) => (a.labelOrder ?? 0) - (b.labelOrder ?? 0));
}

export function changedLabels(before: Labels, after: Labels): Labels {
  const known = new Map(Object.entries(before));
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => known.get(name) !== value));
}

/** DynamoDB has no number that is nearer to 0, and refuses the whole row. */
const SMALLEST = 1e-130;

function isKept(magnitude: number): boolean {
  return magnitude === 0 || (magnitude >= SMALLEST && magnitude <= Number.MAX_SAFE_INTEGER);
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
      return isKept(Math.abs(value)) ? value : String(value);
    case 'object':
      return value === null ? undefined : firstCharacters(JSON.stringify(value), MOST_CHARACTERS);
    default:
      return undefined;
  }
}
