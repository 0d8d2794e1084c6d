/** Several runs of one instance, or a start event too many. */
import type { Configuration } from '../configuration.ts';
import { missed, looks } from './machines.ts';

export const RUNS: Readonly<Record<string, Configuration>> = {
  'rerun, two start events, duplicates': {
    choreography: missed({ policy: 'report', rerun: true }),
    events: { s0: 2, s1: 2, a1: 1 },
    faults: { crash: 1, deadline: 1 },
  },
  'rerun, three start events': {
    choreography: missed({ policy: 'report', rerun: true }),
    events: { s0: 1, s1: 1, s2: 1 },
    faults: { crash: 1, deadline: 1 },
  },
  'no rerun, second start event, duplicates, status event lost, looks': {
    choreography: missed({ policy: 'report' }),
    events: { s0: 2, s1: 2 },
    looks,
    faults: { crash: 1, deadline: 1, statusLost: 1 },
  },
  'rerun, a held start event, crash, replies lost': {
    choreography: missed({ policy: 'report', rerun: true }),
    events: { s0: 1, s1: 2 },
    looks,
    faults: { crash: 1, deadline: 2, ambiguous: 1, statusLost: 1 },
  },
  'rerun, duplicates of the first start, two crashes': {
    choreography: missed({ policy: 'report', rerun: true }),
    events: { s0: 2, s1: 1 },
    faults: { crash: 2, deadline: 2 },
  },
};
