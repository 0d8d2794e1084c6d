import type { UnexpectedPolicy } from './model.ts';

/**
 * The shape of a definition file as types. `Event` and `State` are the names that the definition itself declares; only
 * their declarations are looked at to find them out, so that a misspelt use is a mistake and no new name.
 */
export type Definition<Event extends string, State extends string> = Policies & {
  /** kebab-case; names the state machine. */
  readonly id: string;
  readonly title?: string;
  readonly description?: string;
  readonly rerun?: boolean;
  /** Events that are not subscribed. */
  readonly ignore?: readonly NoInfer<Event>[];
  /** The vocabulary: name → what it looks like on the bus. */
  readonly events: { readonly [event in Event]: EventDefinition };
  /** The events that open an instance, and where. */
  readonly start: { readonly on: On<NoInfer<Event>, NoInfer<State>> };
  readonly states: { readonly [state in State]: StateDefinition<NoInfer<Event>, NoInfer<State>> };
};

/** JSONata over the event. */
type Expression = string;

/** `30s`, `15m`, `2h`, `3d`, `1w`, or ISO 8601. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}` | `P${string}`;

type Policies = {
  readonly correlation?: Expression | readonly Expression[];
  readonly identity?: Expression;
  readonly time?: Expression;
  readonly hold?: Duration;
  readonly unexpected?: UnexpectedPolicy;
};

export type EventDefinition = Policies & {
  readonly source: Matcher;
  /** @default the name of the event */
  readonly detailType?: Matcher;
  /** An EventBridge pattern on top. */
  readonly pattern?: { readonly [field: string]: unknown };
};

/** A text, or a list of EventBridge matchers. */
type Matcher = string | readonly unknown[];

/** Where an event leads: a state, a branch, or a list of these of which the first that holds wins. */
type Transition<State> = State | Branch<State> | ListOf<State | Branch<State>>;
type Branch<State> = { readonly guard?: Expression; readonly target?: State };
type PlainTransition<State> = State | { readonly target: State };

/**
 * A list that may stand instead of an object. No array type: where one is among the alternatives, the compiler blames
 * the whole object instead of the name in it.
 */
type ListOf<Item> = { readonly [index: number]: Item; readonly length: number };

type On<Event extends string, State> = { readonly [event in Event]?: Transition<State> };

type Clocks<State> = {
  /** Hard deadline: `{ '30m': 'Target' }`. */
  readonly after?:
    | { readonly [delay in Duration]: PlainTransition<State> }
    | ListOf<{ readonly delay: Duration; readonly target: State }>;
  /** Soft deadline: reported as overdue, the state stays. */
  readonly due?: Duration;
};

export type StateDefinition<Event extends string, State> =
  WaitDefinition<Event, State> | AllDefinition<Event, State> | FinalDefinition;

/** The keys of other kinds are named too, so that a state is compared with its own kind and a mistake has its place. */
type WaitDefinition<Event extends string, State> = Clocks<State> & {
  readonly on?: On<Event, State>;
  readonly all?: undefined;
  readonly final?: undefined;
};

type AllDefinition<Event extends string, State> = Clocks<State> & {
  /** Each of these events once, in any order. */
  readonly all: readonly Event[];
  readonly onDone: PlainTransition<State>;
  readonly on?: On<Event, State>;
  readonly final?: undefined;
};

type FinalDefinition = {
  readonly final: 'succeeded' | 'failed';
  readonly error?: string;
  readonly cause?: string;
  readonly all?: undefined;
};
