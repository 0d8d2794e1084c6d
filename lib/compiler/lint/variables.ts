import { fieldsOf, listOf, type Fields, type Finding, type MachineScope } from './machine-scope.ts';

const NAME = /^\p{ID_Start}[\p{ID_Continue}]*$/u;
const MAX_LENGTH = 80;

/** The names are such that Step Functions takes them, and none that is assigned outside is assigned inside. */
export function lintVariables({ states, outer }: MachineScope): Finding[] {
  return states.flatMap(({ name: state, state: body }) =>
    namesAssignedBy(body).flatMap((name): Finding[] => [
      ...(NAME.test(name) && name.length <= MAX_LENGTH && name !== 'states'
        ? []
        : [{ code: 'variable-name' as const, state, message: `$${name} is no name for a variable` }]),
      ...(outer.has(name)
        ? [
            {
              code: 'assigned-outside' as const,
              state,
              message: `$${name} is assigned by an enclosing scope too`,
            },
          ]
        : []),
    ]),
  );
}

export function assignedIn(states: MachineScope['states']): Set<string> {
  return new Set(states.flatMap(({ state }) => namesAssignedBy(state)));
}

function namesAssignedBy(state: Fields): string[] {
  const places = [state, ...listOf(state['Catch']), ...listOf(state['Choices'])];
  return places.flatMap((place) => Object.keys(fieldsOf(place['Assign'])));
}
