/** Which attempt of an instance: its run, from 1, and how often that run was redriven. Before the first run: 0.0. */
export type Generation = { readonly run: number; readonly redrive: number };

/** INSTANCE absent counts as run 0, closed. */
export const BEFORE_ALL: Generation = { run: 0, redrive: 0 };

/** Negative where `a` is older than `b`. The run decides before the redrive count. */
export function compareGenerations(a: Generation, b: Generation): number {
  return a.run === b.run ? a.redrive - b.redrive : a.run - b.run;
}

export function printGeneration({ run, redrive }: Generation): string {
  return `${run}.${redrive}`;
}
