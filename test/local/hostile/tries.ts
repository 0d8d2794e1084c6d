/**
 * How often something is tried: a few times by `npm test`, FUZZ_RUNS times by `npm run fuzz`. FUZZ_SEED says where to
 * begin; without it each run begins elsewhere. What fails is told with its seed.
 */
export function tries(few: number): { readonly numRuns: number; readonly seed: number } {
  const { FUZZ_RUNS, FUZZ_SEED } = process.env;
  const seed = Number(FUZZ_SEED ?? Date.now() % 1_000_000_000);
  if (FUZZ_RUNS !== undefined) process.stdout.write(`FUZZ_SEED=${seed}\n`);
  return { numRuns: Number(FUZZ_RUNS ?? few), seed };
}
