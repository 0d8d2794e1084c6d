import type { DraftForEach, DraftRegion, DraftState, DraftTask } from '../draft.ts';
import type {
  AllState,
  CompoundState,
  FinalState,
  ForEachState,
  ParallelState,
  Region,
  State,
  TaskState,
  WaitState,
} from '../model.ts';
import { defaultError } from '../names.ts';
import { buildText, listOf, type ActionBuilder } from './actions.ts';
import { transitionBuilder, type TransitionBuilder } from './transitions.ts';

type Builder = TransitionBuilder & { readonly action: ActionBuilder };

export type StateBuilder = TransitionBuilder & { readonly state: (state: DraftState) => State };

export function stateBuilder(action: ActionBuilder): StateBuilder {
  const build = { ...transitionBuilder(action), action };
  return { ...build, state: (state) => buildState(state, build) };
}

function buildState(state: DraftState, build: Builder): State {
  switch (state.kind) {
    case 'wait':
      return buildWait(state, build);
    case 'all':
      return buildAll(state, build);
    case 'compound':
      return buildCompound(state, build);
    case 'parallel':
      return buildParallel(state, build);
    case 'forEach':
      return buildForEach(state, given(state.forEach, state, 'forEach'), build);
    case 'task':
      return buildTask(state, given(state.task, state, 'task'), build);
    case 'final':
      return buildFinal(state, build);
  }
}

function buildWait(state: DraftState, build: Builder): WaitState {
  return {
    kind: 'wait',
    ...named(state, build),
    ...build.standing(state),
    always: state.always.map(build.branch),
  };
}

function buildAll(state: DraftState, build: Builder): AllState {
  return {
    kind: 'all',
    ...named(state, build),
    ...build.standing(state),
    members: state.members.map(build.handler),
    onDone: state.onDone.map(build.branch),
  };
}

function buildCompound(state: DraftState, build: Builder): CompoundState {
  return {
    kind: 'compound',
    ...named(state, build),
    ...build.standing(state),
    initial: given(state.initial, state, 'initial').text,
    states: state.states.map((inner) => buildState(inner, build)),
    ...leaving(state, build),
  };
}

function buildParallel(state: DraftState, build: Builder): ParallelState {
  return {
    kind: 'parallel',
    ...named(state, build),
    ...build.standing(state),
    regions: state.regions.map((region) => buildRegion(state, region, build)),
    ...leaving(state, build),
  };
}

function buildRegion(state: DraftState, region: DraftRegion, build: Builder): Region {
  return {
    name: region.name.text,
    initial: given(region.initial, state, 'initial').text,
    states: region.states.map((inner) => buildState(inner, build)),
  };
}

function buildForEach(state: DraftState, forEach: DraftForEach, build: Builder): ForEachState {
  return {
    kind: 'forEach',
    ...named(state, build),
    ...build.standing(state),
    items: given(forEach.items, state, 'items').text,
    key: forEach.key?.text ?? '$item',
    match: given(forEach.match, state, 'match').text,
    opens: forEach.opens.map(({ text }) => text),
    initial: given(state.initial, state, 'initial').text,
    states: state.states.map((inner) =>
      inner.kind === 'final' ? buildFinal(inner, build) : buildWait(inner, build),
    ),
    ...leaving(state, build),
  };
}

function buildTask(state: DraftState, task: DraftTask, build: Builder): TaskState {
  const { resource, arguments: args, retry } = given(task.integration, state, 'task');
  return {
    kind: 'task',
    ...named(state, build),
    resource: resource.text,
    arguments: args ?? {},
    retry: listOf(retry),
    catch: task.catch.map(({ errors, branches }) => ({
      errors: errors.map(({ text }) => text),
      branches: branches.map(build.branch),
    })),
    next: task.next.map(build.branch),
  };
}

function buildFinal(state: DraftState, build: Builder): FinalState {
  const { error, cause } = state;
  if (state.final?.text !== 'failed') {
    return { kind: 'final', ...named(state, build), outcome: 'succeeded' };
  }
  return {
    kind: 'final',
    ...named(state, build),
    outcome: 'failed',
    error: error === undefined ? { literal: defaultError(state.name.text) } : buildText(error),
    ...(cause === undefined ? {} : { cause: buildText(cause) }),
  };
}

function named({ name, entry }: DraftState, { action }: Builder): Pick<WaitState, 'name' | 'entry'> {
  return { name: name.text, entry: entry.map(action) };
}

function leaving(state: DraftState, { branch }: Builder): Pick<CompoundState, 'always' | 'onDone'> {
  return { always: state.always.map(branch), onDone: state.onDone.map(branch) };
}

function given<Part>(part: Part | undefined, { name }: DraftState, key: string): Part {
  if (part === undefined) {
    throw new Error(`The state ${name.text} without \`${key}\` has been refused; it cannot be built.`);
  }
  return part;
}
