/** What an action leaves that still fails after its retries: a row for people. */
import type { Action } from '../definition/model.ts';
import { RETENTION_SECONDS } from '../definition/wire.ts';
import type { Retrier, TaskState, Template } from './asl.ts';
import type { Flow } from './flow.ts';
import { ENTERED, INPUT, jsonata, literal, text } from './jsonata.ts';

export const RETRY: readonly (Omit<Retrier, 'JitterStrategy'> | Template)[] = [
  { ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 0 },
  {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 1,
    BackoffRate: 2,
    MaxAttempts: 4,
    MaxDelaySeconds: 30,
    JitterStrategy: 'FULL',
  },
];

export type FailedStep = {
  readonly name: string;
  readonly owner: string;
  readonly action: Action;
  readonly next: string;
  readonly output: Template;
};

/** As `FailedActionRow` says. Also where this fails, the chain goes on. */
export function reportOf(flow: Flow, { name, owner, action, next, output }: FailedStep): TaskState {
  const now = `$fromMillis(${ENTERED})`;
  const what = label(action);
  const failure = '$states.input.failure';
  const error = `$string(${failure}.Error)`;
  const cause = `$substring($string(${failure}.Cause), 0, 2000)`;
  const item: { readonly [attribute: string]: Template } = {
    instance: { S: jsonata(`${INPUT}.instance`) },
    key: { S: jsonata(`${text(`EVENT#!failed-action#${name}#`)} & ${now}`) },
    status: { S: 'failed-action' },
    name: { S: literal(what) },
    time: { S: jsonata(now) },
    receivedAt: { S: jsonata(now) },
    settledAt: { S: jsonata(now) },
    reason: {
      S: jsonata(
        `${text(`"${what}" failed in "${owner}": `)} & ${error} & ". " & $substring(${cause}, 0, 500)`,
      ),
    },
    payload: { S: jsonata(`$string({"error": ${error}, "cause": ${cause}})`) },
    run: { N: jsonata(`$string(${INPUT}.run)`) },
    putBack: { N: '0' },
    hold: { N: '0' },
    listing: { S: jsonata(`${text(`${flow.making.choreography.id}#deviation#`)} & ${INPUT}.shard`) },
    listedAt: { S: jsonata(now) },
    ttl: { N: jsonata(`$string($floor(${ENTERED} / 1000) + ${RETENTION_SECONDS})`) },
  };
  return {
    Comment: 'Tells people that the step failed, and goes on.',
    Type: 'Task',
    Resource: resourceOf('arn:aws:states:::dynamodb:putItem'),
    Arguments: { TableName: '${TableName}', Item: item },
    Output: output,
    Retry: RETRY,
    Catch: [{ ErrorEquals: ['States.ALL'], Output: output, Next: next }],
    Next: next,
  };
}

export function label(action: Action): string {
  switch (action.kind) {
    case 'publish':
      return `publish ${action.detailType}`;
    case 'notify':
      return 'notify';
    case 'task':
      return `task ${action.resource}`;
  }
}

/** In the partition of the execution, as Step Functions demands. */
export function resourceOf(arn: string): string {
  return arn.replace(/^arn:aws:/, 'arn:${Partition}:');
}
