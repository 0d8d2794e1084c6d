/**
 * Walks through the cases and prints a line for each as it is done. Exits 1 where a promise is broken.
 *
 *   npm run explore -- [--only TEXT] [--max STATES] [--seed S] [--walks N]
 */
import { parseArgs } from 'node:util';
import { ABLATIONS } from './cases/ablations.ts';
import { GROUPS } from './cases/groups.ts';
import { WALKED } from './cases/walked.ts';
import { explore } from './explore.ts';
import type { Result } from './explore.ts';
import { randomFrom, walk } from './walk.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    max: { type: 'string', default: '4000000' },
    seed: { type: 'string', default: '1' },
    walks: { type: 'string', default: '1000' },
    help: { type: 'boolean', default: false },
  },
});
const USAGE = `npm run explore -- [options]
  --only TEXT    cases whose group or name has this in it ("walks: " and "rules: " are groups too)
  --max STATES   states of one case, after which it is left (4000000)
  --seed S       of the walks (1)
  --walks N      random walks through each case that is too big (1000)`;

const wanted = (group: string, name: string): boolean => `${group}: ${name}`.includes(values.only);
const most = wholeNumber('max', values.max);
const seed = wholeNumber('seed', values.seed);
const walks = wholeNumber('walks', values.walks);
let broken = 0;

if (values.help) console.log(USAGE);
else {
  exploreAll();
  leaveOutRules();
  walkAll();
  process.exitCode = broken > 0 ? 1 : 0;
}

function exploreAll(): void {
  heading(
    'group | configuration',
    'states | transitions | | violation | seconds',
    '--- | --- | ---: | ---: | --- | --- | ---:',
  );
  for (const [group, cases] of Object.entries(GROUPS)) {
    for (const [name, configuration] of Object.entries(cases)) {
      if (!wanted(group, name)) continue;
      const before = Date.now();
      const result = explore(configuration, most);
      const seconds = ((Date.now() - before) / 1000).toFixed(1);
      row(group, name, ...counted(result), result.violation ?? 'none', seconds);
      if (result.violation !== undefined) breaks(result.trace);
    }
  }
}

function leaveOutRules(): void {
  heading('rule left out', 'configuration | breaks | steps | states', '--- | --- | --- | ---: | ---:');
  for (const [rule, { rules, configuration, of, breaks: promise }] of Object.entries(ABLATIONS)) {
    if (!wanted('rules', rule)) continue;
    const result = explore({ ...configuration, rules }, most);
    const steps = result.violation === undefined ? '-' : String(result.trace.length);
    row(rule, of, result.violation ?? 'none', steps, numeral(result.states));
    if (result.violation?.split(':')[0] !== promise)
      breaks([`It was to break ${promise ?? 'nothing'}.`, ...result.trace]);
  }
}

function walkAll(): void {
  heading('walk, three workers', 'walks | steps | violation', '--- | ---: | ---: | ---');
  for (const [name, configuration] of Object.entries(WALKED)) {
    if (!wanted('walks', name)) continue;
    const random = randomFrom(seed);
    let steps = 0;
    let violation: string | undefined;
    let count = 0;
    for (; count < walks && violation === undefined; count++) {
      const walked = walk(configuration, random);
      steps += walked.steps;
      violation = walked.violation;
      if (violation !== undefined) breaks(walked.trace);
    }
    row(name, numeral(count), numeral(steps), violation ?? 'none');
  }
}

function counted({ states, transitions, complete }: Result): readonly string[] {
  return [numeral(states), numeral(transitions), complete ? 'complete' : 'capped'];
}

function heading(first: string, others: string, line: string): void {
  console.log(`\n| ${first} | ${others} |\n| ${line} |`);
}

function row(...cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

function breaks(trace: readonly string[]): void {
  broken++;
  console.log(trace.map((line, index) => `    ${index + 1}. ${line}`).join('\n'));
}

function numeral(count: number): string {
  return count.toLocaleString('en');
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  console.error(`--${option} ${text}: a whole number is needed, 0 or more.\n${USAGE}`);
  return process.exit(2);
}
