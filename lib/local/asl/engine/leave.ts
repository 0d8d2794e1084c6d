/** How a branch gets out of a state: output, variables, history, and the next state or the end of its line. */
import type { Json } from '../../service.ts';
import { putAt } from '../evaluate/paths.ts';
import { assigned, fill } from '../evaluate/template.ts';
import { DATA_LIMIT, StateFailure } from '../failure.ts';
import { bytesOf, isTooLarge, MAX_PAYLOAD_BYTES, textOf, type JsonObject } from '../json.ts';
import type { State } from '../model.ts';
import { andThen, type Soon } from '../soon.ts';
import { end } from './end.ts';
import type { Branch } from './execution.ts';
import { EXITED, log, payloadText } from './history.ts';
import { scopeOf, selectIn, type Run } from './run.ts';

/** What a state leaves with, worked out before anything is changed. */
export type Exit = {
  readonly output: Json;
  /** Absent: no variables are assigned. */
  readonly assigned: JsonObject | undefined;
  /** Absent: the end of the line. */
  readonly next: string | undefined;
};

type Resulting = Extract<State, { readonly resultPath: unknown }>;

/** The exit of a state that has a result. @throws StateFailure */
export function exitWith(run: Run, branch: Branch, state: Resulting, raw: Json): Soon<Exit> {
  if (state.language === 'JSONata') return exitJsonata(run, branch, state, { result: raw }, raw);
  const selected =
    state.resultSelector === undefined
      ? raw
      : fill(state.resultSelector, scopeOf(run, branch, { input: raw }), 'ResultSelector');
  return andThen(selected, (result) => {
    const input = putAt(state.resultPath, branch.input, result);
    const output = selectIn(run, branch, state.outputPath, { input });
    return exitAssigning(run, branch, state, { seen: result, output });
  });
}

/** The exit of a state without a result of its own. @throws StateFailure */
export function exitPlain(run: Run, branch: Branch, state: State, input: Json): Soon<Exit> {
  if (state.language === 'JSONata') return exitJsonata(run, branch, state, {}, branch.input);
  const output = selectIn(run, branch, state.outputPath, { input });
  return exitAssigning(run, branch, state, { seen: input, output });
}

/** In JSONPath, `Assign` sees the result and not the output. */
function exitAssigning(
  run: Run,
  branch: Branch,
  { assign, next }: State,
  { seen, output }: { readonly seen: Json; readonly output: Json },
): Soon<Exit> {
  if (assign === undefined) return { output, assigned: undefined, next };
  const variables = assigned(assign, scopeOf(run, branch, { input: seen }));
  return andThen(variables, (values) => ({ output, assigned: values, next }));
}

function exitJsonata(
  run: Run,
  branch: Branch,
  state: State,
  states: JsonObject,
  otherwise: Json,
): Soon<Exit> {
  const { next } = state;
  const scope = scopeOf(run, branch, { states });
  return andThen(assigned(state.assign, scope), (values) =>
    andThen(state.output === undefined ? otherwise : fill(state.output, scope, 'Output'), (output) => ({
      output,
      assigned: values,
      next,
    })),
  );
}

/** @throws StateFailure */
export function leaveWith(run: Run, branch: Branch, state: State, exit: Soon<Exit>): Soon<void> {
  return andThen(exit, (given) => leave(run, branch, state, given));
}

/** @throws StateFailure where the output is too large; nothing has changed then. */
export function leave(run: Run, branch: Branch, state: State, exit: Exit): void {
  const text = payloadText(exit.output);
  if (isTooLarge(text)) {
    throw new StateFailure(
      DATA_LIMIT,
      `The state/task '${state.name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    );
  }
  const variables = assignedIn(state, exit);
  const content = variables === undefined ? state.named : { ...state.named, ...variables };
  log(run.execution, branch, run.now, EXITED[state.kind], content, text);
  if (exit.assigned !== undefined) branch.variables = { ...branch.variables, ...exit.assigned };
  branch.entered = undefined;
  branch.retries = [];
  branch.retryCount = 0;
  branch.phase = { kind: 'ready' };
  if (exit.next === undefined) {
    end(run, branch, exit.output);
  } else {
    branch.state = exit.next;
    branch.input = exit.output;
  }
}

function assignedIn(state: State, { assigned: values }: Exit): JsonObject | undefined {
  if (values === undefined) return undefined;
  const names = Object.entries(values).map(([name, value]) => [name, textOf(value)] as const);
  if (names.length === 0) return undefined;
  if (names.reduce((sum, [, text]) => sum + bytesOf(text), 0) > MAX_PAYLOAD_BYTES) {
    throw new StateFailure(
      DATA_LIMIT,
      `The state/task '${state.name}' assigned variables with a size exceeding the maximum number of bytes service limit.`,
    );
  }
  return {
    assignedVariables: Object.fromEntries(names),
    assignedVariablesDetails: { truncated: false },
  };
}
