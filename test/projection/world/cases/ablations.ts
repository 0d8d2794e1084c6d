/** What breaks where a rule is left out: the rule, a case that is clean with all rules on, the promise broken. */
import type { Configuration, Rules } from '../configuration.ts';
import { line, twice, deadline, detour, settling, started, halt } from './machines.ts';

export type Ablation = {
  readonly rules: Partial<Rules>;
  readonly configuration: Configuration;
  /** The case in a few words. */
  readonly of: string;
  /** Absent: the rule only saves work. */
  readonly breaks?: string;
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
  'a look for the moment when an event is old enough': {
    rules: { lookAtSettle: false },
    configuration: { choreography: settling, events: { a1: 1 }, started },
    breaks: 'STUCK',
  },
};
