import type { Data } from './data.ts';
import type { Path } from './problems.ts';

/**
 * What the author wrote, as far as it could be understood, each part with its place. Rules judge the draft, so one
 * misshapen part does not hide the problems of the others.
 */
export type Draft = {
  readonly data: Data;
  readonly id: Text | undefined;
  readonly title: Text | undefined;
  readonly description: Text | undefined;
  readonly policies: DraftPolicies;
  readonly rerun: boolean;
  readonly ignore: readonly Text[];
  readonly events: readonly DraftEvent[];
  readonly start: readonly DraftHandler[];
  readonly states: readonly DraftState[];
};

export type Text = { readonly text: string; readonly path: Path };

/** What may stand at the top and on an event. */
export type DraftPolicies = {
  readonly correlation: readonly Text[];
  readonly identity: Text | undefined;
  readonly time: Text | undefined;
  readonly hold: Text | undefined;
  readonly unexpected: Text | undefined;
};

export type DraftEvent = {
  /** Its path is that of the event; its place is the key. */
  readonly name: Text;
  readonly source: Data | undefined;
  readonly detailType: Data | undefined;
  readonly pattern: Data | undefined;
  readonly policies: DraftPolicies;
};

export type DraftHandler = { readonly event: Text; readonly branches: readonly DraftBranch[] };

export type DraftBranch = {
  readonly guard: Text | undefined;
  readonly target: Text | undefined;
  readonly path: Path;
};

export type DraftState = {
  readonly name: Text;
  /** `other`: a kind this version does not support. */
  readonly kind: 'wait' | 'all' | 'final' | 'other';
  readonly on: readonly DraftHandler[];
  readonly members: readonly Text[];
  readonly onDone: Text | undefined;
  readonly after: { readonly delay: Text; readonly delayIsKey: boolean; readonly target: Text } | undefined;
  readonly due: Text | undefined;
  readonly final: Text | undefined;
  readonly error: Text | undefined;
  readonly cause: Text | undefined;
};
