/** The parts of a plan as they are written into rows: the keys in one order, whoever built them; the same bytes every time. */

const ORDER = [
  ...['event', 'place', 'level', 'kind', 'guard', 'assign', 'name', 'expression', 'history'],
  ...['awaits', 'always', 'gather', 'members', 'each', 'decide', 'entered', 'clocks', 'routes', 'ways'],
  ...['way', 'to', 'keep', 'start', 'remember', 'actions', 'action', 'id', 'moment', 'delay', 'items'],
  ...['around', 'tells'],
];

const RANK: ReadonlyMap<string, number> = new Map(ORDER.map((key, rank) => [key, rank]));

export function writtenRules(value: unknown): string {
  return JSON.stringify(ordered(value));
}

/** Keys that are none of the plan's, as names of compounds, stay where they are. */
function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  if ('kind' in value && value.kind === 'task' && 'resource' in value) {
    // The machine performs it; who answers the wait need not know how.
    return { kind: 'task', resource: value.resource, arguments: null, retry: [] };
  }
  const rankOf = (key: string) => RANK.get(key) ?? ORDER.length;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(
    entries
      .sort(([a], [b]) => rankOf(a) - rankOf(b))
      .map(([key, part]: [string, unknown]) => [key, ordered(part)]),
  );
}
