/** Too big to exhaust: walked through at random, with three workers and all faults at once. */
import type { Configuration } from '../configuration.ts';
import {
  again,
  line,
  loop,
  interrupted,
  deadline,
  detour,
  allWithDeadline,
  missed,
  looks,
  halt,
  report,
  counting,
  decided,
  regions,
  regionsAgain,
  settling,
  snapshots,
} from './machines.ts';

const faults = {
  crash: 3,
  ambiguous: 3,
  throttle: 2,
  deadline: 2,
  latePut: 2,
  statusLost: 1,
  streamTwice: 2,
  deadLetter: 1,
  old: Infinity,
  putFailed: 1,
};
const reads = { looks, torn: true, lag: true };
const redriven = { ...faults, abort: 2, redrive: 2, statusTwice: 1 };
export const WALKED: Readonly<Record<string, Configuration>> = {
  'a line': {
    choreography: line(report),
    events: { s0: 2, a1: 2, a2: 1, b1: 2 },
    ...reads,
    faults: { ...faults, putBack: 2 },
  },
  'a loop': { choreography: loop, events: { s0: 2, a1: 2, a2: 2, a3: 2, b1: 2 }, ...reads, faults },
  'an all': {
    choreography: interrupted,
    events: { s0: 2, a1: 2, a2: 1, b1: 2, i1: 1, c1: 1 },
    ...reads,
    faults,
  },
  'a deadline': { choreography: deadline, events: { s0: 2, a1: 2, a2: 1, b1: 2 }, ...reads, faults },
  'an all with a deadline': {
    choreography: allWithDeadline,
    events: { s0: 2, a1: 2, b1: 2, b2: 1 },
    ...reads,
    faults,
  },
  'an all entered anew': {
    choreography: again,
    events: { s0: 2, a1: 2, a2: 1, b1: 2, i1: 1, e1: 1 },
    ...reads,
    faults,
  },
  'a detour': { choreography: detour, events: { s0: 2, a1: 2, a2: 1, b1: 1 }, ...reads, faults },
  'three runs': {
    choreography: missed({ ...report, rerun: true }),
    events: { s0: 2, s1: 2, a1: 2, a2: 1, b1: 1 },
    ...reads,
    faults,
  },
  'a halt and redrives': {
    choreography: line(halt),
    events: { z0: 1, s0: 2, a1: 2, a2: 1, b1: 1 },
    ...reads,
    faults: { ...redriven, putBack: 1 },
  },
  'an always': { choreography: counting, events: { s0: 2, a1: 2, a2: 2, b1: 1 }, ...reads, faults },
  decisions: { choreography: decided, events: { s0: 2, a1: 2, b1: 2, b2: 1 }, ...reads, faults },
  regions: {
    choreography: regions(halt),
    events: { s0: 2, a1: 2, b1: 2, i1: 1, c1: 1 },
    ...reads,
    faults: redriven,
  },
  'regions entered anew': {
    choreography: regionsAgain,
    events: { s0: 2, a1: 2, b1: 2, i1: 2, a2: 1 },
    ...reads,
    faults,
  },
  settling: { choreography: settling, events: { s0: 2, a1: 2, a2: 1, b1: 1 }, ...reads, faults },
  snapshots: { choreography: snapshots, events: { s0: 2, a1: 2, a2: 1, b1: 1 }, ...reads, faults },
};
