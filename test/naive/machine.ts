/**
 * A choreography of the flat kind (waits, `all`, finals) as the published sample would draw it, in its own style: a
 * callback Task that stores its token under the correlation id, then a Choice on the event's name with a Fail state for
 * everything else; an `all` as a Parallel of tasks, each with the name of its event.
 */
import type {
  AllState,
  Branch,
  Choreography,
  FinalState,
  State,
  WaitState,
} from '../../lib/definition/model.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Asl = { readonly [field: string]: Json };

const UNEXPECTED = 'UnexpectedTransition';
/** What the tokens of sequential states are stored under, one after the other. */
const DEFAULT = 'Default';

export function naiveMachine({ id, start, states }: Choreography): string {
  const [initial] = start.flatMap(({ branches }) => branches);
  if (typeof initial?.target !== 'string') throw new Error(`${id} has no initial state.`);
  const drawn = reachedFrom(initial.target, states);
  const compiled = drawn.flatMap((state) => Object.entries(statesFor(state)));
  return JSON.stringify({
    StartAt: initial.target,
    States: { ...Object.fromEntries(compiled), [UNEXPECTED]: { Type: 'Fail' } },
  });
}

/** By events: the sample has no deadlines, and a state that nothing leads to is refused. */
function reachedFrom(initial: string, states: readonly State[]): readonly State[] {
  const reached = new Set([initial]);
  for (const name of reached) {
    const state = states.find((candidate) => candidate.name === name);
    const on = state?.kind === 'wait' ? state.on.flatMap(({ branches }) => branches) : [];
    const done = state?.kind === 'all' ? state.onDone : [];
    for (const { target } of [...on, ...done]) if (typeof target === 'string') reached.add(target);
  }
  return states.filter(({ name }) => reached.has(name));
}

function statesFor(state: State): { readonly [name: string]: Asl } {
  switch (state.kind) {
    case 'wait':
      return waitStates(state);
    case 'all':
      return { [state.name]: parallel(state) };
    case 'final':
      return { [state.name]: end(state) };
    default:
      throw new Error(`The sample has nothing like "${state.name}", which is a ${state.kind}.`);
  }
}

function waitStates({ name, on }: WaitState): { readonly [name: string]: Asl } {
  const choice = `${name}?`;
  const choices = on.flatMap(({ event, branches }) => branches.map((branch) => chosen(event, branch)));
  return {
    [name]: { ...storeToken(DEFAULT), Next: choice },
    [choice]: { Type: 'Choice', Choices: choices, Default: UNEXPECTED },
  };
}

function parallel({ name, members, onDone }: AllState): Asl {
  const [branch, ...others] = onDone;
  if (typeof branch?.target !== 'string' || others.length > 0)
    throw new Error(`The sample goes on from "${name}" in one way only.`);
  return {
    Type: 'Parallel',
    Branches: members.map(({ event }) => ({
      StartAt: `${name}: ${event}`,
      States: { [`${name}: ${event}`]: { ...storeToken(event), End: true } },
    })),
    Next: branch.target,
  };
}

function end({ outcome }: FinalState): Asl {
  return { Type: outcome === 'succeeded' ? 'Succeed' : 'Fail' };
}

/** The token is all that is stored, over the one before. */
function storeToken(eventName: string): Asl {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
    Parameters: {
      TableName: '${TableName}',
      Key: { entityId: { 'S.$': '$$.Execution.Input.entityId' }, eventName: { S: eventName } },
      UpdateExpression: 'SET taskToken = :token',
      ExpressionAttributeValues: { ':token': { 'S.$': '$$.Task.Token' } },
    },
  };
}

function chosen(event: string, { guard, target }: Branch): Asl {
  if (typeof target !== 'string') throw new Error(`The sample cannot stay where it is at "${event}".`);
  const named = { Variable: '$.eventName', StringEquals: event };
  return guard === undefined ? { ...named, Next: target } : { And: [named, comparison(guard)], Next: target };
}

/** `detail.result = "Success"`: all that the sample's guards are. */
function comparison(guard: string): Asl {
  const [, path, value] = /^(detail(?:\.\w+)+) = "([^"]*)"$/.exec(guard) ?? [];
  if (path === undefined || value === undefined) throw new Error(`The sample has no guard like ${guard}`);
  return { Variable: `$.${path}`, StringEquals: value };
}
