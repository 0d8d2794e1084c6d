import { AwsError, type Place } from '../service.ts';

/** Refusals in Lambda's words. */
export function noSuchFunction(name: string, qualifier: string | undefined, place: Place): AwsError {
  const tail = qualifier === undefined ? '' : `:${qualifier}`;
  const arn = `arn:aws:lambda:${place.region}:${place.account}:function:${name}${tail}`;
  return new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, { status: 404 });
}

export function noSuchResource(): AwsError {
  const message = 'The resource you requested does not exist.';
  return new AwsError('ResourceNotFoundException', message, { status: 404 });
}

/** What is reserved for a function is used up: of nothing, always. */
export function throttled(): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
    status: 429,
    fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
  });
}

export function constraint(value: string, member: string, rule: string): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${rule}`,
  );
}
