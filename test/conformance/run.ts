/**
 * `npm run conformance -- --tasks FILE`: plays cases recorded from AWS (one JSON object a line) with the test kit, prints
 * how many agree, and what differs. Cases that the engine refuses by name are listed and not counted.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCases } from './case.ts';
import { reportOf, type Played } from './report.ts';
import { playCase } from './play.ts';

const USAGE = 'npm run conformance -- --tasks FILE [--only TEXT]';

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { tasks: { type: 'string' }, only: { type: 'string' } } });
  const { tasks: file, only = '' } = values;
  if (file === undefined) {
    process.stderr.write(`Say which file of cases: ${USAGE}\n`);
    return 2;
  }
  const played: Played[] = [];
  for (const recorded of readCases(readFileSync(file, 'utf8'))) {
    const { name } = recorded;
    if (name.includes(only)) played.push({ name, verdict: await playCase(recorded) });
  }
  const { text, passed } = reportOf(played);
  process.stdout.write(`${text}\n`);
  return passed ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main();
