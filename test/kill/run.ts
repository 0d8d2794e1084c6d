/**
 * npm run kill-test [-- --times 100 --seed S --lanes 6]
 *
 * Kills the local cloud at random moments under load, starts it again in the same folder, and accounts for everything
 * that was acknowledged. Exits 1 unless nothing was lost, doubled or stuck.
 */
import { parseArgs } from 'node:util';
import { synthesize } from '../../lib/cli/synthesis.ts';
import { runKills } from './kill.ts';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    lanes: { type: 'string', default: '6' },
  },
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const [times, seed, lanes] = [Number(values.times), Number(values.seed), Number(values.lanes)];
print(`seed ${seed}`);
const begun = Date.now();
const assembly = await synthesize({ signal: new AbortController().signal });
try {
  const report = await runKills({ times, seed, lanes, assembly: assembly.folder, log: print });
  const { kills, events, instances, executions, lost, doubled, stuck } = report;
  for (const what of report.wrong) print(what);
  const seconds = Math.round((Date.now() - begun) / 1000);
  for (const [name, count] of Object.entries({
    seed,
    kills,
    instances,
    events,
    executions,
    lost,
    doubled,
    stuck,
    seconds,
  }))
    print(`${name.padEnd(10)}  ${String(count).padStart(8)}`);
  process.exitCode = lost + doubled + stuck === 0 ? 0 : 1;
} finally {
  assembly.remove();
}
