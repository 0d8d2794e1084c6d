import type { Json } from '../../service.ts';
import { isList } from '../json.ts';
import { hash, parse, partition, range, seeded } from './functions.ts';
import type { Scope } from './scope.ts';

/** What JSONata of Step Functions knows by name: variables, `$states`, and functions of its own. */
export function bindingsOf(
  scope: Pick<Scope, 'variables' | 'states' | 'context' | 'random' | 'newId'>,
): Record<string, unknown> {
  return {
    // Step Functions has none.
    eval: undefined,
    partition: of((items, size) => partition(isList(items) ? items : [items], size)),
    range: (from: Json, to: Json, step: Json) => sequence(range(from, to, step)),
    hash: of(hash),
    random: (seed?: Json) => (typeof seed === 'number' ? seeded(seed) : scope.random()),
    uuid: () => scope.newId(),
    parse: of(parse),
    ...scope.variables,
    states: { ...scope.states, context: scope.context },
  };
}

/** As with jsonata's own functions: of nothing comes nothing. */
function of(
  compute: (value: Json, more: Json | undefined) => Json,
): (value?: Json, more?: Json) => Json | undefined {
  return (value, more) => (value === undefined ? undefined : compute(value, more));
}

/** Marked as jsonata marks its own sequences: one item stands for itself, as AWS gives it for `$range`. */
function sequence(items: Json[]): Json[] {
  return Object.defineProperty(items, 'sequence', { enumerable: false, value: true });
}
