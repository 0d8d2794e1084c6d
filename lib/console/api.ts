/** What the server answers and the client shows: JSON, instants as ISO 8601, nothing that changes by mere looking. */
import type { Picture } from '../layout/picture.ts';
import type { Deviation } from '../projection/rows.ts';
import type { Command } from './inbox-api.ts';

export type InstanceStatus = 'running' | 'succeeded' | 'failed';

/** A place where an instance stands now. An `all` is one place for each member still to come. */
export type Place = {
  readonly state: string;
  readonly since: string;
  readonly due: string | undefined;
  readonly deadline: string | undefined;
  /** The event of an `all` that is awaited here. */
  readonly member: string | undefined;
};

export type InstanceSummary = {
  readonly correlationId: string;
  readonly run: number;
  readonly status: InstanceStatus;
  readonly openedAt: string;
  readonly closedAt: string | undefined;
  /** Where a closed instance ended: a final state, or where it stood when it failed. */
  readonly lastState: string | undefined;
  /** Of a failed one. */
  readonly error: string | undefined;
  readonly places: readonly Place[];
};

/** How many; `atLeast` where reading on would have cost too much. */
export type Count = { readonly count: number; readonly atLeast: boolean };

export type StateTally = {
  readonly state: string;
  readonly count: number;
  readonly overdue: number;
  /** Since when the one that has waited longest is there. */
  readonly oldest: string;
};

export type Tallies = {
  readonly running: Count;
  readonly overdue: Count;
  readonly succeeded: Count;
  readonly failed: Count;
  /** All that the table remembers. */
  readonly deviations: Count;
  readonly held: Count;
  readonly lastDay: LastDay;
  readonly pace: Pace | undefined;
  /** In the definition's order, only states where somebody stands. */
  readonly states: readonly StateTally[];
};

/** The last twenty-four hours. */
export type LastDay = {
  readonly opened: Count;
  readonly succeeded: Count;
  readonly failed: Count;
  readonly deviations: Count;
  /** How many were opened in each of the hours, the last one running until now. */
  readonly hours: readonly number[];
};

/** Of the newest instances that have ended, as far as they were read. */
export type Pace = {
  /** From the opening to the end, in milliseconds. */
  readonly median: number;
  /** The part that has succeeded, 0 … 1. */
  readonly succeeded: number;
};

export type ChoreographySummary = Tallies & {
  readonly id: string;
  readonly title: string;
  readonly description: string | undefined;
};

export type OverviewAnswer = {
  readonly choreographies: readonly ChoreographySummary[];
  /** What to type to see something, where nothing is there yet. */
  readonly lessons: readonly { readonly text: string; readonly command: string }[];
  readonly where: string;
};

export type ChoreographyAnswer = ChoreographySummary & {
  readonly picture: Picture;
  readonly stateNames: readonly string[];
  readonly awsUrl: string | undefined;
};

export const STATUS_FILTERS = ['running', 'overdue', 'succeeded', 'failed'] as const;
export type StatusFilter = (typeof STATUS_FILTERS)[number];

export type InstancesAnswer = {
  readonly instances: readonly InstanceSummary[];
  /** How many match, of which `instances` are the newest. */
  readonly matching: Count;
  /** The id searched for has events, but no instance was opened for it. */
  readonly onlyEvents: boolean;
};

export type EventStatus = 'consumed' | 'sent' | 'held' | 'ignored' | 'stale' | 'resubmitted' | Deviation;

export type TimelineEntry = {
  readonly id: string;
  /** When it came to the monitor, or happened in the machine; the list is in this order. */
  readonly at: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly what:
    | {
        readonly kind: 'event';
        readonly status: EventStatus;
        readonly identity: string;
        /** The producer's time. */
        readonly happenedAt: string | undefined;
        /** JSON text of the EventBridge envelope; the history of a long closed execution is gone. */
        readonly payload: string | undefined;
        /** It is held now: until when at most. */
        readonly heldUntil?: string;
        /** It came before it was awaited: how long it was held until its turn, in milliseconds. */
        readonly heldFor: number | undefined;
      }
    | { readonly kind: 'deadline' }
    /** A guard or a computed value, where no event brought it. */
    | { readonly kind: 'decided' }
    | { readonly kind: 'action' }
    | { readonly kind: 'task'; readonly failed: boolean }
    | { readonly kind: 'redriven' }
    | { readonly kind: 'ended'; readonly status: InstanceStatus };
};

export type Awaited = {
  readonly event: string;
  /** Where it is awaited. */
  readonly state: string;
  /** Where it leads, guards included; empty where it is dropped. */
  readonly ways: readonly {
    readonly to: string | undefined;
    readonly guard: string | undefined;
    /** It only changes what the state remembers, or acts: the state is not entered anew. */
    readonly stays: boolean;
  }[];
  /** Of an `all`: a member. */
  readonly member: boolean;
  /** Of a forEach: by how many of its items. */
  readonly items: { readonly count: number; readonly of: number } | undefined;
};

export type NodeMark = 'passed' | 'current' | 'succeeded' | 'failed';

export type InstanceAnswer = InstanceSummary & {
  readonly choreography: string;
  readonly title: string;
  readonly picture: Picture;
  /** Id of the picture's box, mostly a state → how it stands with it; others are not reached. `''` is the start. */
  readonly marks: { readonly [state: string]: NodeMark };
  /** Ids of the picture's edges that this run went along. */
  readonly taken: readonly string[];
  /** Of `all` states: the members that have arrived since it was last entered. */
  readonly arrived: { readonly [state: string]: readonly string[] };
  /** Of forEach states: how many items stand in which inner state. */
  readonly items: { readonly [state: string]: { readonly [inner: string]: number } };
  readonly awaited: readonly Awaited[];
  readonly timeline: readonly TimelineEntry[];
  /** The newest run's number; runs count from 1. 0 where no instance was opened. */
  readonly runs: number;
  readonly cause: string | undefined;
  readonly executionArn: string;
  readonly awsUrl: string | undefined;
  /** What an operator could type about it. */
  readonly commands: readonly Command[];
  /** Why something is missing, as `the history is gone`. */
  readonly note: string | undefined;
};

export type ErrorAnswer = {
  readonly error: string;
  /** The choreography's, where there is one and nothing else is at the address. */
  readonly title?: string;
};
