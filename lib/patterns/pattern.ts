import type { Leaf } from './leaf.ts';

/** Whether a value is one that the pattern lists for its field. */
export type Test = (leaf: Leaf) => boolean;

/** One entry of a field's list. `wildcards`: those in it, each as the literal texts between its stars. */
export type Matcher =
  | { readonly kind: 'test'; readonly test: Test; readonly wildcards?: readonly (readonly string[])[] }
  | { readonly kind: 'absent' };

/** What a pattern demands of one field: a value that passes one of the tests, or (`exists: false`) that it is absent. */
export type Clause = {
  /** The field's keys, joined with dots; a dot inside a key joins like one between keys. */
  readonly path: string;
  readonly tests: readonly Test[];
  readonly absent: boolean;
};

/** All of its clauses have to hold, in the order of their paths. */
export type Alternative = readonly Clause[];

/** A pattern matches if one of its alternatives holds; without `$or` there is one. */
export type Pattern = {
  readonly alternatives: readonly Alternative[];
  /** The paths of all clauses. */
  readonly paths: ReadonlySet<string>;
  /** What leads to a path: for `detail.order.id`, `detail` and `detail.order`. */
  readonly prefixes: ReadonlySet<string>;
};

export type ParsedPattern =
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  /** `places`: where AWS's message says that it is wrong, as offsets in the text from 0; often one, also none or two. */
  | { readonly kind: 'invalid'; readonly message: string; readonly places: readonly number[] };
