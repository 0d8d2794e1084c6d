/** Larger cases in which reads are torn, the history lags, messages end as dead letters and puts fail. */
import type { Configuration } from '../configuration.ts';
import { again, deadline, halt, line, looks, loop, missed, report, started, twice } from './machines.ts';

export const TORN_AND_LATE: Readonly<Record<string, Configuration>> = {
  'torn Queries: line, a twice, b, crash': {
    choreography: line(),
    events: { a1: 2, b1: 1 },
    started,
    torn: true,
    faults: { crash: 1 },
  },
  'torn Queries: twice, a twice, a2, crash': {
    choreography: twice,
    events: { a1: 2, a2: 1 },
    started,
    torn: true,
    faults: { crash: 1 },
  },
  'torn Queries: aborted and redriven, a twice': {
    choreography: line(halt),
    events: { a1: 2 },
    started,
    torn: true,
    faults: { abort: 1, redrive: 1 },
  },
  'torn Queries: aborted and redriven, crash': {
    choreography: line(halt),
    events: { a1: 1 },
    started,
    torn: true,
    faults: { abort: 1, redrive: 1, crash: 1 },
  },
  'torn Queries: an all entered anew, a, i': {
    choreography: again,
    events: { a1: 1, i1: 1 },
    started,
    torn: true,
  },
  'a lagging history: line, a twice, b, two crashes, ambiguous': {
    choreography: line(),
    events: { a1: 2, b1: 1 },
    started,
    lag: true,
    faults: { crash: 2, ambiguous: 1 },
  },
  'a lagging history: deadline, a twice, crash, ambiguous': {
    choreography: deadline,
    events: { a1: 2 },
    started,
    lag: true,
    faults: { crash: 1, deadline: 1, ambiguous: 1 },
  },
  'a dead letter, old marks helped: loop, two a, looks': {
    choreography: loop,
    events: { a1: 1, a2: 1 },
    started,
    looks,
    faults: { old: Infinity, deadLetter: 1 },
  },
  'old marks helped: loop, a twice, looks, crash': {
    choreography: loop,
    events: { a1: 2 },
    started,
    looks,
    faults: { old: Infinity, crash: 1 },
  },
  'a put that failed, a late put: twice, two a, crash': {
    choreography: twice,
    events: { a1: 1, a2: 1 },
    started,
    faults: { putFailed: 1, latePut: 1, crash: 1 },
  },
  'a put that is overtaken by its deadline: a twice, crash': {
    choreography: deadline,
    events: { a1: 2 },
    started,
    faults: { deadline: 1, latePut: 1, crash: 1 },
  },
  'an all entered anew by its interrupt, a late put': {
    choreography: again,
    events: { a1: 1, i1: 1 },
    started,
    faults: { latePut: 1 },
  },
  'an all entered anew when it is done': {
    choreography: again,
    events: { a1: 1, b1: 1, a2: 1 },
    started,
  },
  'put back, a crash between, report': {
    choreography: line(report),
    events: { a1: 2, a2: 1 },
    started,
    faults: { putBack: 1, crash: 1 },
  },
  'put back where nothing opens any more, looks, a lost status event': {
    choreography: missed(),
    events: { a1: 2 },
    started,
    looks,
    faults: { deadline: 1, statusLost: 1, putBack: 1, crash: 1 },
  },
};
