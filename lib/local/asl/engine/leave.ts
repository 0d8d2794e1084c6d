/** How a branch gets out of a state: output, variables, history, and the next state or the end of its line. */
import type { Json } from '../../service.ts';
import { putAt, select } from '../evaluate/paths.ts';
import { assigned, fill } from '../evaluate/template.ts';
import { DATA_LIMIT, StateFailure } from '../failure.ts';
import { bytesOf, MAX_PAYLOAD_BYTES, textOf, type JsonObject } from '../json.ts';
import type { State } from '../model.ts';
import { end } from './end.ts';
import type { Branch } from './execution.ts';
import { details, log, payload } from './history.ts';
import { scopeOf, type Run } from './run.ts';

/** What a state leaves with, worked out before anything is changed. */
export type Exit = {
  readonly output: Json;
  readonly assigned: JsonObject;
  /** Absent: the end of the line. */
  readonly next: string | undefined;
};

type Resulting = Extract<State, { readonly resultPath: unknown }>;

/** The exit of a state that has a result. @throws StateFailure */
export async function exitWith(run: Run, branch: Branch, state: Resulting, raw: Json): Promise<Exit> {
  if (state.language === 'JSONata') {
    return exitJsonata(run, branch, state, { result: raw }, raw);
  }
  const selected =
    state.resultSelector === undefined
      ? raw
      : await fill(state.resultSelector, scopeOf(run, branch, { input: raw }), 'ResultSelector');
  const combined = putAt(state.resultPath, branch.input, selected);
  return {
    output: select(state.outputPath, scopeOf(run, branch, { input: combined })),
    assigned: await assigned(state.assign, scopeOf(run, branch, { input: selected })),
    next: state.next,
  };
}

/** The exit of a state without a result of its own. @throws StateFailure */
export async function exitPlain(run: Run, branch: Branch, state: State, input: Json): Promise<Exit> {
  if (state.language === 'JSONata') return exitJsonata(run, branch, state, {}, branch.input);
  return {
    output: select(state.outputPath, scopeOf(run, branch, { input })),
    assigned: await assigned(state.assign, scopeOf(run, branch, { input })),
    next: state.next,
  };
}

async function exitJsonata(
  run: Run,
  branch: Branch,
  state: State,
  states: JsonObject,
  otherwise: Json,
): Promise<Exit> {
  const scope = scopeOf(run, branch, { states });
  return {
    assigned: await assigned(state.assign, scope),
    output: state.output === undefined ? otherwise : await fill(state.output, scope, 'Output'),
    next: state.next,
  };
}

/** @throws StateFailure where the output is too large; nothing has changed then. */
export function leave(run: Run, branch: Branch, state: State, exit: Exit): void {
  const text = textOf(exit.output);
  if (bytesOf(text) > MAX_PAYLOAD_BYTES) {
    throw new StateFailure(
      DATA_LIMIT,
      `The state/task '${state.name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    );
  }
  const names = Object.entries(exit.assigned).map(([name, value]) => [name, textOf(value)] as const);
  if (names.reduce((sum, [, value]) => sum + bytesOf(value), 0) > MAX_PAYLOAD_BYTES) {
    throw new StateFailure(
      DATA_LIMIT,
      `The state/task '${state.name}' assigned variables with a size exceeding the maximum number of bytes service limit.`,
    );
  }
  const content = {
    name: state.name,
    ...payload('output', text, true),
    ...(names.length === 0
      ? {}
      : {
          assignedVariables: Object.fromEntries(names),
          assignedVariablesDetails: { truncated: false },
        }),
  };
  log(run.execution, branch, run.now, `${state.kind}StateExited`, details('stateExited', content));
  branch.variables = { ...branch.variables, ...exit.assigned };
  delete branch.entered;
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
