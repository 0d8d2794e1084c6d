import { AwsError } from '../service.ts';

/** Refusals in SNS's words. */
export function invalid(what: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
}

export function noSuchTopic(): AwsError {
  return new AwsError('NotFound', 'Topic does not exist', { status: 404 });
}

export function noSuchSubscription(): AwsError {
  return new AwsError('NotFound', 'Subscription does not exist', { status: 404 });
}
