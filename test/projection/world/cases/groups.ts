/** All cases that can be walked through completely, by what they are about. */
import type { Configuration } from '../configuration.ts';
import { AROUND } from './around.ts';
import { CORE } from './core.ts';
import { EVERY_RUN } from './every-run.ts';
import { INBOX } from './inbox.ts';
import { LARGER } from './larger.ts';
import { PARALLEL } from './parallel.ts';
import { REDRIVEN } from './redriven.ts';
import { RUNS } from './runs.ts';
import { TORN_AND_LATE } from './torn-and-late.ts';

/** The larger ones of what goes on around, and the smaller ones of the others: which of them every test run walks through. */
const TOO_LARGE = [
  'the sweep: a status event that never comes, a crash, looks',
  'an always, a crash, replies lost',
];
const SMALLER = [
  'line, replies lost twice',
  'line, torn reads',
  'strangers: never a start event, looks',
  'parallel to the end, a1, b1, crash',
];

export function everyTestRun(): Readonly<Record<string, Configuration>> {
  const around = Object.entries(AROUND).filter(([name]) => !TOO_LARGE.includes(name));
  const others = [CORE, PARALLEL, RUNS, REDRIVEN, INBOX].flatMap((cases) =>
    Object.entries(cases).filter(([name]) => SMALLER.includes(name)),
  );
  return { ...EVERY_RUN, ...Object.fromEntries([...around, ...others]) };
}

export const GROUPS: Readonly<Record<string, Readonly<Record<string, Configuration>>>> = {
  'every run': EVERY_RUN,
  core: CORE,
  parallel: PARALLEL,
  runs: RUNS,
  redrive: REDRIVEN,
  inbox: INBOX,
  around: AROUND,
  language: LARGER,
  'torn and late': TORN_AND_LATE,
};
