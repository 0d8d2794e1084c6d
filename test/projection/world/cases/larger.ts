/** Larger cases that are walked through completely where somebody asks for it. */
import type { Configuration } from '../configuration.ts';
import {
  line,
  twice,
  loop,
  all,
  interrupted,
  detour,
  allWithDeadline,
  missed,
  started,
  looks,
  halt,
  report,
} from './machines.ts';

export const LARGER: Readonly<Record<string, Configuration>> = {
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
  'all, repeated member, b': { choreography: all, events: { a1: 1, a2: 1, b1: 1 }, started },
  'all, repeated member, c early': { choreography: all, events: { a1: 1, a2: 1, c1: 1 }, started },
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
