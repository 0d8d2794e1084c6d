/** The part of the Amazon States Language, in JSONata mode, that compiled machines use. */
export type Machine = {
  readonly Comment: string;
  readonly QueryLanguage: 'JSONata';
  readonly StartAt: string;
  readonly States: States;
};

export type States = { readonly [name: string]: MachineState };

export type MachineState = TaskState | ChoiceState | PassState | ParallelState | SucceedState | FailState;

/** JSON whose strings `{% … %}` are JSONata. */
export type Template =
  null | boolean | string | number | readonly Template[] | { readonly [field: string]: Template };

/** Variable → its value. */
export type Assign = { readonly [variable: string]: Template };

export type Onward = { readonly Next: string } | { readonly End: true };

export type Retrier = {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
  readonly MaxAttempts: number;
  readonly JitterStrategy: 'FULL';
};

export type Catcher = {
  readonly ErrorEquals: readonly string[];
  readonly Assign?: Assign;
  readonly Output?: Template;
  readonly Next: string;
};

export type TaskState = Onward & {
  readonly Comment?: string;
  readonly Type: 'Task';
  readonly Resource: string;
  /** Seconds, or JSONata that gives them. */
  readonly TimeoutSeconds?: number | string;
  readonly Arguments: Template;
  readonly Assign?: Assign;
  readonly Output: Template;
  /** The author's own retriers stand as they are. */
  readonly Retry?: readonly (Retrier | Template)[];
  readonly Catch?: readonly Catcher[];
};

export type ChoiceRule = {
  readonly Condition: string;
  readonly Assign?: Assign;
  readonly Output?: Template;
  readonly Next: string;
};

export type ChoiceState = {
  readonly Comment?: string;
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRule[];
  /** With the Default. */
  readonly Assign?: Assign;
  readonly Output?: Template;
  readonly Default: string;
};

export type PassState = {
  readonly Comment?: string;
  readonly Type: 'Pass';
  readonly Assign?: Assign;
  readonly Output?: Template;
  readonly Next: string;
};

export type ParallelState = {
  readonly Type: 'Parallel';
  readonly Arguments?: Template;
  readonly Branches: readonly { readonly StartAt: string; readonly States: States }[];
  readonly Assign?: Assign;
  readonly Output: Template;
  readonly Catch?: readonly Catcher[];
  readonly Next: string;
};

export type SucceedState = { readonly Type: 'Succeed'; readonly Output?: Template };

export type FailState = { readonly Type: 'Fail'; readonly Error?: string; readonly Cause?: string };
