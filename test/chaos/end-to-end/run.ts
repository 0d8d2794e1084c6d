/** `npm run chaos -- --end-to-end`: the deployed functions on the local cloud, with everything going wrong around them. */
import { synthesize } from '../../../lib/cli/synthesis.ts';
import { runChaos } from '../../e2e/chaos/chaos.ts';
import { figuresOf, isClean, isWrong, storyOf, table } from '../../e2e/chaos/report.ts';

export type EndToEndOptions = {
  readonly instances: number;
  readonly seed: number;
  /** The number of an instance, or its id, that is to be run alone. */
  readonly only?: string;
  readonly print?: (text: string) => void;
};

/** Gives the exit status: 0 where nothing was lost, doubled, wrong or called for nothing. */
export async function runEndToEnd(options: EndToEndOptions): Promise<number> {
  const { instances, only, print = (text) => void process.stdout.write(`${text}\n`), seed } = options;
  const number = only === undefined ? undefined : Number(/\d+/.exec(only)?.[0]);
  const assembly = await synthesize({ signal: new AbortController().signal });
  try {
    const report = await runChaos({
      ...{ instances, seed, synthesized: assembly.folder, log: print },
      ...(number !== undefined && { only: number }),
    });
    const command = `npm run chaos -- --end-to-end --instances ${instances} --seed ${seed}`;
    for (const outcome of report.outcomes.filter(isWrong)) print(`\n${storyOf(outcome, report, command)}`);
    for (const what of [...report.untold, ...report.lostNobodys, ...report.deadLetters]) print(what);
    print(`\n${table(report)}`);
    return isClean(figuresOf(report)) ? 0 : 1;
  } finally {
    assembly.remove();
  }
}
