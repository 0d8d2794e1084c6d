import { expressionOf } from '../../expressions/cached.ts';
import { referencesOf } from '../../expressions/references.ts';
import { expressionsIn, type NamedExpression } from '../draft-expressions.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { isTaskArgument, VARIABLES } from './variables.ts';
import { quoted } from './walk.ts';

/** Step Functions evaluates these by itself, from what the machine keeps. */
const IN_ARGUMENTS: readonly string[] = ['context', 'id', 'states'];

/** A variable of the language has a value in some places and not in others. */
export const variablesAreThere: Rule = (draft) => expressionsIn(draft).flatMap(checkVariables);

function checkVariables(named: NamedExpression): readonly Finding[] {
  const { text, path, role, variables, offset } = named;
  const expression = expressionOf(text);
  if (expression === undefined) return [];
  const there = new Set(isTaskArgument(named) ? IN_ARGUMENTS : variables);
  return referencesOf(expression).flatMap(({ name, position }): readonly Finding[] => {
    const where = VARIABLES.get(name);
    if (where === undefined || there.has(name)) return [];
    const message = `\`$${name}\` has no value in the ${role} ${quoted(text)}: it exists ${where}.${instead(name, named)}`;
    return [{ code: 'variable-unavailable', message, path, offset: offset + position }];
  });
}

function instead(name: string, named: NamedExpression): string {
  const { variables, root } = named;
  if (isTaskArgument(named) || name === 'result') return ' Assign what is needed of it to the context there.';
  if (name === 'item' && variables.includes('items')) return ' The states of all items are in `$items`.';
  return root === 'event' && name === 'id' ? ' Read a field of the event, such as `detail.id`.' : '';
}
