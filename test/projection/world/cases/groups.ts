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
