import { parseExpression, type Expression } from '../../expressions/parse.ts';
import { referencesOf } from '../../expressions/references.ts';
import { runawayRegexes } from '../../expressions/regexes.ts';
import { FUNCTIONS, REFUSED } from '../functions.ts';
import { LATER_VARIABLES, notYet } from '../later.ts';
import type { Finding } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import type { Rule } from './rule.ts';
import { expressionsOf, quoted, type NamedExpression } from './walk.ts';

/** JSONata that parses, reads nothing that does not exist, and gives the same answer whenever it is asked. */
export const expressionsParse: Rule = (draft) => expressionsOf(draft).flatMap(checkExpression);

function checkExpression(named: NamedExpression): readonly Finding[] {
  const { text, path, role } = named;
  const parsed = parseExpression(text);
  if (parsed.kind === 'invalid') {
    const message = `The ${role} ${quoted(text)} is not valid JSONata: ${parsed.message}.${hint(text)}`;
    return [{ code: 'expression-invalid', message, path, offset: parsed.position }];
  }
  return [...references(named, parsed.expression), ...regexes(named, parsed.expression)];
}

/** What people write who think in another language. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/==/, ' Two values are compared with a single `=`.'],
  [/&&/, ' Write `and`.'],
  [/\|\|/, ' Write `or`.'],
  [/!(?!=)/, ' Write `$not(…)`.'],
];

function hint(text: string): string {
  return FOREIGN.find(([sign]) => sign.test(text))?.[1] ?? '';
}

function references({ text, path, role }: NamedExpression, expression: Expression): readonly Finding[] {
  return referencesOf(expression).flatMap(({ name, position }): readonly Finding[] => {
    const at = { path, offset: position };
    const later = LATER_VARIABLES.get(name);
    if (later !== undefined)
      return [{ code: 'not-supported', message: notYet(`\`$${name}\` (${later})`), ...at }];
    const refused = REFUSED.get(name);
    if (refused !== undefined) {
      const message = `\`$${name}\` cannot stand in the ${role} ${quoted(text)}: ${refused}.`;
      return [{ code: 'expression-refused', message, ...at }];
    }
    if (FUNCTIONS.has(name)) return [];
    const meant = didYouMean(
      `$${name}`,
      [...FUNCTIONS].map((known) => `$${known}`),
    );
    const message = `\`$${name}\` in the ${role} ${quoted(text)} is neither a function of JSONata 2.0.6 nor defined in it.${meant} The fields of the event are read without a $, as in \`detail.id\`.`;
    return [{ code: 'expression-unknown-name', message, ...at }];
  });
}

function regexes({ text, path, role }: NamedExpression, expression: Expression): readonly Finding[] {
  return runawayRegexes(expression).map((regex) => {
    const message = `The regular expression /${regex}/ in the ${role} ${quoted(text)} repeats a repetition, which can take for ever on some texts. Write it without one inside the other.`;
    return { code: 'expression-refused', message, path, offset: Math.max(text.indexOf(regex) - 1, 0) };
  });
}
