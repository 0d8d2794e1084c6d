import { isList, type Data } from '../data.ts';
import type { Draft, DraftCatch, DraftIntegration, Text } from '../draft.ts';
import type { Finding, Path } from '../problems.ts';
import { isRecord } from '../read-data.ts';
import { statesIn } from '../tree.ts';
import { checkErrors } from './error-names.ts';
import type { Rule } from './rule.ts';
import { actionsIn, quoted } from './walk.ts';

/** What Step Functions takes: a resource, and errors that can come. */
export const tasksAreValid: Rule = (draft) => [
  ...integrationsIn(draft).flatMap((integration) => [
    ...checkResource(integration.resource),
    ...checkRetry(integration),
  ]),
  ...statesIn(draft).flatMap(({ state }) => checkCatch(state.task?.catch ?? [])),
];

function integrationsIn(draft: Draft): readonly DraftIntegration[] {
  const ofStates = statesIn(draft).flatMap(({ state }) => state.task?.integration ?? []);
  const ofActions = actionsIn(draft).flatMap((action) => (action.kind === 'task' ? action.integration : []));
  return [...ofStates, ...ofActions];
}

const ARN = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:.+/;

function checkResource({ text, path }: Text): readonly Finding[] {
  if (ARN.test(text)) return [];
  const guess = /^[a-z0-9-]+(:[a-zA-Z0-9-]+)+(\.\w+)?$/.test(text)
    ? ` Write \`arn:aws:states:::${text}\`.`
    : '';
  const message = `${quoted(text)} is no ARN of an integration, such as \`arn:aws:states:::lambda:invoke\`.${guess}`;
  return [{ code: 'task-invalid', message, path }];
}

/** What is no list of retriers is a problem of the shape. */
function checkRetry({ resource, retry }: DraftIntegration): readonly Finding[] {
  if (retry === undefined || !isList(retry)) return [];
  const path = [...resource.path.slice(0, -1), 'retry'];
  const lists = retry.map((retrier: Data, index) => errorsIn(retrier, [...path, index]));
  return checkErrors(lists, 'retrier');
}

function errorsIn(retrier: Data, path: Path): readonly Text[] {
  const errors = isRecord(retrier) ? retrier.ErrorEquals : undefined;
  return isList(errors)
    ? errors.flatMap((text: Data, index) =>
        typeof text === 'string' ? [{ text, path: [...path, 'ErrorEquals', index] }] : [],
      )
    : [];
}

function checkCatch(catches: readonly DraftCatch[]): readonly Finding[] {
  return checkErrors(
    catches.map(({ errors }) => errors),
    'catch',
  );
}
