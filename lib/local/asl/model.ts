/** A state machine as the parser leaves it: every path, template and expression already parsed. */
import type { Expression } from '../../expressions/parse.ts';
import type { Json } from '../service.ts';
import type { Call } from './jsonpath/intrinsic.ts';
import type { Path, ReferencePath } from './jsonpath/path.ts';

export type Language = 'JSONPath' | 'JSONata';

export type Machine = Region & {
  readonly comment: string | undefined;
  readonly timeoutSeconds: number | undefined;
};

/** States that lead to each other: a machine's, a branch's, or those of a Map's processor. */
export type Region = { readonly startAt: string; readonly states: ReadonlyMap<string, State> };

/** A value that is written down or computed; in both languages. */
export type Template =
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'expression'; readonly source: string; readonly expression: Expression }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'call'; readonly source: string; readonly call: Call }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | {
      readonly kind: 'object';
      /** `field` is the name as the definition writes it, `.$` included. */
      readonly entries: readonly { readonly key: string; readonly field: string; readonly value: Template }[];
    };

/** A field and its value: `name` is the form used, such as `SecondsPath`. */
export type Field = { readonly name: string; readonly value: Template };

/** What `TimeoutSeconds` and `HeartbeatSeconds` may be at most: some three years. */
export const LONGEST_CLOCK = 99_999_999;

/** `InputPath` and `OutputPath`: `null` in the definition stands for `{}`. */
export type DataPath = { readonly kind: 'path'; readonly path: Path } | { readonly kind: 'nothing' };

type Common = {
  readonly name: string;
  /** What most of the state's events say: one object for all of them. */
  readonly named: { readonly name: string };
  readonly language: Language;
  /** JSONPath */
  readonly inputPath: DataPath | undefined;
  readonly outputPath: DataPath | undefined;
  /** JSONata */
  readonly output: Template | undefined;
  readonly assign: Template | undefined;
  /** Absent where the state ends its region. */
  readonly next: string | undefined;
};

type Resulting = {
  /** `Parameters` in JSONPath, `Arguments` in JSONata. */
  readonly arguments: Field | undefined;
  readonly resultSelector: Template | undefined;
  /** Absent: the result replaces the input. */
  readonly resultPath: ReferencePath | 'discard' | undefined;
};

export type Guarded = {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
};

export type Resource = {
  readonly arn: string;
  /** What is called: `arn` without `.waitForTaskToken`. */
  readonly service: string;
  /** It ends with what comes for its token, not with its call's reply; so do jobs (`.sync`) and activities. */
  readonly callback: boolean;
  /** A function's own ARN and an activity have history events of their own. */
  readonly kind: 'service' | 'lambda' | 'activity';
  readonly resourceType: string;
  readonly resource: string;
  /** What most of the task's events say: one object for all of them. */
  readonly named: { readonly resourceType: string; readonly resource: string };
};

export type PassState = Common & Resulting & { readonly kind: 'Pass'; readonly result: Json | undefined };
export type SucceedState = Common & { readonly kind: 'Succeed' };
export type FailState = Common & {
  readonly kind: 'Fail';
  readonly error: Field | undefined;
  readonly cause: Field | undefined;
};
export type WaitState = Common & {
  readonly kind: 'Wait';
  readonly seconds: Field | undefined;
  readonly timestamp: Field | undefined;
};
export type ChoiceState = Common & {
  readonly kind: 'Choice';
  readonly choices: readonly Choice[];
  readonly otherwise: string | undefined;
};
export type TaskState = Common &
  Resulting &
  Guarded & {
    readonly kind: 'Task';
    readonly resource: Resource;
    readonly timeout: Field | undefined;
    readonly heartbeat: Field | undefined;
    readonly credentials: Template | undefined;
  };
export type ParallelState = Common &
  Resulting &
  Guarded & { readonly kind: 'Parallel'; readonly branches: readonly Region[] };
export type MapState = Common &
  Resulting &
  Guarded & {
    readonly kind: 'Map';
    readonly processor: Region;
    /** Children of a distributed Map are executions of their own: their events are not in this history. */
    readonly distributed: boolean;
    readonly items: Field | undefined;
    readonly itemSelector: Field | undefined;
    readonly maxConcurrency: Field | undefined;
    readonly toleratedCount: Field | undefined;
    readonly toleratedPercentage: Field | undefined;
    readonly batcher: Batcher | undefined;
  };

/** In a distributed Map: several items for each child. */
export type Batcher = {
  readonly maxItems: Field | undefined;
  readonly maxBytes: Field | undefined;
  readonly input: Field | undefined;
};

export type State =
  PassState | SucceedState | FailState | WaitState | ChoiceState | TaskState | ParallelState | MapState;

export type Choice = {
  readonly rule: Rule;
  readonly next: string;
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
};

export type Rule =
  | { readonly kind: 'condition'; readonly condition: Template }
  | { readonly kind: 'and' | 'or'; readonly rules: readonly Rule[] }
  | { readonly kind: 'not'; readonly rule: Rule }
  | {
      readonly kind: 'comparison';
      readonly variable: Path;
      readonly operator: string;
      readonly value: Template;
    };

export type Retrier = {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly jitter: boolean;
};

export type Catcher = {
  /** Its place among the state's. */
  readonly index: number;
  readonly errors: readonly string[];
  readonly next: string;
  readonly resultPath: ReferencePath | 'discard' | undefined;
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
};
