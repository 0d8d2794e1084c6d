import { randomUUID } from 'node:crypto';
import { messageOf } from '../json.ts';
import { AwsError, type IntegrationOutcome } from '../service.ts';
import { MODELLED } from './modelled-errors.ts';
import type { TaskResource } from './resource.ts';

/** How one SDK speaks of a service: in an error's name, of errors without a name of their own, and in the cause. */
type Spelling = { readonly prefix: string; readonly unnamed: string; readonly service: string };

/** The AWS SDK integrations are made with the second SDK for Java, the optimised ones with the first. */
type Spellings = { readonly model: string; readonly sdk: Spelling; readonly optimised: Spelling };

const DYNAMODB = spellings('dynamodb', 'DynamoDb', ['DynamoDB', 'AmazonDynamoDB', 'AmazonDynamoDBv2']);
const EVENTBRIDGE = spellings('eventbridge', 'EventBridge', ['EventBridge', 'AmazonEventBridge']);
const LAMBDA = spellings('lambda', 'Lambda', ['Lambda', 'AWSLambda']);
const STEP_FUNCTIONS = spellings('sfn', 'Sfn', ['StepFunctions', 'AWSStepFunctions']);
const SNS = spellings('sns', 'Sns', ['SNS', 'AmazonSNS']);
const SQS = spellings('sqs', 'Sqs', ['SQS', 'AmazonSQS']);

const SPELLINGS: { readonly [service: string]: Spellings | undefined } = {
  dynamodb: DYNAMODB,
  eventbridge: EVENTBRIDGE,
  events: EVENTBRIDGE,
  lambda: LAMBDA,
  sfn: STEP_FUNCTIONS,
  sns: SNS,
  sqs: SQS,
  states: STEP_FUNCTIONS,
};

function spellings(
  model: string,
  name: string,
  [prefix, client, service = client]: readonly [string, string, string?],
): Spellings {
  return {
    model,
    sdk: { prefix: name, unnamed: `${name}Exception`, service: name },
    optimised: { prefix, unnamed: `${client}Exception`, service },
  };
}

/** What the API calls otherwise than the SDKs. */
const RENAMED: { readonly [code: string]: string } = { ParameterValueInvalid: 'InvalidParameterValue' };

/** A refusal of a service, as a Task state sees it. */
export function failureOf(error: unknown, { kind, service }: TaskResource): IntegrationOutcome {
  const known = SPELLINGS[service] ?? spellings(service, service, [service, service]);
  const spelling = known[kind];
  if (!(error instanceof AwsError)) {
    return { kind: 'failed', error: `${spelling.prefix}.SdkClientException`, cause: messageOf(error) };
  }
  const code = RENAMED[error.code] ?? error.code.replace(/Exception$/, '');
  const name = MODELLED[known.model]?.has(code) === true ? `${code}Exception` : spelling.unnamed;
  const cause = `${error.message} (${detailOf(error, kind, spelling)})`;
  return { kind: 'failed', error: `${spelling.prefix}.${name}`, cause };
}

function detailOf({ code, status }: AwsError, kind: TaskResource['kind'], { service }: Spelling): string {
  return kind === 'sdk'
    ? `Service: ${service}, Status Code: ${status}, Request ID: ${randomUUID()}`
    : `Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${randomUUID()}; Proxy: null`;
}

/** What nothing here can do: AWS refuses it when the state machine is created. */
export function unsupported(resource: string): IntegrationOutcome {
  const cause = `The local cloud has no integration for the resource "${resource}".`;
  return { kind: 'failed', error: 'States.Runtime', cause };
}
