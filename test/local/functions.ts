import type { LocalFunction } from '../../lib/local/lambda/function.ts';
import type { InvocationOutcome } from '../../lib/local/lambda/instance.ts';
import type { Json } from '../../lib/local/service.ts';

export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:f';

export const RETURNED: InvocationOutcome = { kind: 'returned', payload: null };
export const FAILED: InvocationOutcome = {
  kind: 'failed',
  error: { errorType: 'Error', errorMessage: 'No.' },
};

export function never(): Promise<InvocationOutcome> {
  return new Promise(() => undefined);
}

/** A function `f` that is what `invoke` does, so many at once. */
export function functionOf(
  invoke: (event: Json) => Promise<InvocationOutcome>,
  concurrency = 1,
): LocalFunction {
  return {
    settings: {
      name: 'f',
      arn: FUNCTION_ARN,
      roleArn: '',
      directory: '',
      handler: '',
      timeout: 3,
      memory: 128,
      concurrency: undefined,
      environment: {},
    },
    concurrency,
    invoke,
    stop: () => Promise.resolve(),
    retire: () => Promise.resolve(),
  };
}
