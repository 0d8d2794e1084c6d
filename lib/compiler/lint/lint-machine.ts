/**
 * What asl-validator does not see in a machine in JSONata mode: expressions that jsonata 2.0.6 does not parse or that
 * read what is not there, names, targets and variables across scopes, the order of catchers, retries that would
 * swallow a failure, texts without a bound.
 */
import { lintBounds } from './bounds.ts';
import { lintExpressions } from './expressions.ts';
import { lintHandlers } from './handlers.ts';
import { fieldsOf, listOf, type Fields, type Finding, type MachineScope } from './machine-scope.ts';
import { lintNames } from './names.ts';
import { lintTargets } from './targets.ts';
import { assignedIn, lintVariables } from './variables.ts';

/** Every finding, in the order of the states; an empty list is what a compiled machine must give. */
export function lintMachine(machine: unknown): Finding[] {
  return lintScope(fieldsOf(machine), new Set(), new Set());
}

function lintScope(body: Fields, names: Set<string>, outer: ReadonlySet<string>): Finding[] {
  const states = Object.entries(fieldsOf(body['States'])).map(([name, state]) => ({
    name,
    state: fieldsOf(state),
  }));
  const scope: MachineScope = { start: body['StartAt'], states, outer, own: assignedIn(states) };
  return [
    ...lintNames(scope, names),
    ...lintTargets(scope),
    ...lintVariables(scope),
    ...states.flatMap(({ name, state }) => [
      ...lintHandlers(name, state),
      ...lintExpressions(name, state, scope),
      ...lintBounds(name, state),
      ...listOf(state['Branches']).flatMap((branch) =>
        lintScope(branch, names, new Set([...outer, ...scope.own])),
      ),
    ]),
  ];
}
