/** Looks for cases on which the two sides disagree. */
import fc from 'fast-check';
import { agree } from './agree.ts';
import { recipes } from './recipe.ts';
import { details, sequences } from './sequences.ts';

const cases = fc.record({ recipe: recipes, opening: details, events: sequences });

/** What it found, shrunk, as a person can read it; undefined where they agree. */
export async function disagreement(numRuns: number, seed?: number): Promise<string | undefined> {
  const run = await fc.check(fc.asyncProperty(cases, agree), {
    numRuns,
    ...(seed === undefined ? {} : { seed }),
  });
  if (!run.failed) return undefined;
  const { errorInstance, seed: used, numRuns: count, numShrinks } = run;
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return `Case ${count} with DIFFERENTIAL_SEED=${used}, shrunk ${numShrinks} times:\n${reason}`;
}
