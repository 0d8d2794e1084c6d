import jsonata from 'jsonata';

/** A parsed JSONata expression. May be kept and evaluated any number of times, also side by side. */
export type Expression = { readonly source: string; readonly compiled: jsonata.Expression };

export type Parsed =
  | { readonly kind: 'expression'; readonly expression: Expression }
  /** `position` counts characters of the source from 0 and points at the token that does not fit. */
  | { readonly kind: 'invalid'; readonly message: string; readonly position: number };

/** Parses with jsonata 2.0.6, the version Step Functions implements. */
export function parseExpression(source: string): Parsed {
  if (source.trim() === '') return { kind: 'invalid', message: 'The expression is empty', position: 0 };
  try {
    return { kind: 'expression', expression: { source, compiled: jsonata(source) } };
  } catch (error) {
    return { kind: 'invalid', message: messageOf(error), position: positionOf(error, source) };
  }
}

/** What jsonata throws is a plain object, not an `Error`. */
export function messageOf(error: unknown): string {
  if (error instanceof RangeError) return 'The expression is nested too deeply';
  if (
    typeof error === 'object' &&
    error !== null &&
    'message' in error &&
    typeof error.message === 'string'
  ) {
    return error.message;
  }
  return String(error);
}

/** jsonata's own errors have one. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof Error || typeof error !== 'object' || error === null) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** jsonata tells where the offending token ends; people look for where it begins. */
function positionOf(error: unknown, source: string): number {
  if (typeof error !== 'object' || error === null) return 0;
  const end = 'position' in error && typeof error.position === 'number' ? error.position : source.length;
  const token = 'token' in error && typeof error.token === 'string' ? error.token : '';
  if (token === '' || token === '(end)') return Math.min(end, source.length);
  const begin = source.lastIndexOf(token, end - token.length);
  return begin === -1 ? Math.min(end, source.length) : begin;
}
