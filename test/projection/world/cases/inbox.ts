/** A deviation is put back by the operator. */
import type { Configuration } from '../configuration.ts';
import { line, started, looks, missed, detourWith } from './machines.ts';

export const INBOX: Readonly<Record<string, Configuration>> = {
  'I1 halt on z, a1, redrive, put back': {
    choreography: line({ policy: 'halt' }),
    events: { z0: 1, a1: 1 },
    started,
    faults: { redrive: 1, putBack: 1 },
  },
  'I2 aborted, a1 twice, redrive, put back, crash': {
    choreography: line({ policy: 'halt' }),
    events: { a1: 2 },
    started,
    faults: { abort: 1, redrive: 1, putBack: 1, crash: 1 },
  },
  'I3 report, a1 twice, a2, put back, crash': {
    choreography: line({ policy: 'report' }),
    events: { a1: 2, a2: 1 },
    started,
    faults: { putBack: 1, crash: 1 },
  },
  'I4 orphan: a1 twice before the start, put back, crash, looks': {
    choreography: line({ policy: 'halt' }),
    events: { s0: 1, a1: 2 },
    looks,
    faults: { putBack: 1, crash: 1 },
  },
  'I5 a deadline ends it, status event lost, a1 twice, put back, crash, looks': {
    choreography: missed({ policy: 'halt' }),
    events: { a1: 2 },
    started,
    looks,
    faults: { deadline: 1, statusLost: 1, putBack: 1, crash: 1 },
  },
  'I6 detour, report, a1 twice, b1, put back, looks': {
    choreography: detourWith({ policy: 'report' }),
    events: { a1: 2, b1: 1 },
    started,
    looks,
    faults: { deadline: 1, putBack: 1 },
  },
  'I7 aborted, a1, b1, redrive, put back': {
    choreography: line({ policy: 'halt' }),
    events: { a1: 1, b1: 1 },
    started,
    faults: { abort: 1, redrive: 1, putBack: 1 },
  },
  'I8 aborted, a1, redrive, put back twice, replies lost, status event lost, looks': {
    choreography: line({ policy: 'halt' }),
    events: { a1: 1 },
    started,
    looks,
    faults: { abort: 1, redrive: 1, putBack: 2, ambiguous: 1, statusLost: 1 },
  },
  'I9 aborted, b1, redrive, put back, crash, looks': {
    choreography: line({ policy: 'halt' }),
    events: { b1: 1 },
    started,
    looks,
    faults: { abort: 1, redrive: 1, putBack: 1, crash: 1 },
  },
  'I10 report, ends, a2 late, put back, looks': {
    choreography: line({ policy: 'report' }),
    events: { a1: 1, b1: 1, a2: 1 },
    started,
    looks,
    faults: { putBack: 1 },
  },
  'I11 halt on z twice, put back twice, crash, replies lost, status event lost, looks': {
    choreography: line({ policy: 'halt' }),
    events: { z0: 2 },
    started,
    looks,
    faults: { crash: 1, ambiguous: 1, statusLost: 1, putBack: 2 },
  },
  'I12 halt on z twice, redrive, put back, crash, replies lost': {
    choreography: line({ policy: 'halt' }),
    events: { z0: 2 },
    started,
    faults: { crash: 1, ambiguous: 1, redrive: 1, putBack: 1 },
  },
  'I13 rerun, second start event, a1, a deadline ends the first run, put back, looks': {
    choreography: missed({ policy: 'report', rerun: true }),
    events: { s0: 1, s1: 1, a1: 1 },
    looks,
    faults: { deadline: 1, putBack: 1 },
  },
  'I14 tool, rerun, second start event, a1, aborted, redrive, put back': {
    choreography: missed({ policy: 'report', rerun: true }),
    events: { s0: 1, s1: 1, a1: 1 },
    redrives: 'tool',
    faults: { abort: 1, redrive: 1, putBack: 1 },
  },
  'I15 no rerun, second start event, report, put back, crash, looks': {
    choreography: missed({ policy: 'report' }),
    events: { s0: 1, s1: 1 },
    looks,
    faults: { crash: 1, deadline: 1, putBack: 1 },
  },
};
