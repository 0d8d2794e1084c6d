/** What a case is made of, which faults can happen in it, and which rules a test can leave out. */
import type { Choreography, Json } from '../../../lib/definition/model.ts';
import { ALL_MACHINE_RULES } from './executions.ts';
import type { MachineRules } from './executions.ts';
import { ALL_LOOP_RULES } from './left-out.ts';
import type { LoopRules } from './left-out.ts';
import { ALL_TABLE_RULES } from '../../../lib/testing/world/table-rules.ts';
import type { TableRules } from '../../../lib/testing/world/table-rules.ts';

export const FAULTS = [
  'crash', // before any call; the message comes again
  'deadLetter', // before any call, for good
  'ambiguous', // applied, the reply lost, and the SDK's own retry sees the condition false or the token used
  'throttle',
  'old', // a reader finds the marks older than any function runs
  'deadline', // a state's deadline ends it
  'latePut', // a put of a wait is still under way: a second time, or when its task has ended
  'putFailed', // a put of a wait is applied, but answered with an error; Retry puts it under a new token
  'statusLost',
  'streamTwice',
  'recordSkipped', // the stream's record of a wait, after its retries
  'statusTwice',
  'abort',
  'redrive',
  'unredrivable', // refused after the claim, and for good
  'putBack', // from the inbox
  'close', // by hand
] as const;
export type Fault = (typeof FAULTS)[number];

export type Rules = TableRules &
  MachineRules &
  LoopRules & {
    /** "Timed out" is no answer; the history decides. `release`: not delivered; `confirm`: delivered. */
    readonly history: 'asked' | 'release' | 'confirm';
    /** A mark names its trigger. */
    readonly byTrigger: boolean;
    /** A look is left where the own event is in other hands. */
    readonly lookForMarked: boolean;
    /** A look is left for the moment when an event is old enough to be delivered. */
    readonly lookAtSettle: boolean;
    /** DescribeExecution before `late`. */
    readonly makeSure: boolean;
    /** A hold ends by the row's own clock: a look from before a put-back says nothing of it. */
    readonly ownClock: boolean;
    /** What is older than what the instance has had is passed over where the author says so. */
    readonly stale: boolean;
    /** The tool claims INSTANCE before it redrives. */
    readonly claimFirst: boolean;
    /** A redrive is called with a token made of the generation that it leads to. */
    readonly clientToken: boolean;
    /** What is sent names the put-back count, and the history credits only that. */
    readonly lifeSent: boolean;
  };
export const ALL_RULES: Rules = {
  ...ALL_TABLE_RULES,
  ...ALL_MACHINE_RULES,
  ...ALL_LOOP_RULES,
  history: 'asked',
  byTrigger: true,
  lookForMarked: true,
  lookAtSettle: true,
  makeSure: true,
  lifeSent: true,
  ownClock: true,
  stale: true,
  claimFirst: true,
  clientToken: true,
};

export type Configuration = {
  readonly choreography: Choreography;
  /** Oldest first: `a1` is an event named `a`. */
  readonly events: Readonly<Record<string, number>>;
  /** Younger ones, whose correlation is a list: each concerns every instance. */
  readonly lists?: Readonly<Record<string, number>>;
  readonly instances?: number;
  /** What an event carries; `{}` where nothing is said. */
  readonly payloads?: Readonly<Record<string, Json>>;
  /** The instance is open, its execution runs. */
  readonly started?: boolean;
  /** How often each may happen; `Infinity` for any number of times. */
  readonly faults?: Partial<Record<Fault, number>>;
  /** Delayed looks are taken too. */
  readonly looks?: boolean;
  /** Who redrives: at once by the console of AWS, or the operator's command, call by call. */
  readonly redrives?: 'tool';
  readonly operators?: number;
  /** Whoever broke off a redrive never comes back to it. */
  readonly abandoned?: boolean;
  /** The sweep goes over open INSTANCEs. */
  readonly sweeps?: boolean;
  /** A Query has two pages: events and INSTANCE, and then, as they are by now, the waits. */
  readonly torn?: boolean;
  /** The history shows late how a task ended. */
  readonly lag?: boolean;
  readonly workers?: number;
  readonly rules?: Partial<Rules>;
};
