/** The inbox: what waits for its turn, and what the choreographies do not allow. */
import { DEVIATIONS } from '../projection/rows.ts';
import type { Count } from './api.ts';

/** `year-end` and `unfinished-redrive`: what the sweep warns of. */
export const INBOX_KINDS = ['held', ...DEVIATIONS, 'overdue', 'year-end', 'unfinished-redrive'] as const;
export type InboxKind = (typeof INBOX_KINDS)[number];

export type InboxEntry = {
  readonly kind: InboxKind;
  readonly choreography: string;
  /** Of the choreography. */
  readonly title: string;
  /** The event, the action, or the state that is overdue. */
  readonly name: string;
  /** Of the event; absent where it is none. */
  readonly identity?: string;
  /** Where the event has none, the made-up one that it lies under. */
  readonly correlationId: string;
  /** Since when it is so. */
  readonly at: string;
  readonly reason: string;
  /** Of a held event: until when it is held at most. */
  readonly until?: string;
  /** What an operator could type about it. */
  readonly command?: Command;
};

/** A command of the CLI, ready to be copied. */
export type Command = { readonly does: string; readonly text: string };

export type InboxAnswer = {
  /** The newest of those that match. */
  readonly entries: readonly InboxEntry[];
  readonly matching: Count;
  /** Of every kind that there is, however the list is narrowed. */
  readonly kinds: readonly { readonly kind: InboxKind; readonly count: Count }[];
};
