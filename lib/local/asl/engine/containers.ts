/** Parallel and Map: states that contain lines of states. */
import type { Json } from '../../service.ts';
import { listAt, listOf, resultOf } from '../evaluate/paths.ts';
import { fill } from '../evaluate/template.ts';
import { queryFailure } from '../failure.ts';
import { isList, textOf, typeOf } from '../json.ts';
import type { Field, MapState, ParallelState } from '../model.ts';
import { batchesOf } from './batches.ts';
import { begin, MAX_DISTRIBUTED, MAX_INLINE, resultsOf } from './children.ts';
import type { Branch, ChildrenPhase } from './execution.ts';
import { log } from './history.ts';
import { exitWith, leave } from './leave.ts';
import { faultOf, numberIn } from './numbers.ts';
import { scopeOf, selectIn, type Run } from './run.ts';
import { effectiveInput } from './states.ts';

export async function fork(run: Run, branch: Branch, state: ParallelState): Promise<void> {
  const input = await effectiveInput(run, branch, state);
  const inputs = state.branches.map(() => input);
  log(run.execution, branch, run.now, 'ParallelStateStarted');
  enter(run, branch, { inputs, values: inputs, concurrency: Infinity, tolerated: 0 });
}

function enter(
  run: Run,
  branch: Branch,
  given: Pick<ChildrenPhase, 'inputs' | 'values' | 'concurrency' | 'tolerated'>,
): void {
  const phase: ChildrenPhase = {
    ...given,
    kind: 'children',
    results: {},
    ended: 0,
    total: given.inputs.length,
    // JSON has no infinity.
    concurrency: Math.min(given.concurrency, given.inputs.length),
    begun: 0,
    failures: 0,
  };
  branch.phase = phase;
  begin(run, branch, phase);
}

export async function iterate(run: Run, branch: Branch, state: MapState): Promise<void> {
  const input = state.language === 'JSONata' ? branch.input : selectIn(run, branch, state.inputPath);
  const scope = scopeOf(run, branch, { input });
  const values = await itemsOf(run, branch, state, input);
  const concurrency = await limitIn(state, state.maxConcurrency, scope, 'MaxConcurrency');
  const tolerated = await toleratedOf(state, scope, values.length);
  const selected: Json[] = [];
  for (const [index, value] of values.entries())
    selected.push(await itemInput(run, branch, state, input, index, value));
  const inputs = await batched(state, scope, selected);
  log(run.execution, branch, run.now, 'MapStateStarted', { length: values.length });
  if (state.distributed) {
    const content = { mapRunArn: mapRunArn(run) };
    log(run.execution, branch, run.now, 'MapRunStarted', content);
  }
  const most = state.distributed ? MAX_DISTRIBUTED : MAX_INLINE;
  enter(run, branch, {
    inputs,
    values: state.batcher === undefined ? values : inputs,
    concurrency: concurrency === 0 ? most : Math.min(concurrency, most),
    tolerated,
  });
}

async function batched(state: MapState, scope: Scope, items: readonly Json[]): Promise<readonly Json[]> {
  const { batcher } = state;
  if (batcher === undefined) return items;
  const { name, value } = batcher.input ?? {};
  return batchesOf(items, {
    items: await limitIn(state, batcher.maxItems, scope, 'MaxItemsPerBatch'),
    bytes: await limitIn(state, batcher.maxBytes, scope, 'MaxInputBytesPerBatch'),
    input: value === undefined ? undefined : await fill(value, scope, `ItemBatcher/${name}`),
  });
}

function mapRunArn({ execution, newId }: Run): string {
  const [head] = execution.machine.arn.split(':stateMachine:');
  return `${head ?? ''}:mapRun:${execution.machine.name}/${newId()}`;
}

async function itemsOf(run: Run, branch: Branch, state: MapState, input: Json): Promise<readonly Json[]> {
  if (state.language === 'JSONPath') {
    const scope = scopeOf(run, branch, { input });
    const from = state.items?.value;
    if (from?.kind === 'call') return listOf(resultOf(from.call, scope), from.source);
    return listAt(from?.kind === 'path' ? from.path : undefined, scope);
  }
  if (state.items === undefined) {
    if (isList(input)) return input;
    throw queryFailure(`Map state input must be an array but was: ${textOf(input)}`, 'Items');
  }
  const { name, value } = state.items;
  const items = await fill(value, scopeOf(run, branch), name);
  if (isList(items)) return items;
  const source = value.kind === 'expression' ? value.source : textOf(items);
  throw queryFailure(
    `The JSONata expression '${source}' specified for the field '${name}' returned an unexpected result type. ` +
      `Expected 'array', but was '${typeOf(items)}' for value: ${textOf(items)}`,
    name,
  );
}

type Scope = ReturnType<typeof scopeOf>;

async function limitIn(
  state: MapState,
  field: Field | undefined,
  scope: Scope,
  name: string,
): Promise<number> {
  if (field === undefined) return 0;
  const limit = await numberIn(state, field, scope);
  if (limit < 0) throw faultOf(state, `${name} cannot be negative.`, field.name);
  return limit;
}

/** How many children may fail: only those of a distributed Map. */
async function toleratedOf(state: MapState, scope: Scope, total: number): Promise<number> {
  const count = await limitIn(state, state.toleratedCount, scope, 'ToleratedFailureCount');
  const field = state.toleratedPercentage;
  const percentage = field === undefined ? 0 : await numberIn(state, field, scope, 'float');
  if (field !== undefined && (percentage < 0 || percentage > 100)) {
    throw faultOf(state, 'ToleratedFailurePercentage must be between 0 and 100.', field.name);
  }
  if (!state.distributed) return 0;
  // With both given, the state fails as soon as either is exceeded.
  const byShare = Math.floor((total * percentage) / 100);
  if (field === undefined) return count;
  return state.toleratedCount === undefined ? byShare : Math.min(count, byShare);
}

async function itemInput(
  run: Run,
  branch: Branch,
  state: MapState,
  input: Json,
  index: number,
  value: Json,
): Promise<Json> {
  if (state.itemSelector === undefined) return value;
  const scope = scopeOf(run, branch, { input, item: { Index: index, Value: value } });
  return fill(state.itemSelector.value, scope, state.itemSelector.name);
}

/** All children have ended. */
export async function join(
  run: Run,
  branch: Branch,
  state: ParallelState | MapState,
  phase: ChildrenPhase,
): Promise<void> {
  if (state.kind === 'Map' && state.distributed) log(run.execution, branch, run.now, 'MapRunSucceeded');
  log(run.execution, branch, run.now, `${state.kind}StateSucceeded`);
  leave(run, branch, state, await exitWith(run, branch, state, resultsOf(phase)));
}
