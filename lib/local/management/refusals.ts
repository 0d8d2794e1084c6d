import { AwsError } from '../service.ts';

/** Refusals of what changes functions, in Lambda's words. */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}

export function conflict(message: string): AwsError {
  return new AwsError('ResourceConflictException', message, { status: 409 });
}

/** Refusals of IAM. */
export function noSuchEntity(what: string): AwsError {
  return new AwsError('NoSuchEntity', `${what} cannot be found.`, { status: 404 });
}

export function alreadyThere(what: string): AwsError {
  return new AwsError('EntityAlreadyExists', `${what} already exists.`, { status: 409 });
}

export function stillUsed(message: string): AwsError {
  return new AwsError('DeleteConflict', message, { status: 409 });
}

export function malformedPolicy(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}
