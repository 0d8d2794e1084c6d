import { expressionOf } from '../../expressions/cached.ts';
import { parseExpression, type Expression } from '../../expressions/parse.ts';
import { hugeRanges, MAX_RANGE } from '../../expressions/ranges.ts';
import { referencesOf } from '../../expressions/references.ts';
import { runawayRegexes } from '../../expressions/regexes.ts';
import { expressionsIn, type NamedExpression } from '../draft-expressions.ts';
import { FUNCTIONS, REFUSED } from '../functions.ts';
import type { Finding } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import type { Rule } from './rule.ts';
import { isTaskArgument, STEP_FUNCTIONS, VARIABLES } from './variables.ts';
import { isMisshapenInstant, quoted } from './walk.ts';

/** JSONata that parses, reads nothing that does not exist, and gives the same answer whenever it is asked. */
export const expressionsParse: Rule = (draft) =>
  expressionsIn(draft)
    .filter(
      ({ role, text }) => (role !== 'at' && role !== 'due') || !isMisshapenInstant({ kind: 'at', text }),
    )
    .flatMap(checkExpression);

function checkExpression(named: NamedExpression): readonly Finding[] {
  const { text, path, role, offset } = named;
  const expression = expressionOf(text);
  if (expression !== undefined) return [...references(named, expression), ...endless(named, expression)];
  const parsed = parseExpression(text);
  if (parsed.kind === 'expression') return [];
  const message = `The ${role} ${quoted(text)} is not valid JSONata: ${parsed.message}.${hint(text)}`;
  return [{ code: 'expression-invalid', message, path, offset: offset + parsed.position }];
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

function references(named: NamedExpression, expression: Expression): readonly Finding[] {
  const { text, path, role } = named;
  const own = isTaskArgument(named) ? STEP_FUNCTIONS : new Set<string>();
  return referencesOf(expression).flatMap(({ name, position }): readonly Finding[] => {
    const at = { path, offset: named.offset + position };
    if (VARIABLES.has(name) || FUNCTIONS.has(name) || own.has(name)) return [];
    const refused = REFUSED.get(name);
    if (refused !== undefined) {
      const message = `\`$${name}\` cannot stand in the ${role} ${quoted(text)}: ${refused}.`;
      return [{ code: 'expression-refused', message, ...at }];
    }
    const meant = didYouMean(
      `$${name}`,
      [...named.variables, ...FUNCTIONS, ...own].map((known) => `$${known}`),
    );
    const fields =
      named.root === 'event' ? ' The fields of the event are read without a $, as in `detail.id`.' : '';
    const message = `\`$${name}\` in the ${role} ${quoted(text)} is neither a function of JSONata 2.0.6 nor defined in it.${meant}${fields}`;
    return [{ code: 'expression-unknown-name', message, ...at }];
  });
}

/** What no limit on steps can stop. */
function endless({ text, path, role, offset }: NamedExpression, expression: Expression): readonly Finding[] {
  const regexes = runawayRegexes(expression).map((regex) => {
    const why = /[*+}]\)/.test(regex)
      ? 'repeats a repetition, which can take for ever on some texts. Write it without one inside the other'
      : 'repeats alternatives that can be the same text, which can take for ever. Write them so that they exclude each other';
    const message = `The regular expression /${regex}/ in the ${role} ${quoted(text)} ${why}.`;
    return { message, position: Math.max(text.indexOf(regex) - 1, 0) };
  });
  const ranges = hugeRanges(expression).map((range) => {
    const message = `The range [${range.text}] in the ${role} ${quoted(text)} makes more than ${MAX_RANGE} numbers. Make it shorter.`;
    return { message, position: range.position };
  });
  return [...regexes, ...ranges].map(({ message, position }) => ({
    code: 'expression-refused',
    message,
    path,
    offset: offset + position,
  }));
}
