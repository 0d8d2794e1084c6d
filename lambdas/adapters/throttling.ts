import { Throttled } from '../../lib/projection/ports.ts';

/** How the four services say that they want fewer calls; the last one counts open executions. */
const THROTTLING = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'OverLimit',
  'ExecutionLimitExceeded',
]);

/** Makes the call; where the service asks for less, that becomes `Throttled`, whatever the service calls it. */
export async function orThrottled<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (THROTTLING.has(nameOf(error))) throw new Throttled(String(error), { cause: error });
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

function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}
