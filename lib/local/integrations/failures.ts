import { randomUUID } from 'node:crypto';
import { messageOf } from '../json.ts';
import { AwsError, type IntegrationOutcome } from '../service.ts';
import type { TaskResource } from './resource.ts';

/** How error names begin: the AWS SDK integrations spell the services as the SDK for Java does. */
const PREFIXES: {
  readonly [service: string]: { readonly sdk: string; readonly optimised: string } | undefined;
} = {
  dynamodb: { sdk: 'DynamoDb', optimised: 'DynamoDB' },
  eventbridge: { sdk: 'EventBridge', optimised: 'EventBridge' },
  events: { sdk: 'EventBridge', optimised: 'EventBridge' },
  lambda: { sdk: 'Lambda', optimised: 'Lambda' },
  sfn: { sdk: 'Sfn', optimised: 'StepFunctions' },
  sns: { sdk: 'Sns', optimised: 'SNS' },
  sqs: { sdk: 'Sqs', optimised: 'SQS' },
  states: { sdk: 'Sfn', optimised: 'StepFunctions' },
};

/** A refusal of a service, as a Task state sees it. */
export function failureOf(error: unknown, { kind, service }: TaskResource): IntegrationOutcome {
  const prefix = PREFIXES[service]?.[kind] ?? service;
  if (!(error instanceof AwsError)) {
    return { kind: 'failed', error: `${prefix}.SdkClientException`, cause: messageOf(error) };
  }
  const name = error.code.endsWith('Exception') ? error.code : `${error.code}Exception`;
  const detail = `Service: ${prefix}, Status Code: ${error.status}, Request ID: ${randomUUID()}`;
  return { kind: 'failed', error: `${prefix}.${name}`, cause: `${error.message} (${detail})` };
}

/** What nothing here can do: AWS refuses it when the state machine is created. */
export function unsupported(resource: string): IntegrationOutcome {
  const cause = `The local cloud has no integration for the resource "${resource}".`;
  return { kind: 'failed', error: 'States.Runtime', cause };
}
