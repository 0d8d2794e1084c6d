import type { LocalFunction } from '../../../lib/local/lambda/function.ts';
import type { InvocationOutcome } from '../../../lib/local/lambda/instance.ts';
import type { Json } from '../../../lib/local/service.ts';

export const RETURNED: InvocationOutcome = { kind: 'returned', payload: null };
export const FAILED: InvocationOutcome = {
  kind: 'failed',
  error: { errorType: 'Error', errorMessage: 'No.' },
};

export function never(): Promise<InvocationOutcome> {
  return new Promise(() => undefined);
}

/** A function `f` that is what `invoke` does. */
export function functionOf(invoke: (event: Json) => Promise<InvocationOutcome>): LocalFunction {
  return {
    settings: {
      name: 'f',
      arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
      roleArn: '',
      directory: '',
      handler: '',
      timeout: 3,
      memory: 128,
      concurrency: undefined,
      environment: {},
    },
    concurrency: 1,
    invoke,
    stop: () => Promise.resolve(),
    retire: () => Promise.resolve(),
  };
}
