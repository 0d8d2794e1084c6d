/** Choice: the first rule that holds. */
import { matchesWildcard } from '../../../patterns/wildcard.ts';
import type { Json } from '../../service.ts';
import { lookUp } from '../evaluate/paths.ts';
import type { Scope } from '../evaluate/scope.ts';
import { fillAs } from '../evaluate/template.ts';
import { runtimeFailure } from '../failure.ts';
import { instantOf } from '../instant.ts';
import type { Path } from '../jsonpath/path.ts';
import type { Choice, Rule } from '../model.ts';
import { andThen, type Soon } from '../soon.ts';
import { isBoolean } from './numbers.ts';

/** Which rule is the first that holds; -1 where none does. @throws StateFailure */
export function chosen(choices: readonly Choice[], scope: Scope, from = 0): Soon<number> {
  const choice = choices[from];
  if (choice === undefined) return -1;
  return andThen(holds(choice.rule, scope, `Choices[${from}]`), (does) =>
    does ? from : chosen(choices, scope, from + 1),
  );
}

function holds(rule: Rule, scope: Scope, place: string): Soon<boolean> {
  switch (rule.kind) {
    case 'condition':
      return fillAs(rule.condition, scope, `${place}/Condition`, 'boolean', isBoolean);
    case 'not':
      return andThen(holds(rule.rule, scope, place), (does) => !does);
    case 'and':
      return andThen(anyIs(false, rule.rules, scope, place), (found) => !found);
    case 'or':
      return anyIs(true, rule.rules, scope, place);
    case 'comparison':
      return compare(rule, scope);
  }
}

function anyIs(
  decisive: boolean,
  rules: readonly Rule[],
  scope: Scope,
  place: string,
  from = 0,
): Soon<boolean> {
  const rule = rules[from];
  if (rule === undefined) return false;
  return andThen(
    holds(rule, scope, place),
    (does) => does === decisive || anyIs(decisive, rules, scope, place, from + 1),
  );
}

function compare(rule: Rule & { kind: 'comparison' }, scope: Scope): boolean {
  const expected = rule.value.kind === 'path' ? existing(rule.value.path, scope) : literal(rule.value);
  if (rule.operator === 'IsPresent') {
    return (lookUp(rule.variable, scope).kind === 'found') === expected;
  }
  const value = existing(rule.variable, scope);
  const flag = FLAGS[rule.operator];
  if (flag !== undefined) return flag(value) === expected;
  if (rule.operator === 'BooleanEquals') return typeof value === 'boolean' && value === expected;
  if (typeof value === 'string' && typeof expected === 'string')
    return compareTexts(rule.operator, value, expected);
  if (typeof value === 'number' && typeof expected === 'number' && rule.operator.startsWith('Numeric')) {
    return inOrder(rule.operator.slice('Numeric'.length), value, expected);
  }
  return false;
}

function literal(template: Rule & { kind: 'comparison' } extends { value: infer T } ? T : never): Json {
  return template.kind === 'literal' ? template.value : null;
}

function existing(path: Path, scope: Scope): Json {
  const found = lookUp(path, scope);
  if (found.kind === 'found') return found.value;
  throw runtimeFailure(
    `Invalid path '${path.text}': The choice state's condition path references an invalid value.`,
  );
}

const FLAGS: { readonly [operator: string]: (value: Json) => boolean } = {
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => typeof value === 'string' && instantOf(value) !== undefined,
};

function compareTexts(operator: string, value: string, expected: string): boolean {
  if (operator === 'StringMatches') return matchesWildcards(expected, value);
  if (operator.startsWith('String')) return inOrder(operator.slice('String'.length), value, expected);
  if (!operator.startsWith('Timestamp')) return false;
  const [one, other] = [instantOf(value), instantOf(expected)];
  if (one === undefined || other === undefined) return false;
  return inOrder(operator.slice('Timestamp'.length), one, other);
}

function inOrder<T extends string | number>(order: string, one: T, other: T): boolean {
  switch (order) {
    case 'Equals':
      return one === other;
    case 'LessThan':
      return one < other;
    case 'GreaterThan':
      return one > other;
    case 'LessThanEquals':
      return one <= other;
    case 'GreaterThanEquals':
      return one >= other;
    default:
      return false;
  }
}

/** `*` stands for any text, `\*` for an asterisk, `\\` for a backslash. */
function matchesWildcards(pattern: string, text: string): boolean {
  const parts = [''];
  for (const [found, escaped] of pattern.matchAll(/\\([\\*])|[^]/gu)) {
    if (found === '*') parts.push('');
    else parts.push((parts.pop() ?? '') + (escaped ?? found));
  }
  return matchesWildcard(parts, text);
}
