/**
 * What a way does: a chain of Tasks before its target. Nothing that an action does stops an instance: one that still
 * fails after its retries leaves a row for people, and the chain goes on.
 */
import { canonical } from '../definition/canonical.ts';
import type { Action, Json, Text } from '../definition/model.ts';
import type { PlannedAction, Way } from '../definition/route.ts';
import type { TaskState, Template } from './asl.ts';
import { label, reportOf, resourceOf, RETRY } from './failed-action.ts';
import { add, type Flow } from './flow.ts';
import { CORRELATION_ID, jsonata, literal, text } from './jsonata.ts';
import { rewritten, rewrittenTemplate } from './rewrite.ts';
import { parseExpression } from '../expressions/parse.ts';
import { referencesOf } from '../expressions/references.ts';

/** `input`: computed by who delivered, in the input's `actions`. `here`: by the machine, in the action's own state. */
type Values = 'input' | 'here';

type Chain = { readonly place: string; readonly way: Way; readonly values: Values; readonly next: string };

/**
 * Whether the machine itself can compute what it says: an expression that fails then fails the step, which is reported,
 * as it would be anyway. Nothing here knows the event, a task's result or an item; and outside a region nobody knows the
 * region's own context.
 */
export function isComputable({ action, event }: PlannedAction, leaving: boolean): boolean {
  const unknown = ['result', 'item', 'items', ...(leaving ? ['context'] : [])];
  return expressionsOf(action).every((source) => {
    if (literalDetail(source) !== undefined) return true;
    const parsed = parseExpression(source);
    if (event || parsed.kind === 'invalid') return false;
    return !referencesOf(parsed.expression).some(({ name }) => unknown.includes(name));
  });
}

function expressionsOf(action: Action): string[] {
  switch (action.kind) {
    case 'publish':
      return [action.detail];
    case 'notify':
      return [action.message, action.subject].flatMap((value) =>
        value !== undefined && 'expression' in value ? [value.expression] : [],
      );
    case 'task':
      return [];
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
    const output = after === undefined || values === 'here' ? {} : '{% $states.input %}';
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

/** A cause has up to 32,768 characters: with the values of all actions it could be more than a state's input may be. */
const FAILURE =
  '{"Error": $states.errorOutput.Error, "Cause": $substring($states.errorOutput.Cause, 0, 2000)}';

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
        Output: jsonata(`$merge([$states.input, {"failure": ${FAILURE}}])`),
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
      const { source, detailType, detail } = action;
      const entry = {
        EventBusName: '${EventBusName}',
        Source: literal(source),
        DetailType: literal(detailType),
        Detail:
          value === undefined ? detailHere(flow, detail) : computedDetail(`$states.input.actions[${value}]`),
      };
      return { Resource: resourceOf('arn:aws:states:::events:putEvents'), Arguments: { Entries: [entry] } };
    }
    case 'notify':
      return {
        Resource: resourceOf('arn:aws:states:::sns:publish'),
        Arguments: { TopicArn: '${TopicArn}', ...notice(flow, action, value) },
      };
    case 'task':
      return {
        Resource: resourceOf(action.resource),
        Arguments: rewrittenTemplate(action.arguments, flow.reads),
      };
  }
}

/** SNS takes a subject of one line, of 1 to 100 characters, and refuses the whole message for another. */
function notice(
  flow: Flow,
  { message, subject }: Extract<Action, { kind: 'notify' }>,
  value: number | undefined,
) {
  const said = (name: 'message' | 'subject', of: Text): string => {
    if (value !== undefined) return `$states.input.actions[${value}].${name}`;
    return 'literal' in of ? text(of.literal) : `(${rewritten(of.expression, flow.reads)})`;
  };
  const title = text(flow.making.choreography.title);
  const plain = value === undefined && 'literal' in message ? literal(message.literal) : undefined;
  return {
    ...(subject === undefined
      ? {}
      : { Subject: jsonata(oneLine(asText(said('subject', subject), title), title)) }),
    Message: plain ?? jsonata(asText(said('message', message), '$error("The message has no value.")')),
  };
}

/** `$trim` makes one space of line breaks and tabs, too. */
function oneLine(value: string, otherwise: string): string {
  return `($line := $trim(${value}); $substring($line = "" ? ${otherwise} : $line, 0, 100))`;
}

function asText(value: string, otherwise: string): string {
  return `($text := ${value}; $exists($text) ? ($type($text) = "string" ? $text : $string($text)) : ${otherwise})`;
}

function detailHere(flow: Flow, detail: string): Template {
  return literalDetail(detail) ?? computedDetail(`(${rewritten(detail, flow.reads)})`);
}

function computedDetail(value: string): string {
  const failure = '$error("The detail of the event has no value, or is no object.")';
  return jsonata(`($detail := ${value}; $type($detail) = "object" ? $detail : ${failure})`);
}

/** The detail of an event for which the author gave none. */
const JUST_THE_ID = '{"id": $id}';

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

/** Of a task's ARN what it does: `lambda:invoke`. */
function shortLabel(action: Action): string {
  if (action.kind !== 'task') return label(action);
  return `task ${action.resource.replace(/^arn:[^:]*:states:::/, '').replace(/^arn:.*:/, '')}`;
}
