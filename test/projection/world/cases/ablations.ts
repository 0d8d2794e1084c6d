/** What breaks where a rule is left out: the rule, a case that is clean with all rules on, the promise broken. */
import type { Configuration, Rules } from '../configuration.ts';
import { INBOX } from './inbox.ts';
import {
  again,
  asideEnd,
  decided,
  deadline,
  detour,
  halt,
  labelled,
  line,
  looks,
  regions,
  settling,
  snapshots,
  started,
  twice,
} from './machines.ts';
import { REDRIVEN } from './redriven.ts';

export type Ablation = {
  readonly rules: Partial<Rules>;
  readonly configuration: Configuration;
  /** The case in a few words. */
  readonly of: string;
  /** Absent: the rule only saves work. */
  readonly breaks?: string;
  /** Not in every test run. */
  readonly large?: true;
};
const two = { choreography: deadline, events: { a1: 2 }, started, faults: { deadline: 1 } } as const;
const one = { choreography: deadline, events: { a1: 1 }, started, faults: { deadline: 1 } } as const;
const redriven = {
  choreography: line(halt),
  events: { a1: 1 },
  started,
  faults: { abort: 1, redrive: 1 },
} as const;
const broken = { crash: 1, abort: 1, redrive: 1 };

function named(code: string): { readonly of: string; readonly configuration: Configuration } {
  const found = Object.entries({ ...REDRIVEN, ...INBOX }).find(([name]) => name.startsWith(`${code} `));
  if (found === undefined) throw new Error(`no case ${code}`);
  return { of: code, configuration: found[1] };
}

export const ABLATIONS: Readonly<Record<string, Ablation>> = {
  'a mark names its trigger': {
    rules: { byTrigger: false },
    of: 'a line, a1, a crash',
    configuration: { choreography: line(), events: { a1: 1 }, started, faults: { crash: 1 } },
    breaks: 'IN DOUBT',
  },
  'a mark only on a held event': {
    rules: { markGuard: false },
    of: 'a deadline, a1 twice',
    configuration: two,
    breaks: 'TWICE',
  },
  'the history decides: not "not delivered"': {
    rules: { history: 'release' },
    of: 'a awaited twice, a1 twice, a reply lost',
    configuration: { choreography: twice, events: { a1: 2 }, started, faults: { ambiguous: 1 } },
    breaks: 'TWICE',
  },
  'the history decides: not "delivered"': {
    rules: { history: 'confirm' },
    of: 'a deadline, a1',
    configuration: one,
    breaks: 'LOST',
  },
  'a WAIT dropped only with its token': {
    rules: { dropGuard: false },
    of: 'a deadline, a1',
    configuration: one,
    breaks: 'HIDDEN WAIT',
  },
  'a WAIT put only over an older one': {
    rules: { putGuard: false },
    of: 'a deadline, a1, a late put',
    configuration: { ...one, faults: { deadline: 1, latePut: 1 } },
    breaks: 'HIDDEN WAIT',
  },
  'held, then read again': {
    rules: { lookAfterHeld: false },
    of: 'a line, a1',
    configuration: { choreography: line(), events: { a1: 1 }, started },
    breaks: 'STUCK',
  },
  'work for the others when its own is settled': {
    rules: { others: false },
    of: 'a awaited twice, a1, a2, b1, a crash',
    configuration: { choreography: twice, events: { a1: 1, a2: 1, b1: 1 }, started, faults: { crash: 1 } },
    breaks: 'STUCK',
    large: true,
  },
  'a look for an event in other hands': {
    rules: { lookForMarked: false },
    of: 'a detour, a1 twice, a crash',
    configuration: { choreography: detour, events: { a1: 2 }, started, faults: { crash: 1, deadline: 1 } },
    breaks: 'STUCK',
  },
  'anticipated is what any region awaits later': {
    rules: { anticipateAll: false },
    of: 'two regions, a1, b1',
    configuration: { choreography: asideEnd(), events: { a1: 1, b1: 1 }, started },
    breaks: 'FALSE ALARM',
  },
  'the redrive count in the generation': {
    rules: { generations: false },
    ...named('R6'),
    breaks: 'FALSE ALARM',
  },
  'INSTANCE closed only if it is not newer': {
    rules: { closeGuard: false },
    ...named('T5'),
    breaks: 'TWO RUNS at once',
  },
  'a newer WAIT opens INSTANCE again': {
    rules: { newerWait: false },
    of: 'aborted and redriven, a1',
    configuration: redriven,
  },
  'a newer WAIT opens INSTANCE again (torn reads)': {
    rules: { newerWait: false },
    of: 'aborted and redriven, a1, torn reads',
    configuration: { ...redriven, torn: true },
  },
  'DescribeExecution before late': {
    rules: { makeSure: false },
    of: 'aborted and redriven, a1',
    configuration: redriven,
    breaks: 'FALSE ALARM',
  },
  'DescribeExecution before late (the tool, torn reads)': {
    rules: { makeSure: false },
    ...named('T4'),
    breaks: 'FALSE ALARM',
  },
  'the mark of a start names the generation that it follows': {
    rules: { markAfter: false },
    ...named('T11'),
    breaks: 'TWICE AT RISK',
  },
  'what is claimed is looked at later': {
    rules: { lookAgain: false },
    of: 'claimed, and never redriven: a1, looks',
    configuration: { ...redriven, looks, redrives: 'tool', abandoned: true, faults: broken },
    breaks: 'LIVELOCK',
  },
  'the tool claims first': {
    rules: { claimFirst: false },
    ...named('T5'),
    breaks: 'TWO RUNS at once',
  },
  'with rerun only the command redrives': {
    rules: {},
    of: 'T5, redriven in the console',
    configuration: byHand(named('T5').configuration),
    breaks: 'TWO RUNS at once',
  },
  'a claim can be repeated': {
    // Who is refused reads whose claim it is, and goes on where it is its own.
    rules: { claimRepeat: false },
    of: 'the tool, aborted, a1, a crash',
    configuration: { ...redriven, redrives: 'tool', faults: broken },
  },
  'a claim where INSTANCE is open': {
    rules: { claimOpen: false },
    ...named('T2'),
    breaks: 'REFUSED',
  },
  'a client token for each generation': {
    rules: { clientToken: false },
    ...named('T8'),
    breaks: 'TWO RUNS at once',
  },
  'the put-back count in the conditions': {
    rules: { lifeGuard: false },
    ...named('I2'),
    breaks: 'UNDONE',
  },
  'the put-back count in confirm and release (I11)': {
    rules: { lifeConfirm: false },
    ...named('I11'),
    breaks: 'UNDONE',
  },
  'the put-back count in confirm and release (I12)': {
    rules: { lifeConfirm: false },
    ...named('I12'),
    breaks: 'UNDONE',
  },
  'the put-back count in what is sent': {
    rules: { lifeSent: false },
    ...named('I11'),
    breaks: 'UNDONE',
  },
  'a hold ends by its own clock': {
    rules: { ownClock: false },
    ...named('I4'),
    breaks: 'FALSE ALARM',
  },
  'a look for the moment when an event is old enough': {
    rules: { lookAtSettle: false },
    of: 'settling, a1',
    configuration: { choreography: settling, events: { a1: 1 }, started },
    breaks: 'STUCK',
  },
  'what settles still goes before what is younger': {
    rules: { olderFirst: false },
    of: 'settling, a1, a2',
    configuration: { choreography: settling, events: { a1: 1, a2: 1 }, started },
    breaks: 'ORDER',
  },
  'whoever leaves a region deletes its WAIT': {
    rules: { leaves: false },
    of: 'an interrupt ends two regions',
    configuration: { choreography: regions(), events: { a1: 1, i1: 1 }, started },
  },
  'a newer WAIT shows that a region was left': {
    rules: { leftBehind: false },
    of: 'an all entered anew when it is done: a1, b1, a2',
    configuration: { choreography: again, events: { a1: 1, b1: 1, a2: 1 }, started },
    breaks: 'FALSE DROP',
  },
  'a decision wait is answered': {
    rules: { decisions: false },
    of: 'a deadline that has to be decided',
    configuration: { choreography: decided, events: {}, started, faults: { deadline: 1 } },
    breaks: 'UNANSWERED',
  },
  'labels are set only over those of an earlier delivery': {
    rules: { labelOrder: false },
    of: 'labels, a1, a2',
    configuration: { choreography: labelled, events: { a1: 1, a2: 1 }, started },
    breaks: 'MISLABELLED',
  },
  'stale events are passed over': {
    rules: { stale: false },
    of: 'snapshots, a1, b1',
    configuration: { choreography: snapshots, events: { a1: 1, b1: 1 }, started },
    breaks: 'STALE',
  },
};

function byHand(configuration: Configuration): Configuration {
  const { redrives, ...rest } = configuration;
  return redrives === undefined ? configuration : rest;
}
