/**
 * What a way does: a chain of Tasks before its target. Nothing that an action does stops an instance: one that still
 * fails after its retries leaves a row for people, and the chain goes on.
 */
import { canonical } from '../definition/canonical.ts';
import type { Action, Json, Text } from '../definition/model.ts';
import type { PlannedAction, Way } from '../definition/route.ts';
import { RETENTION_SECONDS } from '../definition/wire.ts';
import type { Retrier, TaskState, Template } from './asl.ts';
import { add, type Flow } from './flow.ts';
import { CORRELATION_ID, ENTERED, INPUT, jsonata, literal, text } from './jsonata.ts';
import { rewrittenTemplate } from './rewrite.ts';

/** `input`: computed by who delivered, in the input's `actions`. `literal`: there is nothing to compute. */
type Values = 'input' | 'literal';

type Chain = { readonly place: string; readonly way: Way; readonly values: Values; readonly next: string };

/** The detail of an event for which the author gave none. */
const JUST_THE_ID = '{"id": $id}';

/** Whether nobody has to compute anything for it beforehand. */
export function isLiteral({ action }: PlannedAction): boolean {
  switch (action.kind) {
    case 'publish':
      return literalDetail(action.detail) !== undefined;
    case 'notify':
      return 'literal' in action.message && (action.subject === undefined || 'literal' in action.subject);
    case 'task':
      return true;
  }
}

/** Gives the first state of the chain. The same chain to the same state is there once. */
export function planActions(flow: Flow, chain: Chain): string {
  const { place, way, values, next } = chain;
  const actions = way.actions ?? [];
  // Shared by all that lead there the same way, as what stands on an enclosing state does.
  const owner = way.to ?? place;
  const key = `actions ${canonical({ actions, values, next })}`;
  const known = flow.helpers.get(key);
  if (known !== undefined) return known;
  const names = actions.map(({ action }) => flow.making.names.claim(`${owner}: ${shortLabel(action)}`));
  names.forEach((name, index) => {
    const action = actions[index]?.action;
    if (action === undefined) return;
    const after = names[index + 1];
    const output = after === undefined || values === 'literal' ? {} : '{% $states.input %}';
    addAction(flow, {
      name,
      owner,
      action,
      value: values === 'input' ? index : undefined,
      next: after ?? next,
      output,
    });
  });
  const first = names[0] ?? next;
  flow.helpers.set(key, first);
  return first;
}

type Step = {
  readonly name: string;
  readonly owner: string;
  readonly action: Action;
  /** Index of its computed values. */
  readonly value: number | undefined;
  readonly next: string;
  readonly output: Template;
};

const RETRY: readonly (Omit<Retrier, 'JitterStrategy'> | Template)[] = [
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

function addAction(flow: Flow, step: Step): void {
  const { name, action, next, output } = step;
  const failed = flow.making.names.claim(`${name}, failed`);
  const retry =
    action.kind === 'task' && action.retry.length > 0
      ? action.retry.map((each) => rewrittenTemplate(each, {}))
      : RETRY;
  const task: TaskState = {
    Type: 'Task',
    ...work(flow, step),
    Output: output,
    Retry: retry,
    Catch: [
      {
        ErrorEquals: ['States.ALL'],
        Output: jsonata('$merge([$states.input, {"failure": $states.errorOutput}])'),
        Next: failed,
      },
    ],
    Next: next,
  };
  add(flow, name, task);
  add(flow, failed, reportOf(flow, step));
}

function work(flow: Flow, { action, value }: Step): Pick<TaskState, 'Resource' | 'Arguments'> {
  switch (action.kind) {
    case 'publish': {
      const detail = value === undefined ? (literalDetail(action.detail) ?? {}) : computedDetail(value);
      const { source, detailType } = action;
      const entry = {
        EventBusName: '${EventBusName}',
        Source: literal(source),
        DetailType: literal(detailType),
        Detail: detail,
      };
      return { Resource: resourceOf('arn:aws:states:::events:putEvents'), Arguments: { Entries: [entry] } };
    }
    case 'notify': {
      const { message, subject } = action;
      return {
        Resource: resourceOf('arn:aws:states:::sns:publish'),
        Arguments: {
          TopicArn: '${TopicArn}',
          ...(subject === undefined
            ? {}
            : { Subject: subjectOf(subject, value, flow.making.choreography.title) }),
          Message:
            value === undefined ? literalOf(message) : jsonata(`$states.input.actions[${value}].message`),
        },
      };
    }
    case 'task':
      return {
        Resource: resourceOf(action.resource),
        Arguments: rewrittenTemplate(action.arguments, flow.reads),
      };
  }
}

/** In the partition of the execution, as Step Functions demands. */
export function resourceOf(arn: string): string {
  return arn.replace(/^arn:aws:/, 'arn:${Partition}:');
}

function computedDetail(index: number): string {
  const value = `$states.input.actions[${index}]`;
  return jsonata(
    `$type(${value}) = "object" ? ${value} : $error("The event's detail could not be computed, or is no object.")`,
  );
}

/** SNS takes one line of up to 100 characters. */
function subjectOf(subject: Text, value: number | undefined, otherwise: string): string {
  if (value === undefined) return literalOf(subject).slice(0, 100);
  const computed = `$states.input.actions[${value}].subject`;
  return jsonata(`$substring($exists(${computed}) ? ${computed} : ${text(otherwise)}, 0, 100)`);
}

function literalOf(value: Text): string {
  return 'literal' in value ? literal(value.literal) : '';
}

/** Undefined where it is an expression. */
function literalDetail(detail: string): Template | undefined {
  if (detail.trim() === JUST_THE_ID) return { id: jsonata(CORRELATION_ID) };
  const value = parsedJson(detail);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !detail.includes('{%') ? rewrittenTemplate(value, {}) : undefined;
}

function parsedJson(source: string): Json | undefined {
  try {
    return JSON.parse(source) as Json;
  } catch {
    return undefined;
  }
}

function label(action: Action): string {
  switch (action.kind) {
    case 'publish':
      return `publish ${action.detailType}`;
    case 'notify':
      return 'notify';
    case 'task':
      return `task ${action.resource}`;
  }
}

/** Of a task's ARN what it does: `lambda:invoke`. */
function shortLabel(action: Action): string {
  if (action.kind !== 'task') return label(action);
  return `task ${action.resource.replace(/^arn:[^:]*:states:::/, '').replace(/^arn:.*:/, '')}`;
}

/** As `FailedActionRow` says. Also where this fails, the chain goes on. */
function reportOf(flow: Flow, { name, owner, action, next, output }: Step): TaskState {
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
