import type { StalePolicy, UnexpectedPolicy } from './model.ts';
import type {
  Actions,
  Branch,
  Clocks,
  Duration,
  Expression,
  Integration,
  LeadingBranch,
  LeadingTransition,
  ListOf,
  MemberTransition,
  Text,
  Transition,
} from './transition-types.ts';

/**
 * The shape of a definition file as types. `Event` and `State` are the names that the definition itself declares; only
 * their declarations are looked at to find them out, so that a misspelt use is a mistake and no new name.
 *
 * State names of all levels become one union: every mapping of states adds its keys to `State`, so each of them has to
 * take any subset of it, which is why its keys are optional. That a name is used twice, or that a target is inside a
 * region, is found when the definition is checked.
 */
export type Definition<Event extends string, State extends string> = Policies &
  Clocks<NoInfer<State>> & {
    /** kebab-case; names the state machine. */
    readonly id: string;
    readonly title?: string;
    readonly description?: string;
    readonly rerun?: boolean;
    /** Events that are not subscribed. */
    readonly ignore?: readonly NoInfer<Event>[];
    /** Paths that are kept nowhere, such as `detail.card.number`; `*` is any key. */
    readonly redact?: readonly string[];
    /** Business fields to search by: JSONata over the event or `$context`. */
    readonly labels?: { readonly [name: string]: Expression };
    /** Initial values of what is read as `$context.name`. */
    readonly context?: { readonly [name: string]: unknown };
    /** The vocabulary: name → what it looks like on the bus. */
    readonly events: { readonly [event in Event]: EventDefinition };
    /** The events that open an instance, and where. */
    readonly start: { readonly on: { readonly [event in NoInfer<Event>]?: Transition<NoInfer<State>> } };
    /** What holds in every state. */
    readonly on?: { readonly [event in NoInfer<Event>]?: Transition<NoInfer<State>> };
    readonly states: { readonly [state in State]?: StateDefinition<Event, State> };
  };

type Policies = {
  readonly correlation?: Expression | readonly Expression[];
  readonly identity?: Expression;
  readonly time?: Expression;
  readonly hold?: Duration;
  readonly settle?: Duration;
  readonly stale?: StalePolicy;
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

export type StateDefinition<Event extends string, State extends string> =
  | WaitDefinition<NoInfer<Event>, NoInfer<State>>
  | AllDefinition<NoInfer<Event>, NoInfer<State>>
  | CompoundDefinition<Event, State>
  | ParallelDefinition<Event, State>
  | ForEachDefinition<Event, State>
  | TaskDefinition<NoInfer<State>>
  | FinalDefinition;

/**
 * The keys that make a state one of a kind. A kind names those of the others too, so that a state is compared with its
 * own kind and a mistake has its place.
 */
type Marks = 'all' | 'states' | 'parallel' | 'forEach' | 'task' | 'final';
type Only<Mark extends Marks | 'none'> = { readonly [other in Exclude<Marks, Mark>]?: undefined };

type Standing<Event extends string, State> = Clocks<State> & {
  readonly on?: { readonly [event in Event]?: Transition<State> };
  /** Performed at each entry. */
  readonly entry?: Actions;
};

/** Tried on entry and after each assign in the state. */
type Always<State> = {
  readonly always?: State | LeadingBranch<State> | ListOf<State | LeadingBranch<State>>;
};

type WaitDefinition<Event extends string, State> = Standing<Event, State> & Always<State> & Only<'none'>;

type AllDefinition<Event extends string, State> = Standing<Event, State> &
  Only<'all'> & {
    /** Each of these events once, in any order. */
    readonly all: ListOf<Event> | { readonly [event in Event]?: MemberTransition };
    readonly onDone: LeadingTransition<State>;
  };

type CompoundDefinition<Event extends string, State extends string> = Standing<
  NoInfer<Event>,
  NoInfer<State>
> &
  Always<NoInfer<State>> &
  Only<'states'> & {
    readonly initial: NoInfer<State>;
    readonly states: { readonly [state in State]?: StateDefinition<Event, State> };
    /** When an inner final state is reached. */
    readonly onDone?: LeadingTransition<NoInfer<State>>;
  };

type ParallelDefinition<Event extends string, State extends string> = Standing<
  NoInfer<Event>,
  NoInfer<State>
> &
  Always<NoInfer<State>> &
  Only<'parallel'> & {
    readonly parallel: {
      readonly [region: string]: {
        readonly initial: NoInfer<State>;
        readonly states: { readonly [state in State]?: StateDefinition<Event, State> };
      };
    };
    /** When all regions are final. */
    readonly onDone?: LeadingTransition<NoInfer<State>>;
  };

type ForEachDefinition<Event extends string, State extends string> = Standing<
  NoInfer<Event>,
  NoInfer<State>
> &
  Always<NoInfer<State>> &
  Only<'forEach'> & {
    readonly forEach: {
      /** JSONata over `$context`; its value is the list. */
      readonly items: Expression;
      /** JSONata over the item. @default `$item` */
      readonly key?: Expression;
      /** JSONata over the event: the key, or the keys, it concerns. */
      readonly match: Expression;
      /** Events that add an item. */
      readonly opens?: readonly NoInfer<Event>[];
      readonly initial: NoInfer<State>;
      readonly states: { readonly [state in State]?: ItemDefinition<NoInfer<Event>, NoInfer<State>> };
    };
    /** When every item is final. */
    readonly onDone?: LeadingTransition<NoInfer<State>>;
  };

/** A wait or a final state. */
type ItemDefinition<Event extends string, State> =
  | (Clocks<State> & {
      readonly on?: { readonly [event in Event]?: Transition<State> };
      readonly entry?: undefined;
    } & Only<'none'>)
  | (FinalDefinition & { readonly entry?: undefined });

type TaskDefinition<State> = Integration &
  Only<'task'> & {
    /** By the name of an error, or a list of branches that say which errors they are for. */
    readonly catch?: { readonly [error: string]: LeadingTransition<State> } | ListOf<Catcher<State>>;
    /** Guards and assigns see `$result`. */
    readonly next: LeadingTransition<State>;
    readonly entry?: Actions;
  };

/** ASL's own words may stand for ours. */
type Catcher<State> = Omit<Branch<State>, 'target'> &
  (
    | { readonly errors: readonly string[]; readonly ErrorEquals?: undefined }
    | { readonly ErrorEquals: readonly string[]; readonly errors?: undefined }
  ) &
  (
    | { readonly target: LeadingBranch<State>['target']; readonly Next?: undefined }
    | { readonly Next: State; readonly target?: undefined }
  );

type FinalDefinition = Only<'final'> & {
  readonly final: 'succeeded' | 'failed';
  readonly error?: Text;
  readonly cause?: Text;
  readonly entry?: Actions;
};
