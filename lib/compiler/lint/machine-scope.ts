/** What a rule sees of a machine, which may be anything. */
export type Fields = { readonly [field: string]: unknown };

export type FindingCode =
  | 'state-name'
  | 'target-outside'
  | 'unreachable'
  | 'variable-name'
  | 'assigned-outside'
  | 'catch-order'
  | 'retry-too-broad'
  | 'expression-invalid'
  | 'expression-reads'
  | 'unbounded';

export type Finding = { readonly code: FindingCode; readonly state: string; readonly message: string };

/** The machine's own states, or those of a branch. */
export type MachineScope = {
  readonly start: unknown;
  readonly states: readonly { readonly name: string; readonly state: Fields }[];
  /** The variables that enclosing scopes assign. */
  readonly outer: ReadonlySet<string>;
  readonly own: ReadonlySet<string>;
};

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** The JSONata in a string `{% … %}`; undefined in any other. */
export function sourceIn(value: string): string | undefined {
  return /^\{%([^]*)%\}$/.exec(value)?.[1];
}
