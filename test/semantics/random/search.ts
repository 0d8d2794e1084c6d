/**
 * Looks for cases on which the two sides disagree. By default the same ones each time; DIFFERENTIAL_RUNS tries so many
 * others, and DIFFERENTIAL_SEED those again that a failure names.
 */
import fc from 'fast-check';
import { agree } from './agree.ts';
import { recipes } from './recipe.ts';
import { details, sequences } from './sequences.ts';

const { DIFFERENTIAL_RUNS: RUNS, DIFFERENTIAL_SEED: SEED } = process.env;

/** In each of the two files, so that two workers share them. */
const USUAL_RUNS = 1000;

const cases = fc.record({ recipe: recipes, opening: details, events: sequences });

/** What it found, shrunk, as a person can read it; undefined where they agree. */
export async function disagreement(usualSeed: number): Promise<string | undefined> {
  const seeded =
    SEED === undefined ? (RUNS === undefined ? { seed: usualSeed } : {}) : { seed: Number(SEED) };
  const run = await fc.check(fc.asyncProperty(cases, agree), {
    numRuns: RUNS === undefined ? USUAL_RUNS : Math.ceil(Number(RUNS) / 2),
    ...seeded,
  });
  if (!run.failed) return undefined;
  const { errorInstance, seed, numRuns, numShrinks } = run;
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return `Case ${numRuns} with DIFFERENTIAL_SEED=${seed}, shrunk ${numShrinks} times:\n${reason}`;
}
