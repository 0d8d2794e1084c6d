import type { ServiceName } from '../denial.ts';
import type { Checks } from './check.ts';
import { dynamodbChecks } from './dynamodb.ts';
import { eventsChecks } from './events.ts';
import { lambdaChecks } from './lambda.ts';
import { snsChecks } from './sns.ts';
import { sqsChecks } from './sqs.ts';
import { statesChecks } from './states.ts';

export const CHECKS: { readonly [service in ServiceName]: Checks } = {
  dynamodb: dynamodbChecks,
  events: eventsChecks,
  lambda: lambdaChecks,
  sns: snsChecks,
  sqs: sqsChecks,
  states: statesChecks,
};
