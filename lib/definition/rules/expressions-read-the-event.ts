import { rootFieldsOf } from '../../expressions/fields.ts';
import { expressionOf } from '../../expressions/cached.ts';
import { expressionsIn, type NamedExpression } from '../draft-expressions.ts';
import type { Finding } from '../problems.ts';
import { isTaskArgument } from './variables.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** What EventBridge puts around every event; a replay adds the last. */
const ENVELOPE = new Set([
  'version',
  'id',
  'detail-type',
  'source',
  'account',
  'time',
  'region',
  'resources',
  'detail',
  'replay-name',
]);

/** What is read is there: an event has the fields of its envelope, and all that its producer says is below `detail`. */
export const expressionsReadTheEvent: Rule = (draft) => expressionsIn(draft).flatMap(checkFields);

function checkFields(named: NamedExpression): readonly Finding[] {
  const { text, path, root, offset } = named;
  const expression = expressionOf(text);
  // An item has whatever fields the author gives it.
  if (expression === undefined || root === 'item') return [];
  return rootFieldsOf(expression).flatMap(({ name, position }): readonly Finding[] => {
    const at = { path, offset: offset + position };
    const [hyphenated] = /[\w$]+-$/.exec(text.slice(0, position)) ?? [];
    if (hyphenated !== undefined)
      return [{ code: 'expression-no-field', message: subtraction(named, hyphenated, name), ...at }];
    if (root === 'none' || isTaskArgument(named))
      return [{ code: 'expression-no-event', message: noEvent(named, name), ...at }];
    if (ENVELOPE.has(name)) return [];
    return [{ code: 'expression-no-field', message: noField(named, name), ...at }];
  });
}

function subtraction({ role, text, root }: NamedExpression, before: string, after: string): string {
  const whole = root === 'event' ? 'detail.' : '';
  return `${quoted(`${before}${after}`)} in the ${role} ${quoted(text)} is a subtraction. Write a name with a hyphen between backticks, as in ${whole}\`${before}${after}\`.`;
}

function noField({ role, text }: NamedExpression, name: string): string {
  return `${quoted(name)} in the ${role} ${quoted(text)} is no field of an EventBridge event, so it never has a value. What the producer sends is below \`detail\`: \`detail.${name}\`.`;
}

function noEvent(named: NamedExpression, name: string): string {
  const { role, text } = named;
  const instead = isTaskArgument(named)
    ? 'Assign what is needed of an event to the context where it comes, and read `$context` here.'
    : ENVELOPE.has(name)
      ? 'Assign what is needed of an event to the context where it comes (`assign: { name: detail.name }`), and read `$context.name` here.'
      : `A variable is read with its $, as in \`$context.${name}\`.`;
  return `${quoted(name)} in the ${role} ${quoted(text)} is a field of an event, and there is no event here. ${instead}`;
}
