/** Follows an execution through its history, event by event. Pure. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { answered } from './answering.ts';
import type { Atlas } from './atlas.ts';
import { instant, START } from './chain.ts';
import type { Chain, Telling } from './chain.ts';
import type { Ending } from './ending.ts';
import { endingOf } from './ending.ts';
import type { Step, Taken, Visit, Way } from './way.ts';

export function wayOf(atlas: Atlas, history: readonly HistoryEvent[]): Way {
  const way = { visits: [] as Visit[], taken: [] as Taken[], steps: [] as Step[], redriven: [] as string[] };
  const chains = new Map<number, Chain>();
  let ending: Ending | undefined;
  let last = START;
  for (const event of history) {
    const before = chains.get(event.previousEventId ?? 0) ?? last;
    last = after(before, event, { ...way, atlas });
    if (event.id !== undefined) chains.set(event.id, last);
    if (event.type === 'ExecutionRedriven') {
      way.redriven.push(instant(event));
      ending = undefined;
    }
    ending = endingOf(event, instant(event)) ?? ending;
  }
  return { ...way, ending };
}

function after(chain: Chain, event: HistoryEvent, telling: Telling): Chain {
  const { atlas, visits } = telling;
  const entered = event.stateEnteredEventDetails?.name;
  if (entered !== undefined) return entering(chain, entered, instant(event), telling);
  const left = atlas.at(event.stateExitedEventDetails?.name);
  if (left?.state.kind === 'parallel' || left?.state.kind === 'all') {
    const visit = visits.findLast(({ state }) => state === left.state.name);
    return { ...chain, visit };
  }
  switch (event.type) {
    case 'ExecutionStarted':
      return answered(chain, event, event.executionStartedEventDetails?.input, telling);
    case 'TaskSucceeded':
      return succeeded(chain, event, telling);
    case 'TaskTimedOut':
      return timedOut(chain, event, telling);
    case 'TaskFailed':
      return failed(chain, event, telling);
    case 'ParallelStateSucceeded':
      return { ...chain, by: { kind: 'done' }, leaving: [], over: undefined };
    default:
      return chain;
  }
}

function entering(chain: Chain, name: string, at: string, { atlas, visits }: Telling): Chain {
  if (atlas.at(name) === undefined) return { ...chain, step: name };
  if (chain.stays && chain.visit?.state === name) {
    return { ...START, visit: chain.visit, by: chain.by, step: name };
  }
  for (const each of chain.leaving) each.landed ??= name;
  const visit: Visit = {
    state: name,
    enteredAt: at,
    from: chain.visit?.state,
    by: chain.by,
    took: [],
    moves: [],
  };
  visits.push(visit);
  return { ...START, visit, step: name };
}

function succeeded(chain: Chain, event: HistoryEvent, telling: Telling): Chain {
  const { visit, step } = chain;
  const [id, at] = [String(event.id ?? 0), instant(event)];
  const what = actionIn(step, telling.atlas);
  if (what !== undefined) telling.steps.push({ kind: 'action', id: `action ${id}`, at, ...what });
  if (what !== undefined) return chain;
  if (visit !== undefined && step === visit.state && telling.atlas.at(step)?.state.kind === 'task') {
    telling.steps.push({ kind: 'task', id: `task ${id}`, at, state: visit.state, error: undefined });
    return { ...chain, by: { kind: 'done' } };
  }
  return answered(chain, event, event.taskSucceededEventDetails?.output, telling);
}

/** The members of an `all` run out together. */
const TOGETHER = 2_000;

function timedOut(chain: Chain, event: HistoryEvent, { steps }: Telling): Chain {
  const [at, state] = [instant(event), chain.visit?.state ?? ''];
  const same = steps.find(
    (step): step is Step & { readonly kind: 'deadline' } =>
      step.kind === 'deadline' &&
      step.state === state &&
      Math.abs(Date.parse(step.at) - Date.parse(at)) < TOGETHER,
  );
  const over = same ?? { kind: 'deadline', id: `deadline ${event.id ?? 0}`, at, state, moves: [] };
  if (same === undefined) steps.push(over);
  return { ...chain, by: { kind: 'deadline' }, leaving: [over], over };
}

function failed(chain: Chain, event: HistoryEvent, { atlas, steps }: Telling): Chain {
  const { visit, step } = chain;
  if (visit === undefined || step !== visit.state || atlas.at(step)?.state.kind !== 'task') return chain;
  const error = event.taskFailedEventDetails?.error ?? 'States.TaskFailed';
  steps.push({ kind: 'task', id: `task ${event.id ?? 0}`, at: instant(event), state: visit.state, error });
  return { ...chain, by: { kind: 'failure' } };
}

/** The machine's own states for actions say whose they are and what they do: `Packed: publish Order Shipped`. */
function actionIn(step: string | undefined, atlas: Atlas): { state: string; what: string } | undefined {
  if (step === undefined || atlas.at(step) !== undefined) return undefined;
  const [, state, what] = /^(.+): ((?:publish |notify|task ).*)$/u.exec(step) ?? [];
  const known = atlas.at(state);
  return known === undefined || what === undefined || what.endsWith(', failed')
    ? undefined
    : { state: known.state.name, what: what.replace(/ \(\d+\)$/u, '') };
}
