/** Fields that give a number, as `MaxConcurrencyPath` or a Task's `TimeoutSeconds`. */
import type { Json } from '../../service.ts';
import { valueAt } from '../evaluate/paths.ts';
import type { Scope } from '../evaluate/scope.ts';
import { fill, fillAs } from '../evaluate/template.ts';
import { queryFailure, runtimeFailure, type StateFailure } from '../failure.ts';
import { textOf } from '../json.ts';
import type { Field, State } from '../model.ts';
import { andThen, type Soon } from '../soon.ts';

/** @throws StateFailure */
export function numberIn(
  state: State,
  field: Field,
  scope: Scope,
  kind: 'integer' | 'float' = 'integer',
): Soon<number> {
  const { name, value } = field;
  if (state.language === 'JSONata') return fillAs(value, scope, name, 'number', isNumber);
  const found = value.kind === 'path' ? valueAt(value.path, scope, name) : fill(value, scope, name);
  return andThen(found, (given) => numberOf(given, field, kind));
}

function numberOf(given: Json, { name, value }: Field, kind: 'integer' | 'float'): number {
  // Numbers written as text are taken, too; of integers as Java reads them.
  const readable = kind === 'integer' ? /^[+-]?\d+$/ : /\S/;
  const number = typeof given === 'string' && readable.test(given) ? Number(given) : given;
  const fits = typeof number === 'number' && !Number.isNaN(number);
  if (fits && (kind === 'float' || Number.isInteger(number))) return number;
  const shown = typeof given === 'string' ? given : textOf(given);
  const source = value.kind === 'path' ? value.path.text : name;
  throw runtimeFailure(
    `The ${name} field refers to value "${shown}" which is not a valid ${kind}: ${source}`,
  );
}

/** A failure as the state's query language names it. */
export function faultOf(state: State, cause: string, location: string): StateFailure {
  return state.language === 'JSONata' ? queryFailure(cause, location) : runtimeFailure(cause);
}

export function isNumber(value: Json): value is number {
  return typeof value === 'number';
}

export function isString(value: Json): value is string {
  return typeof value === 'string';
}

export function isBoolean(value: Json): value is boolean {
  return typeof value === 'boolean';
}
