/** What a story showed, in lines that two clouds can be compared by: nothing in them is an id, a time or a place. */
export type Trace = {
  readonly story: string;
  readonly parts: readonly Part[];
};

/** `about`: what is told, as "the history of car-1001". */
export type Part = { readonly about: string; readonly lines: readonly string[] };
