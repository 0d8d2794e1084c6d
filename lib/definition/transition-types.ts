/** JSONata. In `on` its root is the event; elsewhere there is none. */
export type Expression = string;

/** A text; JSONata if it stands in `{% %}` or reads a variable. */
export type Text = string;

/** `30s`, `15m`, `2h`, `3d`, `1w`, or ISO 8601. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}` | `P${string}`;

/**
 * A list that may stand instead of an object. No array type: where one is among the alternatives, the compiler blames
 * the whole object instead of the name in it.
 */
export type ListOf<Item> = { readonly [index: number]: Item; readonly length: number };

type Guarded = { readonly guard?: Expression };

type Effects = {
  /** Name → JSONata, read later as `$context.name`; what is no text is taken as it is. */
  readonly assign?: { readonly [name: string]: unknown };
  readonly actions?: Actions;
};

/** A state; or the compound whose state last active is gone back to. */
type Target<State> = State | { readonly history: State };

export type Branch<State> = Guarded & Effects & { readonly target?: Target<State> };

/** Where staying makes no sense. */
export type LeadingBranch<State> = Guarded & Effects & { readonly target: Target<State> };

type MemberBranch = Guarded & Effects & { readonly target?: undefined };

/** Where something leads: a state, a branch, or a list of these of which the first that holds wins. */
export type Transition<State> = State | Branch<State> | ListOf<State | Branch<State>>;
export type LeadingTransition<State> = State | LeadingBranch<State> | ListOf<State | LeadingBranch<State>>;
export type MemberTransition = MemberBranch | ListOf<MemberBranch>;

/** When something is due, one of these. */
export type Moment =
  /** From the entry: a `Duration`, or JSONata. */
  | { readonly delay: Expression; readonly at?: undefined; readonly silence?: undefined }
  /** ISO 8601, or JSONata. */
  | { readonly at: string; readonly delay?: undefined; readonly silence?: undefined }
  /** From the last event consumed in the state. */
  | { readonly silence: Duration; readonly delay?: undefined; readonly at?: undefined };

export type Clocks<State> = {
  /** Hard deadlines: `{ '30m': 'Target' }`, or a list of `{ delay | at | silence, target }`. */
  readonly after?: { readonly [delay in Duration]: Transition<State> } | ListOf<Moment & Branch<State>>;
  /** Soft deadline: reported as overdue, the state stays. */
  readonly due?: Duration | Moment;
};

export type Integration = {
  /** The ARN of an integration of Step Functions. */
  readonly task: string;
  /** As in ASL: texts in `{% %}` are JSONata. */
  readonly arguments?: string | { readonly [name: string]: unknown };
  /** ASL's retriers. */
  readonly retry?: readonly { readonly ErrorEquals: readonly string[]; readonly [key: string]: unknown }[];
};

type PublishedParts = {
  /** JSONata, or an object whose texts in `{% %}` are JSONata. @default `{ id: '{% $id %}' }` */
  readonly detail?: Expression | { readonly [name: string]: unknown };
  /** @default the event's own, or `choreography.<id>` */
  readonly source?: string;
};

type Action =
  /** An event on the bus: one of the vocabulary, or a detail type. */
  | (PublishedParts & { readonly publish: string })
  | { readonly publish: PublishedParts & { readonly detailType: string } }
  /** A message to the monitor's SNS topic. */
  | { readonly notify: Text | { readonly subject?: Text; readonly message: Text } }
  | Integration;

export type Actions = Action | ListOf<Action>;
