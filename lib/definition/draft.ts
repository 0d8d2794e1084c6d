import type { Data } from './data.ts';
import type { Path } from './problems.ts';

/**
 * What the author wrote, as far as it could be understood, each part with its place. Rules judge the draft, so one
 * misshapen part does not hide the problems of the others. `tree.ts` walks it.
 */
export type Draft = {
  readonly data: Data;
  readonly id: Text | undefined;
  readonly title: Text | undefined;
  readonly description: Text | undefined;
  readonly policies: DraftPolicies;
  readonly rerun: boolean;
  readonly ignore: readonly Text[];
  readonly redact: readonly Text[];
  readonly labels: readonly DraftAssignment[];
  /** The initial values; a name's place is its key. */
  readonly context: readonly { readonly name: Text; readonly value: Data }[];
  readonly events: readonly DraftEvent[];
  readonly start: readonly DraftHandler[];
  /** What stands at the top and holds in every state. */
  readonly top: DraftStanding;
  readonly states: readonly DraftState[];
};

export type Text = { readonly text: string; readonly path: Path };

/** JSONata. Its text begins `offset` characters into what stands at its path: behind a `{% `, if it has one. */
export type DraftExpression = Text & { readonly offset: number };

/** What a person reads: a literal text where there is no expression in it. */
export type DraftText = Text & { readonly expression: DraftExpression | undefined };

/** A value to be computed: one expression for the whole, and the parts of it that the author wrote as JSONata. */
export type DraftValue = {
  readonly expression: string;
  readonly parts: readonly DraftExpression[];
  readonly path: Path;
};

/** What may stand at the top and on an event. */
export type DraftPolicies = {
  readonly correlation: readonly DraftExpression[];
  readonly identity: DraftExpression | undefined;
  readonly time: DraftExpression | undefined;
  readonly hold: Text | undefined;
  readonly settle: Text | undefined;
  readonly stale: Text | undefined;
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

/** The event's path is the key's in `on`, the entry's in a list of members. */
export type DraftHandler = { readonly event: Text; readonly branches: readonly DraftBranch[] };

export type DraftBranch = {
  readonly guard: DraftExpression | undefined;
  readonly target: DraftTarget | undefined;
  readonly assign: readonly DraftAssignment[];
  readonly actions: readonly DraftAction[];
  readonly path: Path;
};

/** The name of a state; with `history` that of the compound whose last state is gone back to. */
export type DraftTarget = Text & { readonly history: boolean };

/** The name's place is its key. */
export type DraftAssignment = { readonly name: Text; readonly value: DraftValue };

export type DraftAction =
  | {
      readonly kind: 'publish';
      /** The detail type, or the name of an event of the vocabulary. */
      readonly name: Text;
      readonly source: Text | undefined;
      readonly detail: DraftValue | undefined;
      readonly path: Path;
    }
  | {
      readonly kind: 'notify';
      readonly subject: DraftText | undefined;
      readonly message: DraftText;
      readonly path: Path;
    }
  | { readonly kind: 'task'; readonly integration: DraftIntegration; readonly path: Path };

/** What a task calls; `parts` are the expressions in its arguments. */
export type DraftIntegration = {
  readonly resource: Text;
  readonly arguments: Data | undefined;
  readonly parts: readonly DraftExpression[];
  readonly retry: Data | undefined;
};

/** What is written; `moment.ts` says whether a delay is fixed or computed. */
export type DraftMoment = Text & {
  readonly kind: 'delay' | 'at' | 'silence';
  /** It is the key of a mapping, `{ 30m: Target }`. */
  readonly isKey: boolean;
};

/** `path` is that of its transition. */
export type DraftClock = {
  readonly moment: DraftMoment;
  readonly branches: readonly DraftBranch[];
  readonly path: Path;
};

export type DraftStanding = {
  readonly on: readonly DraftHandler[];
  readonly after: readonly DraftClock[];
  readonly due: DraftMoment | undefined;
};

/** Of every kind, one shape: what a kind does not have is empty. */
export type DraftState = DraftStanding & {
  /** Its path is that of the state; its place is the key. */
  readonly name: Text;
  /** The kind its keys speak for; keys of two kinds are a problem of the shape. */
  readonly kind: DraftKind;
  readonly entry: readonly DraftAction[];
  readonly always: readonly DraftBranch[];
  readonly onDone: readonly DraftBranch[];
  /** Of an `all`. */
  readonly members: readonly DraftHandler[];
  /** Of a compound and of a forEach. */
  readonly initial: Text | undefined;
  /** Of a compound and of a forEach. */
  readonly states: readonly DraftState[];
  /** Of a parallel. */
  readonly regions: readonly DraftRegion[];
  readonly forEach: DraftForEach | undefined;
  readonly task: DraftTask | undefined;
  readonly final: Text | undefined;
  readonly error: DraftText | undefined;
  readonly cause: DraftText | undefined;
};

export type DraftKind = 'wait' | 'all' | 'compound' | 'parallel' | 'forEach' | 'task' | 'final';

/** Its name's path is that of the region; its place is the key. */
export type DraftRegion = {
  readonly name: Text;
  readonly initial: Text | undefined;
  readonly states: readonly DraftState[];
};

/** `initial` and `states` are the state's own. */
export type DraftForEach = {
  readonly items: DraftExpression | undefined;
  readonly key: DraftExpression | undefined;
  readonly match: DraftExpression | undefined;
  readonly opens: readonly Text[];
};

export type DraftTask = {
  /** Undefined where no resource is given. */
  readonly integration: DraftIntegration | undefined;
  readonly catch: readonly DraftCatch[];
  readonly next: readonly DraftBranch[];
};

export type DraftCatch = {
  readonly errors: readonly Text[];
  readonly branches: readonly DraftBranch[];
  readonly path: Path;
};
