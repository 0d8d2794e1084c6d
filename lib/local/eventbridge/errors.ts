import { AwsError } from '../service.ts';

/** Refusals in EventBridge's words. */
export function validation(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** A value outside what the API's model allows. */
export function constraint(value: string, member: string, rule: string): AwsError {
  return validation(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${rule}`,
  );
}

export function noSuchBus(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

export function noSuchRule(name: string, bus: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus}.`);
}

export function overLimit(message: string): AwsError {
  return new AwsError('LimitExceededException', message);
}
