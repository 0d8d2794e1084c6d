import { rootFieldsOf } from '../../expressions/fields.ts';
import { parseExpression } from '../../expressions/parse.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { expressionsOf, quoted, type NamedExpression } from './walk.ts';

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
export const expressionsReadTheEvent: Rule = (draft) => expressionsOf(draft).flatMap(checkFields);

function checkFields(named: NamedExpression): readonly Finding[] {
  const { text, path, role } = named;
  const parsed = parseExpression(text);
  if (parsed.kind === 'invalid') return [];
  return rootFieldsOf(parsed.expression).flatMap(({ name, position }): readonly Finding[] => {
    const problem = (message: string): readonly Finding[] => [
      { code: 'expression-no-field', message, path, offset: position },
    ];
    const [hyphenated] = /[\w$]+-$/.exec(text.slice(0, position)) ?? [];
    if (hyphenated !== undefined)
      return problem(
        `${quoted(`${hyphenated}${name}`)} in the ${role} ${quoted(text)} is a subtraction. Write a name with a hyphen between backticks, as in detail.\`${hyphenated}${name}\`.`,
      );
    if (ENVELOPE.has(name)) return [];
    return problem(
      `${quoted(name)} in the ${role} ${quoted(text)} is no field of an EventBridge event, so it never has a value. What the producer sends is below \`detail\`: \`detail.${name}\`.`,
    );
  });
}
