/** Regions beside each other, and an interrupt. */
import type { Configuration } from '../configuration.ts';
import { aside, started, asideEnd } from './machines.ts';

export const PARALLEL: Readonly<Record<string, Configuration>> = {
  'parallel, a1, b1, interrupt, no crash': {
    choreography: aside(),
    events: { a1: 1, b1: 1, i1: 1 },
    started,
  },
  'parallel, a1, interrupt, crash': {
    choreography: aside(),
    events: { a1: 1, i1: 1 },
    started,
    faults: { crash: 1 },
  },
  'parallel to the end, a1, b1, crash': {
    choreography: asideEnd(),
    events: { a1: 1, b1: 1 },
    started,
    faults: { crash: 1 },
  },
  'parallel to the end, a1 twice, interrupt, crash': {
    choreography: asideEnd(),
    events: { a1: 2, i1: 1 },
    started,
    faults: { crash: 1 },
  },
  'parallel, a1, interrupt, late put': {
    choreography: aside(),
    events: { a1: 1, i1: 1 },
    started,
    faults: { latePut: 1 },
  },
};
