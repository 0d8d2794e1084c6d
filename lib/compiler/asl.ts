/** The part of the Amazon States Language, in JSONata mode, that compiled machines use. */
export type Machine = {
  readonly Comment: string;
  readonly QueryLanguage: 'JSONata';
  readonly StartAt: string;
  readonly States: States;
};

export type States = { readonly [name: string]: MachineState };

export type MachineState = TaskState | ChoiceState | ParallelState | SucceedState | FailState;

/** JSON whose strings `{% … %}` are JSONata. */
export type Template = string | number | { readonly [field: string]: Template };

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
  readonly Output?: Template;
  readonly Next: string;
};

export type TaskState = Onward & {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly TimeoutSeconds?: number;
  readonly Arguments: Template;
  readonly Output: Template;
  readonly Retry: readonly Retrier[];
  readonly Catch: readonly Catcher[];
};

export type ChoiceState = {
  readonly Type: 'Choice';
  readonly Choices: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Default: string;
};

export type ParallelState = {
  readonly Type: 'Parallel';
  readonly Arguments: Template;
  readonly Branches: readonly { readonly StartAt: string; readonly States: States }[];
  readonly Output: Template;
  readonly Catch: readonly Catcher[];
  readonly Next: string;
};

export type SucceedState = { readonly Type: 'Succeed'; readonly Output?: Template };

export type FailState = { readonly Type: 'Fail'; readonly Error?: string; readonly Cause?: string };
