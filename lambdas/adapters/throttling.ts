import { Throttled } from '../../lib/projection/ports.ts';

/**
 * How the four services say that they want fewer calls, and how they say it of the key service behind them; the last one
 * counts open executions.
 */
const THROTTLING = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'OverLimit',
  'KmsThrottlingException',
  'KmsThrottled',
  'ExecutionLimitExceeded',
]);
const TOO_MANY_REQUESTS = 429;

/** Makes the call; where the service asks for less, that becomes `Throttled`, whatever the service calls it. */
export async function orThrottled<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (THROTTLING.has(nameOf(error)) || statusOf(error) === TOO_MANY_REQUESTS)
      throw new Throttled(String(error), { cause: error });
    throw error;
  }
}

/** As `orThrottled`, with an answer for errors that are expected outcomes, by name. */
export async function outcomeOf<T, E extends string>(
  call: () => Promise<T>,
  expected: Readonly<Record<string, E>>,
): Promise<T | E> {
  try {
    return await orThrottled(call);
  } catch (error) {
    const outcome = expected[nameOf(error)];
    if (outcome === undefined) throw error;
    return outcome;
  }
}

/** A gateway before the service may answer without a name that anybody knows. */
function statusOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? metadata.httpStatusCode
    : undefined;
}

function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}
