/** What a step works with. */
import type { Random } from '../evaluate/functions.ts';
import { select } from '../evaluate/paths.ts';
import type { Scope } from '../evaluate/scope.ts';
import { iso } from '../../iso.ts';
import type { Json } from '../../service.ts';
import { parseJson, type JsonObject } from '../json.ts';
import type { DataPath, Machine, Region, State } from '../model.ts';
import type { Branch, Execution } from './execution.ts';

export type Run = {
  readonly execution: Execution;
  readonly machine: Machine;
  readonly region: string;
  /** Epoch milliseconds; the same for the whole step. */
  readonly now: number;
  readonly random: Random;
  readonly newId: () => string;
};

export function branchOf(execution: Execution, id: number | undefined): Branch | undefined {
  return id === undefined ? undefined : execution.branches.find((branch) => branch.id === id);
}

export function childrenOf(execution: Execution, branch: Branch): readonly Branch[] {
  return execution.branches.filter(({ parent }) => parent === branch.id);
}

/** The states among which the branch moves. */
export function regionOf(run: Run, branch: Branch): Region {
  const parent = branchOf(run.execution, branch.parent);
  if (parent === undefined) return run.machine;
  const around = stateOf(run, parent);
  const region =
    around.kind === 'Map'
      ? around.processor
      : around.kind === 'Parallel'
        ? around.branches[branch.index]
        : undefined;
  if (region === undefined) throw new Error(`State ${around.name} has no branch ${branch.index}`);
  return region;
}

export function stateOf(run: Run, branch: Branch): State {
  const state = regionOf(run, branch).states.get(branch.state);
  if (state === undefined) throw new Error(`There is no state ${branch.state}`);
  return state;
}

/** Inner variables hide those of the same name outside. */
export function variablesOf(execution: Execution, branch: Branch): JsonObject {
  const parent = branchOf(execution, branch.parent);
  // The children of a distributed Map are executions of their own and see none of the outer variables.
  if (parent === undefined || branch.silent) return branch.variables;
  return { ...variablesOf(execution, parent), ...branch.variables };
}

type Seen = {
  readonly input?: Json;
  readonly states?: JsonObject;
  readonly token?: string;
  readonly item?: Branch['item'];
};

export function scopeOf(run: Run, branch: Branch, seen: Seen = {}): StepScope {
  return new StepScope(run, branch, seen);
}

/** What `InputPath` or `OutputPath` selects; most states have neither. @throws StateFailure */
export function selectIn(run: Run, branch: Branch, path: DataPath | undefined, seen: Seen = {}): Json {
  if (path !== undefined) return select(path, scopeOf(run, branch, seen));
  return seen.input === undefined ? branch.input : seen.input;
}

/** What expressions see in a step; made as far as they look at it, which is seldom far. */
class StepScope implements Scope {
  readonly input: Json;
  readonly #run: Run;
  readonly #branch: Branch;
  readonly #seen: Seen;
  #context: Json | undefined;

  constructor(run: Run, branch: Branch, seen: Seen) {
    this.#run = run;
    this.#branch = branch;
    this.#seen = seen;
    // A given null is a value.
    this.input = seen.input === undefined ? branch.input : seen.input;
  }

  get states(): JsonObject {
    return { input: this.#branch.input, ...this.#seen.states };
  }

  get context(): Json {
    this.#context ??= contextOf(this.#run, this.#branch, this.#seen);
    return this.#context;
  }

  get variables(): JsonObject {
    return variablesOf(this.#run.execution, this.#branch);
  }

  get now(): number {
    return this.#run.now;
  }

  get random(): Random {
    return this.#run.random;
  }

  get newId(): () => string {
    return this.#run.newId;
  }
}

function contextOf(run: Run, branch: Branch, { token, item }: Seen): Json {
  const { execution } = run;
  const { machine } = execution;
  const here = item ?? itemOf(execution, branch);
  return {
    Execution: new SeenExecution(execution),
    StateMachine: { Id: machine.arn, Name: machine.name },
    State: {
      Name: branch.state,
      EnteredTime: iso(branch.entered?.at ?? run.now),
      RetryCount: branch.retryCount,
    },
    ...(token === undefined ? {} : { Task: { Token: token } }),
    ...(here === undefined ? {} : { Map: { Item: here } }),
  };
}

class SeenExecution {
  readonly [member: string]: Json;
  // Declared only: they are made in AWS's order.
  declare readonly Id: string;
  declare readonly Input: Json;
  declare readonly StartTime: string;
  declare readonly Name: string;
  declare readonly RoleArn: string;
  readonly #input: string;

  constructor({ arn, input, startedAt, name, machine, redrivenAt, redriveCount }: Execution) {
    this.Id = arn;
    Object.defineProperty(this, 'Input', SeenExecution.#INPUT);
    this.StartTime = iso(startedAt);
    this.Name = name;
    this.RoleArn = machine.roleArn;
    this.#input = input;
    // AWS leaves both out before the first redrive.
    if (redrivenAt !== undefined)
      Object.assign(this, { RedriveCount: redriveCount, RedriveTime: iso(redrivenAt) });
  }

  /** Made where somebody looks at it, and not kept for as long as the execution waits. */
  static readonly #INPUT = {
    enumerable: true,
    get(this: SeenExecution): Json {
      return parseJson(this.#input);
    },
  };
}

function itemOf(execution: Execution, branch: Branch): Branch['item'] {
  if (branch.item !== undefined) return branch.item;
  const parent = branchOf(execution, branch.parent);
  return parent === undefined ? undefined : itemOf(execution, parent);
}
