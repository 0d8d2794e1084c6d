export type Literal = string | number | boolean | null;

/** What a comparison demands of one value. */
export type Demand =
  | { readonly kind: 'values'; readonly values: readonly Literal[] }
  | { readonly kind: 'range'; readonly low: number; readonly high: number; readonly open: boolean };

export function oneOf(values: readonly Literal[]): Demand {
  return { kind: 'values', values };
}

/** `> 100`: what lies on one side of a number; undefined for what is no such comparison. */
export function bounded(sign: string, bound: number): Demand | undefined {
  const open = sign === '<' || sign === '>';
  if (sign === '<' || sign === '<=')
    return { kind: 'range', low: Number.NEGATIVE_INFINITY, high: bound, open };
  if (sign === '>' || sign === '>=')
    return { kind: 'range', low: bound, high: Number.POSITIVE_INFINITY, open };
  return undefined;
}

/** Whether no value fulfils both. */
export function exclusive(a: Demand, b: Demand): boolean {
  if (a.kind === 'values') return a.values.every((value) => !fulfils(value, b));
  if (b.kind === 'values') return exclusive(b, a);
  return below(a, b) || below(b, a);
}

type Range = Extract<Demand, { kind: 'range' }>;

function below(a: Range, b: Range): boolean {
  return a.high < b.low || (a.high === b.low && (a.open || b.open));
}

function fulfils(value: Literal, demand: Demand): boolean {
  if (demand.kind === 'values') return demand.values.includes(value);
  if (typeof value !== 'number') return false;
  const { low, high, open } = demand;
  return open ? low < value && value < high : low <= value && value <= high;
}
