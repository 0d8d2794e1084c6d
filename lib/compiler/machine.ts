import type { Choreography } from '../definition/model.ts';
import type { Place } from '../semantics/plan.ts';
import { compileAll } from './all-place.ts';
import type { Machine, States } from './asl.ts';
import { UNEXPECTED } from './choice.ts';
import { compileDone, compileEnd } from './final-place.ts';
import { finish, machineFlow, type Flow } from './flow.ts';
import { makingOf } from './making.ts';
import { compileParallel } from './parallel-place.ts';
import { compileStart } from './start.ts';
import { compileTask } from './task-place.ts';
import { compileWait } from './wait-place.ts';

/** The state machine: the author's states under the author's names, each followed by what it needs. */
export function compileMachine(choreography: Choreography): Machine {
  const making = makingOf(choreography);
  const flow = machineFlow(making);
  const { at: start, ...begins } = compileStart(flow);
  compilePlaces({ ...flow, ...begins });
  const states: States = { ...finish(flow), [making.unexpected]: UNEXPECTED };
  return {
    Comment: `${choreography.title} (${choreography.id}, version ${making.version})`,
    QueryLanguage: 'JSONata',
    StartAt: start,
    States: reachable(start, states),
  };
}

/** Those of the flow's own scope. */
function compilePlaces(flow: Flow): void {
  for (const place of flow.making.plan.places.values()) {
    if (place.scope === flow.scope.path) compilePlace(flow, place);
  }
}

function compilePlace(flow: Flow, place: Place): void {
  switch (place.kind) {
    case 'wait':
      compileWait(flow, place);
      return;
    case 'all':
      compileAll(flow, place);
      return;
    case 'parallel':
      compileParallel(flow, place, compilePlaces);
      return;
    case 'task':
      compileTask(flow, place);
      return;
    case 'done':
      compileDone(flow, place);
      return;
    case 'end':
      compileEnd(flow, place);
  }
}

/** Step Functions refuses a state that nothing leads to. */
function reachable(start: string, states: States): States {
  const reached = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states[name];
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    open.push(...followers(state));
  }
  return Object.fromEntries(Object.entries(states).filter(([name]) => reached.has(name)));
}

function followers(state: States[string]): string[] {
  const next = 'Next' in state ? [state.Next] : [];
  const rules = state.Type === 'Choice' ? [...state.Choices.map((rule) => rule.Next), state.Default] : [];
  const catches = 'Catch' in state ? (state.Catch ?? []).map((catcher) => catcher.Next) : [];
  return [...next, ...rules, ...catches];
}
