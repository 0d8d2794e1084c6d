import { numberOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { validation } from './errors.ts';
import { inputOf, type TargetInput } from './target-input.ts';

export type Target = {
  readonly id: string;
  readonly arn: string;
  readonly input: TargetInput;
  readonly deadLetters: string | undefined;
  readonly retries: number;
  /** Seconds. */
  readonly longestAge: number;
  /** As PutTargets was given it, for ListTargetsByRule. */
  readonly given: JsonObject;
};

const DAY = 86_400;
const MOST_RETRIES = 185;
const DELIVERED_TO = ['sqs', 'lambda', 'sns', 'states'];
/** What is said of targets of other kinds. */
const ELSEWHERE = [
  'AppSyncParameters',
  'BatchParameters',
  'EcsParameters',
  'HttpParameters',
  'KinesisParameters',
  'RedshiftDataParameters',
  'RunCommandParameters',
  'SageMakerPipelineParameters',
];

/** @throws AwsError */
export function parseTarget(value: Json): Target {
  const given = objectOf(value);
  const id = textOf(given['Id']) ?? '';
  const arn = textOf(given['Arn']) ?? '';
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(id)) throw validation(`Parameter Id is not valid: "${id}".`);
  const service = arn.split(':')[2] ?? '';
  if (!arn.startsWith('arn:'))
    throw validation(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  if (!DELIVERED_TO.includes(service))
    throw validation(
      `The target ${arn} belongs to "${service}"; the local cloud delivers to queues (sqs), functions (lambda), topics (sns) and state machines (states) only.`,
    );
  if (service === 'states' && textOf(given['RoleArn']) === undefined)
    throw validation(`RoleArn is required for target ${arn}.`);
  if (service === 'sqs' && arn.endsWith('.fifo') && given['SqsParameters'] === undefined)
    throw validation(`Parameter(s) SqsParameters must be specified for target: ${id}.`);
  const foreign = ELSEWHERE.find((name) => given[name] !== undefined);
  if (foreign !== undefined) throw validation(`Parameter(s) ${foreign} not supported for target: ${id}.`);
  const retry = objectOf(given['RetryPolicy']);
  return {
    id,
    arn,
    input: inputOf(given, id),
    deadLetters: deadLettersOf(given),
    retries: within(retry, 'MaximumRetryAttempts', 0, MOST_RETRIES, MOST_RETRIES),
    longestAge: within(retry, 'MaximumEventAgeInSeconds', 60, DAY, DAY),
    given,
  };
}

function deadLettersOf(given: JsonObject): string | undefined {
  const arn = textOf(objectOf(given['DeadLetterConfig'])['Arn']);
  if (arn === undefined) return undefined;
  const service = arn.split(':')[2] ?? '';
  if (service !== 'sqs') throw validation(`${service} is not supported as a dead letter resource`);
  if (arn.endsWith('.fifo')) throw validation('SQS FIFO is not supported by Dead Letter Queues');
  return arn;
}

function within(object: JsonObject, name: string, least: number, most: number, byDefault: number): number {
  const value = object[name] === undefined ? byDefault : numberOf(object[name]);
  if (value === undefined || !Number.isInteger(value) || value < least || value > most)
    throw validation(`RetryPolicy.${name} has to be a whole number from ${least} to ${most}.`);
  return value;
}
