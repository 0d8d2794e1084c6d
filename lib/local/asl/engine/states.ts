/** The states that need nothing from outside: Pass, Succeed, Fail, Wait, Choice. */
import type { Json } from '../../service.ts';
import { lookUp, select } from '../evaluate/paths.ts';
import { assigned, fill, fillAs } from '../evaluate/template.ts';
import { runtimeFailure } from '../failure.ts';
import { instantOf } from '../instant.ts';
import { textOf } from '../json.ts';
import type { ChoiceState, FailState, Field, PassState, State, SucceedState, WaitState } from '../model.ts';
import { holds } from './choose.ts';
import type { Branch } from './execution.ts';
import { fail } from './failing.ts';
import { exitPlain, exitWith, leave } from './leave.ts';
import { faultOf, isNumber, isString } from './numbers.ts';
import { scopeOf, type Run } from './run.ts';

export async function pass(run: Run, branch: Branch, state: PassState): Promise<void> {
  if (state.language === 'JSONata') {
    leave(run, branch, state, await exitPlain(run, branch, state, branch.input));
    return;
  }
  const input = await effectiveInput(run, branch, state);
  leave(
    run,
    branch,
    state,
    await exitWith(run, branch, state, state.result === undefined ? input : state.result),
  );
}

/** The input after `InputPath` and `Parameters`, or what `Arguments` gives. @throws StateFailure */
export async function effectiveInput(
  run: Run,
  branch: Branch,
  state: State & { readonly arguments: Field | undefined },
  token?: string,
): Promise<Json> {
  const whole = scopeOf(run, branch, token === undefined ? {} : { token });
  const input = state.language === 'JSONata' ? branch.input : select(state.inputPath, whole);
  if (state.arguments === undefined) return input;
  return fill(state.arguments.value, { ...whole, input }, state.arguments.name);
}

export async function succeed(run: Run, branch: Branch, state: SucceedState): Promise<void> {
  const input = select(state.inputPath, scopeOf(run, branch));
  leave(run, branch, state, await exitPlain(run, branch, state, input));
}

/** What history events have room for. That the rest is cut off, and not refused, is not confirmed. */
const LONGEST_ERROR = 256;
const LONGEST_CAUSE = 32_768;

export async function failState(run: Run, branch: Branch, state: FailState): Promise<void> {
  const error = await textIn(run, branch, state, state.error);
  const cause = await textIn(run, branch, state, state.cause);
  await fail(run, branch, {
    error: error?.slice(0, LONGEST_ERROR),
    cause: cause?.slice(0, LONGEST_CAUSE),
  });
}

async function textIn(
  run: Run,
  branch: Branch,
  state: FailState,
  field: Field | undefined,
): Promise<string | undefined> {
  if (field === undefined) return undefined;
  const scope = scopeOf(run, branch);
  if (state.language === 'JSONata') return fillAs(field.value, scope, field.name, 'string', isString);
  const value = await fill(field.value, scope, field.name);
  if (typeof value === 'string') return value;
  throw runtimeFailure(`The ${field.name} field must reference a string value, but was: ${textOf(value)}`);
}

export async function wait(run: Run, branch: Branch, state: WaitState): Promise<void> {
  const until = await untilOf(run, branch, state);
  if (until > run.now) branch.phase = { kind: 'waiting', until, since: run.execution.events };
  else await waited(run, branch, state);
}

export async function waited(run: Run, branch: Branch, state: WaitState): Promise<void> {
  const input = select(state.inputPath, scopeOf(run, branch));
  leave(run, branch, state, await exitPlain(run, branch, state, input));
}

async function untilOf(run: Run, branch: Branch, state: WaitState): Promise<number> {
  if (state.seconds !== undefined) {
    return run.now + (await secondsOf(run, branch, state, state.seconds)) * 1000;
  }
  if (state.timestamp === undefined) return run.now;
  const { name } = state.timestamp;
  const value = await valueOf(run, branch, state, state.timestamp);
  const instant = typeof value === 'string' ? instantOf(value) : undefined;
  if (instant !== undefined) return instant;
  const shown = typeof value === 'string' ? value : textOf(value);
  throw faultOf(
    state,
    state.timestamp.value.kind === 'path'
      ? `The ${name} parameter does not reference a valid ISO-8601 extended offset date-time format string: ${state.timestamp.value.path.text} == ${shown}`
      : `The ${name} field cannot be parsed as an ISO-8601 extended offset date-time format string: ${shown}`,
    name,
  );
}

async function secondsOf(run: Run, branch: Branch, state: WaitState, field: Field): Promise<number> {
  if (state.language === 'JSONata') {
    const seconds = await fillAs(field.value, scopeOf(run, branch), field.name, 'number', isNumber);
    if (Number.isInteger(seconds) && seconds >= 0) return seconds;
    throw faultOf(
      state,
      `The ${field.name} field must be a non-negative integer, but was: ${seconds}`,
      field.name,
    );
  }
  const value = await valueOf(run, branch, state, field);
  const shown = typeof value === 'string' ? value : textOf(value);
  const place = `${field.value.kind === 'path' ? field.value.path.text : field.name} == ${shown}`;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw runtimeFailure(`The ${field.name} parameter cannot be parsed as a long value: ${place}`);
  }
  if (value < 0) throw runtimeFailure(`The ${field.name} parameter references a negative value: ${place}`);
  return value;
}

/** In JSONPath, the paths of a Wait look at the input that `InputPath` selects. */
async function valueOf(run: Run, branch: Branch, state: WaitState, field: Field): Promise<Json> {
  const input = select(state.inputPath, scopeOf(run, branch));
  const scope = scopeOf(run, branch, { input });
  if (field.value.kind !== 'path') return fill(field.value, scope, field.name);
  const found = lookUp(field.value.path, scope);
  if (found.kind === 'found') return found.value;
  throw runtimeFailure(
    `The ${field.name} parameter does not reference an input value: ${field.value.path.text}`,
  );
}

export async function choose(run: Run, branch: Branch, state: ChoiceState): Promise<void> {
  const input = select(state.inputPath, scopeOf(run, branch));
  const scope = scopeOf(run, branch, { input });
  for (const [index, choice] of state.choices.entries()) {
    if (!(await holds(choice.rule, scope, `Choices[${index}]`))) continue;
    // What the state itself says of output and variables is for its Default only.
    const { output } = await exitPlain(
      run,
      branch,
      { ...state, assign: undefined, output: undefined },
      input,
    );
    leave(run, branch, state, {
      output:
        choice.output === undefined ? output : await fill(choice.output, scope, `Choices[${index}]/Output`),
      assigned: await assigned(choice.assign, scope),
      next: choice.next,
    });
    return;
  }
  if (state.otherwise === undefined) {
    // So says AWS; the specification would have it be `States.NoChoiceMatched`.
    throw runtimeFailure('Failed to transition out of the state. The state does not point to a next state.');
  }
  leave(run, branch, state, { ...(await exitPlain(run, branch, state, input)), next: state.otherwise });
}
