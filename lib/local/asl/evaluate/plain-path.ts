import type { Expression } from '../../../expressions/parse.ts';
import { follow, plainPathOf, type PlainPath } from '../../../expressions/plain-path.ts';
import type { Json } from '../../service.ts';
import { asJson } from '../json.ts';
import type { Scope } from './scope.ts';

const paths = new WeakMap<Expression, PlainPath | undefined>();

/** What an expression of a machine gives, where it is nothing but a path; undefined where JSONata has to tell. */
export function lookUpPlain(expression: Expression, scope: Scope): Json | undefined {
  if (!paths.has(expression)) paths.set(expression, plainPathOf(expression.source));
  const { names = [], variable } = paths.get(expression) ?? {};
  const [first, ...rest] = names;
  if (variable === undefined || first === undefined) return undefined;
  const found =
    variable === 'states'
      ? first === 'context'
        ? follow(rest, scope.context)
        : follow(names, scope.states)
      : Object.hasOwn(scope.variables, variable)
        ? follow(names, scope.variables[variable])
        : undefined;
  return found?.kind === 'value' ? asJson(found.value) : undefined;
}
