/** The states that need nothing from outside: Pass, Succeed, Fail, Wait, Choice. */
import type { Json } from '../../service.ts';
import { lookUp } from '../evaluate/paths.ts';
import { assigned, fill, fillAs } from '../evaluate/template.ts';
import { runtimeFailure } from '../failure.ts';
import { instantOf } from '../instant.ts';
import { textOf } from '../json.ts';
import { andThen, type Soon } from '../soon.ts';
import {
  LONGEST_CLOCK,
  type ChoiceState,
  type FailState,
  type Field,
  type PassState,
  type State,
  type SucceedState,
  type WaitState,
} from '../model.ts';
import { chosen } from './choose.ts';
import type { Branch } from './execution.ts';
import { fail } from './failing.ts';
import { exitPlain, exitWith, leaveWith } from './leave.ts';
import { faultOf, isNumber, isString } from './numbers.ts';
import { scopeOf, selectIn, type Run } from './run.ts';

export function pass(run: Run, branch: Branch, state: PassState): Soon<void> {
  const exit =
    state.language === 'JSONata'
      ? exitPlain(run, branch, state, branch.input)
      : andThen(effectiveInput(run, branch, state), (input) =>
          exitWith(run, branch, state, state.result === undefined ? input : state.result),
        );
  return leaveWith(run, branch, state, exit);
}

/** The input after `InputPath` and `Parameters`, or what `Arguments` gives. @throws StateFailure */
export function effectiveInput(
  run: Run,
  branch: Branch,
  state: State & { readonly arguments: Field | undefined },
  token?: string,
): Soon<Json> {
  const seen = token === undefined ? {} : { token };
  const input = state.language === 'JSONata' ? branch.input : selectIn(run, branch, state.inputPath, seen);
  if (state.arguments === undefined) return input;
  return fill(state.arguments.value, scopeOf(run, branch, { ...seen, input }), state.arguments.name);
}

export function succeed(run: Run, branch: Branch, state: SucceedState): Soon<void> {
  const input = selectIn(run, branch, state.inputPath);
  return leaveWith(run, branch, state, exitPlain(run, branch, state, input));
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

export function waited(run: Run, branch: Branch, state: WaitState): Soon<void> {
  const input = selectIn(run, branch, state.inputPath);
  return leaveWith(run, branch, state, exitPlain(run, branch, state, input));
}

/** AWS takes an instant to its second. */
async function untilOf(run: Run, branch: Branch, state: WaitState): Promise<number> {
  if (state.seconds !== undefined) {
    return run.now + (await secondsOf(run, branch, state, state.seconds)) * 1000;
  }
  if (state.timestamp === undefined) return run.now;
  const { name } = state.timestamp;
  const value = await valueOf(run, branch, state, state.timestamp);
  const instant = typeof value === 'string' ? instantOf(value) : undefined;
  if (instant !== undefined) return Math.floor(instant / 1000) * 1000;
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
    if (Number.isInteger(seconds) && seconds >= 0 && seconds <= LONGEST_CLOCK) return seconds;
    const allowed = seconds > LONGEST_CLOCK ? `at most ${LONGEST_CLOCK}` : 'a non-negative integer';
    throw faultOf(state, `The ${field.name} field must be ${allowed}, but was: ${seconds}`, field.name);
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
  const input = selectIn(run, branch, state.inputPath);
  const scope = scopeOf(run, branch, { input });
  if (field.value.kind !== 'path') return fill(field.value, scope, field.name);
  const found = lookUp(field.value.path, scope);
  if (found.kind === 'found') return found.value;
  throw runtimeFailure(
    `The ${field.name} parameter does not reference an input value: ${field.value.path.text}`,
  );
}

export function choose(run: Run, branch: Branch, state: ChoiceState): Soon<void> {
  const input = selectIn(run, branch, state.inputPath);
  const scope = scopeOf(run, branch, { input });
  return andThen(chosen(state.choices, scope), (index) => {
    const choice = state.choices[index];
    if (choice === undefined) return leaveOtherwise(run, branch, state, input);
    // What the state itself says of output and variables is for its Default only.
    const output =
      choice.output === undefined
        ? selectIn(run, branch, state.outputPath, { input })
        : fill(choice.output, scope, `Choices[${index}]/Output`);
    const exit = andThen(output, (given) =>
      andThen(assigned(choice.assign, scope, `Choices[${index}]/Assign`), (values) => ({
        output: given,
        assigned: values,
        next: choice.next,
      })),
    );
    return leaveWith(run, branch, state, exit);
  });
}

function leaveOtherwise(run: Run, branch: Branch, state: ChoiceState, input: Json): Soon<void> {
  const next = state.otherwise;
  if (next === undefined) {
    // So says AWS; the specification would have it be `States.NoChoiceMatched`.
    throw runtimeFailure('Failed to transition out of the state. The state does not point to a next state.');
  }
  const exit = andThen(exitPlain(run, branch, state, input), (plain) => ({ ...plain, next }));
  return leaveWith(run, branch, state, exit);
}
