/** Small cases that are walked through completely. `short` ones are part of every test run. */
import { choreography } from './choreographies.ts';
import type { Options } from './choreographies.ts';
import type { Configuration, Rules } from './world.ts';

const line = (options?: Options) =>
  choreography({ A: { on: { a: 'B' } }, B: { on: { b: 'End' } }, End: 'succeeded' }, options);
const twice = choreography({
  A1: { on: { a: 'A2' } },
  A2: { on: { a: 'B', b: 'End' } },
  B: { on: { b: 'End' } },
  End: 'succeeded',
});
const loop = choreography({ A: { on: { a: 'A', b: 'End' } }, End: 'succeeded' });
const all = choreography({ AB: { all: ['a', 'b'], onDone: 'C' }, C: { on: { c: 'End' } }, End: 'succeeded' });
const interrupted = choreography({
  AB: { all: ['a', 'b'], onDone: 'C', on: { i: 'Z' } },
  C: { on: { c: 'End' } },
  Z: { on: { a: 'End' } },
  End: 'succeeded',
});
const guarded = choreography({
  A: { on: { 'a?false': 'B', b: 'B' } },
  B: { on: { a: 'End' } },
  End: 'succeeded',
});
const dropping = choreography({ A: { on: { a: '-', b: 'B' } }, B: { on: { a: 'End' } }, End: 'succeeded' });
const deadline = choreography({
  A: { on: { a: 'B' }, after: 'A2' },
  A2: { on: { a: 'B' } },
  B: { on: { b: 'End' } },
  End: 'succeeded',
});
const detour = choreography({
  A: { on: { a: 'End' }, after: 'X' },
  X: { on: { b: 'A2' } },
  A2: { on: { a: 'End' } },
  End: 'succeeded',
});
const allWithDeadline = choreography({
  AB: { all: ['a', 'b'], onDone: 'End', after: 'C' },
  C: { on: { b: 'End' } },
  End: 'succeeded',
});
const missed = (options?: Options) =>
  choreography(
    {
      A: { on: { a: 'B' }, after: 'Missed' },
      B: { on: { b: 'End' }, after: 'Missed' },
      End: 'succeeded',
      Missed: 'failed',
    },
    options,
  );

const started = true;
const looks = true;
const halt = { policy: 'halt' } as const;
const report = { policy: 'report' } as const;

export const SHORT: Readonly<Record<string, Configuration>> = {
  'a line, started by its event, a later one early': {
    choreography: line(),
    events: { s0: 1, a1: 1, b1: 1 },
  },
  'a start event twice, a crash': { choreography: line(), events: { s0: 2, a1: 1 }, faults: { crash: 1 } },
  'the same event twice, a crash': { choreography: line(), events: { a1: 2 }, started, faults: { crash: 1 } },
  'an event twice, replies lost after the effect': {
    choreography: twice,
    events: { a1: 2 },
    started,
    faults: { ambiguous: 1 },
  },
  'a loop and two events of one name': { choreography: loop, events: { a1: 1, a2: 1 }, started },
  'a guard that does not hold': { choreography: guarded, events: { a1: 1, b1: 1 }, started },
  'a dropped event': { choreography: dropping, events: { a1: 1, b1: 1 }, started },
  'a deadline while an event is on its way': {
    choreography: deadline,
    events: { a1: 1 },
    started,
    faults: { crash: 1, deadline: 1 },
  },
  'a deadline and a late put': {
    choreography: deadline,
    events: { a1: 1 },
    started,
    faults: { deadline: 1, latePut: 1 },
  },
  'a deadline ends it, the status event is lost': {
    choreography: missed(),
    events: { a1: 1 },
    started,
    looks,
    faults: { deadline: 1, statusLost: 1 },
  },
  'strangers: never a start event': { choreography: line(), events: { a1: 2 }, looks, faults: { crash: 1 } },
  'unexpected, reported': { choreography: line(report), events: { a1: 1, a2: 1 }, started, looks },
  'rerun: two start events': {
    choreography: missed({ ...report, rerun: true }),
    events: { s0: 1, s1: 1 },
    faults: { deadline: 1 },
  },
  'no rerun: a second start event': {
    choreography: missed(report),
    events: { s0: 1, s1: 1 },
    looks,
    faults: { deadline: 1, statusLost: 1 },
  },
  'an orphan put back before its start': {
    choreography: line(report),
    events: { a1: 1 },
    looks,
    faults: { putBack: 1, crash: 1 },
  },
  throttled: { choreography: line(), events: { a1: 1, b1: 1 }, started, faults: { throttle: 1 } },
  'an interrupt ends an all': {
    choreography: interrupted,
    events: { i1: 1 },
    started,
    faults: { latePut: 1 },
  },
  'an all, a member comes again': { choreography: all, events: { a1: 1, a2: 1 }, started },
  'aborted and redriven': {
    choreography: line(halt),
    events: { a1: 1 },
    started,
    faults: { abort: 1, redrive: 1 },
  },
};

export const LONG: Readonly<Record<string, Configuration>> = {
  'all of two, one of them doubled': { choreography: all, events: { a1: 2, b1: 1 }, started },
  'an all left by its deadline, a late put': {
    choreography: allWithDeadline,
    events: { b1: 1 },
    started,
    faults: { deadline: 1, latePut: 1 },
  },
  'unexpected, the instance halts, is redriven': {
    choreography: line(halt),
    events: { z0: 1, a1: 1 },
    started,
    faults: { redrive: 1 },
  },
  'aborted and redriven, the event doubled': {
    choreography: line(halt),
    events: { a1: 2 },
    started,
    faults: { abort: 1, redrive: 1 },
  },
  'stream records twice': {
    choreography: twice,
    events: { a1: 1, a2: 1 },
    started,
    faults: { streamTwice: 1 },
  },
  'an interrupt while a member is on its way': {
    choreography: interrupted,
    events: { a1: 1, i1: 1 },
    started,
  },
  'all of two, a member comes again': {
    choreography: all,
    events: { a1: 1, a2: 1 },
    started,
    faults: { crash: 1 },
  },
  'line, start, a twice, looks, crash': {
    choreography: line(),
    events: { s0: 1, a1: 2 },
    looks,
    faults: { crash: 1 },
  },
  'line, a twice, b, two crashes': {
    choreography: line(),
    events: { a1: 2, b1: 1 },
    started,
    faults: { crash: 2 },
  },
  'twice, a twice, a2, crash, ambiguous': {
    choreography: twice,
    events: { a1: 2, a2: 1 },
    started,
    faults: { crash: 1, ambiguous: 1 },
  },
  'loop, three a': { choreography: loop, events: { a1: 1, a2: 1, a3: 1 }, started },
  'all, duplicates, crash': { choreography: all, events: { a1: 2, b1: 2 }, started, faults: { crash: 1 } },
  'all, repeated member, c early': { choreography: all, events: { a1: 1, a2: 1, b1: 1, c1: 1 }, started },
  'interrupted all, crash, late put': {
    choreography: interrupted,
    events: { a1: 1, i1: 1 },
    started,
    faults: { crash: 1, latePut: 1 },
  },
  'detour, report, looks, crash': {
    choreography: detour,
    events: { a1: 2, b1: 1 },
    started,
    looks,
    faults: { deadline: 1, crash: 1 },
  },
  'rerun, duplicates of the first start event, a1': {
    choreography: missed({ ...report, rerun: true }),
    events: { s0: 2, s1: 1, a1: 1 },
    faults: { deadline: 1 },
  },
  'rerun, three start events': {
    choreography: missed({ ...report, rerun: true }),
    events: { s0: 1, s1: 1, s2: 1 },
    faults: { deadline: 1 },
  },
  'two redrives, a halt, status twice': {
    choreography: line(halt),
    events: { z0: 1, a1: 1 },
    started,
    faults: { abort: 1, redrive: 2, statusTwice: 1 },
  },
  'halt, redrive, put back, crash': {
    choreography: line(halt),
    events: { z0: 1, a1: 1 },
    started,
    faults: { redrive: 1, putBack: 1, crash: 1 },
  },
  'halt twice, put back twice, ambiguous, looks': {
    choreography: line(halt),
    events: { z0: 2 },
    started,
    looks,
    faults: { putBack: 2, ambiguous: 1, statusLost: 1 },
  },
};

/** Too big to exhaust: walked through at random, with three workers and all faults at once. */
const faults = {
  crash: 3,
  ambiguous: 3,
  throttle: 2,
  deadline: 2,
  latePut: 2,
  statusLost: 1,
  streamTwice: 2,
};
const redriven = { ...faults, abort: 2, redrive: 2, statusTwice: 1 };
export const WALKED: Readonly<Record<string, Configuration>> = {
  'a line': {
    choreography: line(report),
    events: { s0: 2, a1: 2, a2: 1, b1: 2 },
    looks,
    faults: { ...faults, putBack: 2 },
  },
  'a loop': { choreography: loop, events: { s0: 2, a1: 2, a2: 2, a3: 2, b1: 2 }, looks, faults },
  'an all': {
    choreography: interrupted,
    events: { s0: 2, a1: 2, a2: 1, b1: 2, i1: 1, c1: 1 },
    looks,
    faults,
  },
  'a deadline': { choreography: deadline, events: { s0: 2, a1: 2, a2: 1, b1: 2 }, looks, faults },
  'an all with a deadline': {
    choreography: allWithDeadline,
    events: { s0: 2, a1: 2, b1: 2, b2: 1 },
    looks,
    faults,
  },
  'a detour': { choreography: detour, events: { s0: 2, a1: 2, a2: 1, b1: 1 }, looks, faults },
  'three runs': {
    choreography: missed({ ...report, rerun: true }),
    events: { s0: 2, s1: 2, a1: 2, a2: 1, b1: 1 },
    looks,
    faults,
  },
  'a halt and redrives': {
    choreography: line(halt),
    events: { z0: 1, s0: 2, a1: 2, a2: 1, b1: 1 },
    looks,
    faults: { ...redriven, putBack: 1 },
  },
};

/** What breaks where a rule is left out: the rule, a case that is clean with all rules on, the promise broken. */
export type Ablation = {
  readonly rules: Partial<Rules>;
  readonly configuration: Configuration;
  readonly breaks: string;
};
const two = { choreography: deadline, events: { a1: 2 }, started, faults: { deadline: 1 } } as const;
const one = { choreography: deadline, events: { a1: 1 }, started, faults: { deadline: 1 } } as const;
export const ABLATIONS: Readonly<Record<string, Ablation>> = {
  'a mark only on a held event': { rules: { markGuard: false }, configuration: two, breaks: 'TWICE' },
  'the history decides: not "not delivered"': {
    rules: { history: 'release' },
    configuration: { choreography: twice, events: { a1: 2 }, started, faults: { ambiguous: 1 } },
    breaks: 'TWICE',
  },
  'the history decides: not "delivered"': {
    rules: { history: 'confirm' },
    configuration: one,
    breaks: 'LOST',
  },
  'a WAIT dropped only with its token': {
    rules: { dropGuard: false },
    configuration: one,
    breaks: 'HIDDEN WAIT',
  },
  'a WAIT put only over an older one': {
    rules: { putGuard: false },
    configuration: { ...one, faults: { deadline: 1, latePut: 1 } },
    breaks: 'HIDDEN WAIT',
  },
  'a mark names its trigger': {
    rules: { byTrigger: false },
    configuration: { choreography: line(), events: { a1: 1 }, started, faults: { crash: 1 } },
    breaks: 'IN DOUBT',
  },
  'a look for an event in other hands': {
    rules: { lookForMarked: false },
    configuration: { choreography: detour, events: { a1: 2 }, started, faults: { crash: 1, deadline: 1 } },
    breaks: 'STUCK',
  },
  'DescribeExecution before late': {
    rules: { makeSure: false },
    configuration: { choreography: line(halt), events: { a1: 1 }, started, faults: { abort: 1, redrive: 1 } },
    breaks: 'FALSE ALARM',
  },
  'the put-back count in the conditions': {
    rules: { lifeGuard: false },
    configuration: {
      choreography: line(halt),
      events: { a1: 2 },
      started,
      faults: { abort: 1, redrive: 1, putBack: 1 },
    },
    breaks: 'UNDONE',
  },
};
