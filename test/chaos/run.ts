/**
 * `npm run chaos -- --instances 10000 --seed 7`: that many stories of the examples on ports in memory, everything going
 * wrong, judged one by one; and the same traffic by the naive protocol. `--only N` plays one of them, `--end-to-end` plays
 * them on the local cloud.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { readMonitored } from './monitored.ts';
import { ours } from './ours.ts';
import { outcomeOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { reportOf } from './report.ts';
import { readTraffic } from './traffic.ts';

const share = z.object({ numbers: z.array(z.number()), seed: z.number(), beside: z.boolean() });
type Share = z.infer<typeof share>;
const USAGE =
  'npm run chaos -- [--instances 1000] [--seed 1] [--only N] [--jobs 2] [--no-naive] [--end-to-end]';

/** One after the other; each from its own number and the seed. */
export async function play(
  { numbers, seed, beside }: Share,
  tell: (outcome: Outcome) => void,
): Promise<void> {
  const monitored = readMonitored();
  const stage = { monitored, trafficFor: readTraffic(monitored), functions: ours(), seed, beside };
  for (const number of numbers) tell(await outcomeOf(number, stage));
}

function playedBy(jobs: number, { numbers, seed, beside }: Share): Promise<readonly (readonly Outcome[])[]> {
  let told = 0;
  const tell = (): void => {
    told += 1;
    if (told % 500 === 0) process.stderr.write(`${told} of ${numbers.length}\n`);
  };
  const shares = Array.from({ length: jobs }, (_, job) =>
    numbers.filter((_number, index) => index % jobs === job),
  );
  return Promise.all(shares.map((own) => inThread({ numbers: own, seed, beside }, tell)));
}

function inThread(workerShare: Share, tell: () => void): Promise<readonly Outcome[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly Outcome[]>();
  const outcomes: Outcome[] = [];
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: workerShare });
  worker.on('message', (outcome: Outcome) => {
    outcomes.push(outcome);
    tell();
  });
  worker.on('error', reject);
  worker.on('exit', () => resolve(outcomes));
  return promise;
}

function positive(text: string, name: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0)
    throw new Error(`--${name} is "${text}", not a whole number.\n${USAGE}`);
  return number;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      instances: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '2' },
      only: { type: 'string' },
      'no-naive': { type: 'boolean', default: false },
      'end-to-end': { type: 'boolean', default: false },
    },
  });
  const instances = positive(values.instances, 'instances');
  const seed = positive(values.seed, 'seed');
  const { only } = values;
  if (values['end-to-end']) {
    const { runEndToEnd } = await import('./end-to-end/run.ts');
    return runEndToEnd({ instances, seed, ...(only !== undefined && { only }) });
  }
  const begun = performance.now();
  const numbers =
    only === undefined ? Array.from({ length: instances }, (_, number) => number) : [positive(only, 'only')];
  const jobs = Math.max(1, Math.min(positive(values.jobs, 'jobs'), numbers.length));
  const outcomes = (await playedBy(jobs, { numbers, seed, beside: !values['no-naive'] })).flat();
  outcomes.sort((a, b) => a.number - b.number);
  const command = `npm run chaos -- --seed ${seed}`;
  const { text, clean } = reportOf(outcomes, { instances: numbers.length, seed, command });
  process.stdout.write(`${text}\n`);
  process.stderr.write(`\n${((performance.now() - begun) / 1000).toFixed(1)} seconds\n`);
  return clean ? 0 : 1;
}

if (!isMainThread) await play(share.parse(workerData), (outcome) => parentPort?.postMessage(outcome));
else if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main();
