/** What the services of the local cloud share: how they are called, and how they refuse. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type Place = {
  readonly region: string;
  readonly account: string;
  /** The address of this cloud, without a slash at the end: `http://localhost:4566`. */
  readonly endpoint: string;
};

/** Who calls: the role whose credentials signed the request, where the template knows it. */
export type Caller = {
  readonly roleArn: string | undefined;
  /** Of the function that acts with it, or for which Lambda does. */
  readonly functionArn?: string;
  /** Aborted when nobody waits for the answer any more: what would be in it stays where it is. */
  readonly gone?: AbortSignal;
};

/** One AWS service: operations by their API name, input and output as the service's JSON protocol has them. */
export type Service = {
  /** @throws AwsError with the code and message that AWS gives. */
  call(operation: string, input: Json, caller: Caller): Promise<Json>;
};

/** An error as an AWS API answers it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Fields beside `message` in the answer, such as `reason`. */
  readonly fields: { readonly [name: string]: Json };

  constructor(
    code: string,
    message: string,
    options: { status?: number; fields?: { [name: string]: Json } } = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.fields = options.fields ?? {};
  }
}

/**
 * What a Task state does outside the engine. `resource` is the state's Resource without `.waitForTaskToken`, as in
 * `arn:aws:states:::aws-sdk:dynamodb:putItem`. Never throws: a refusal is an outcome.
 */
export type Integrations = (
  request: {
    readonly resource: string;
    readonly arguments: Json;
    readonly roleArn: string;
  },
  call: TaskCall,
) => Promise<IntegrationOutcome>;

/** Whose call it is. */
export type TaskCall = {
  /** The execution's ARN. */
  readonly execution: string;
  readonly state: string;
  /** Of a task that waits for its callback. */
  readonly token?: string;
};

export type IntegrationOutcome =
  | { readonly kind: 'succeeded'; readonly output: Json }
  /** `error` in Step Functions' spelling, as `DynamoDb.ConditionalCheckFailedException`. */
  | { readonly kind: 'failed'; readonly error: string; readonly cause: string };
