import { listOf, type Fields, type Finding, type MachineScope } from './machine-scope.ts';

/** Every state leads to states of its own scope, and something leads to every state. */
export function lintTargets({ start, states }: MachineScope): Finding[] {
  const known = new Map(states.map(({ name, state }) => [name, state]));
  const outside = states.flatMap(({ name, state }) =>
    targetsOf(state)
      .filter((target) => !known.has(target))
      .map((target): Finding => ({
        code: 'target-outside',
        state: name,
        message: `${target} is not in its scope`,
      })),
  );
  const reached = reachedFrom(String(start), known);
  const unreached = states
    .filter(({ name }) => !reached.has(name))
    .map(({ name }): Finding => ({ code: 'unreachable', state: name, message: 'Nothing leads here' }));
  return [...outside, ...unreached];
}

function reachedFrom(start: string, states: ReadonlyMap<string, Fields>): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states.get(name);
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    open.push(...targetsOf(state));
  }
  return reached;
}

function targetsOf(state: Fields): string[] {
  const followers = [...listOf(state['Choices']), ...listOf(state['Catch'])].map((item) => item['Next']);
  return [state['Next'], state['Default'], ...followers].filter((next) => typeof next === 'string');
}
