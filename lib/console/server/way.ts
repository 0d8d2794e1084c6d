/** The way of an execution through the choreography's states, as its history tells. Pure. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { DONE, STAY } from '../../definition/route.ts';
import type { Atlas } from './atlas.ts';
import type { Ending } from './ending.ts';
import { endingOf } from './ending.ts';
import type { Answered } from './history-outputs.ts';
import { answerIn } from './history-outputs.ts';

export type Visit = {
  readonly state: string;
  readonly enteredAt: string;
  /** The state that was visited before, in the same branch; undefined at the start. */
  readonly from: string | undefined;
  readonly by: Reason;
  /** Names of the events that were taken here, the one that left it included. */
  readonly took: string[];
  /** Of a forEach: how many items stand in which state. */
  items?: { readonly [state: string]: number };
};

/** What led into a state; `done` where nobody's event or clock did. */
export type Reason =
  | { readonly kind: 'event'; readonly name: string }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'failure' }
  | { readonly kind: 'done' };

export type Taken = {
  readonly name: string;
  readonly identity: string;
  readonly at: string;
  readonly time: string | undefined;
  readonly payload: string | undefined;
  /** Where it stood. */
  readonly state: string | undefined;
  readonly to: string | undefined;
  /** The author's state that was entered next. */
  landed?: string;
};

/** What the machine did by itself. */
export type Step = { readonly id: string; readonly at: string } & (
  | { readonly kind: 'deadline'; readonly state: string }
  /** None of the ways held, where `to` is undefined. */
  | { readonly kind: 'decided'; readonly state: string; readonly to: string | undefined }
  | { readonly kind: 'action'; readonly state: string; readonly what: string }
  | { readonly kind: 'task'; readonly state: string; readonly error: string | undefined }
);

export type Way = {
  readonly visits: readonly Visit[];
  readonly taken: readonly Taken[];
  readonly steps: readonly Step[];
  readonly redriven: readonly string[];
  readonly ending: Ending | undefined;
};

/** What is known where one event of the history stands; branches of a Parallel each have their own. */
type Chain = {
  readonly visit: Visit | undefined;
  readonly by: Reason;
  /** The wait was answered, and put again: its state is entered, but not anew. */
  readonly stays: boolean;
  /** The machine's state last entered, whoever named it. */
  readonly step: string | undefined;
  readonly taken: Taken | undefined;
};

const START: Chain = {
  visit: undefined,
  by: { kind: 'done' },
  stays: false,
  step: undefined,
  taken: undefined,
};

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

type Telling = {
  readonly atlas: Atlas;
  readonly visits: Visit[];
  readonly taken: Taken[];
  readonly steps: Step[];
};

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
      return { ...chain, by: { kind: 'done' }, taken: undefined };
    default:
      return chain;
  }
}

function entering(chain: Chain, name: string, at: string, { atlas, visits }: Telling): Chain {
  if (atlas.at(name) === undefined) return { ...chain, step: name };
  if (chain.stays && chain.visit?.state === name) return { ...chain, step: name, stays: false };
  if (chain.taken !== undefined) chain.taken.landed ??= name;
  const visit: Visit = { state: name, enteredAt: at, from: chain.visit?.state, by: chain.by, took: [] };
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

function answered(chain: Chain, event: HistoryEvent, text: string | undefined, telling: Telling): Chain {
  const found = answerIn(text);
  if (found === undefined) return chain;
  const { visit } = chain;
  remember(visit, found);
  const stays = found.to === STAY;
  if (found.event === undefined) {
    const to = telling.atlas.at(found.to)?.state.name;
    const named = { id: `decided ${event.id ?? 0}`, at: instant(event), state: visit?.state ?? '', to };
    if (!stays && found.to !== DONE) telling.steps.push({ kind: 'decided', ...named });
    return { ...chain, stays };
  }
  visit?.took.push(found.event.name);
  const taken = takenOf(found, found.event, visit?.state, instant(event));
  telling.taken.push(taken);
  const by: Reason = found.to === DONE ? { kind: 'done' } : { kind: 'event', name: found.event.name };
  return { ...chain, by, stays, taken: found.to === DONE || stays ? undefined : taken };
}

function remember(visit: Visit | undefined, { memory }: Answered): void {
  const items = memory?.items ?? undefined;
  if (visit === undefined || items === undefined) return;
  const counts: { [state: string]: number } = {};
  for (const { state } of Object.values(items)) counts[state] = (counts[state] ?? 0) + 1;
  visit.items = counts;
}

/** The members of an `all` run out together. */
const TOGETHER = 2_000;

function timedOut(chain: Chain, event: HistoryEvent, { steps }: Telling): Chain {
  const [at, state] = [instant(event), chain.visit?.state ?? ''];
  const same = steps.some(
    (step) =>
      step.kind === 'deadline' &&
      step.state === state &&
      Math.abs(Date.parse(step.at) - Date.parse(at)) < TOGETHER,
  );
  if (!same) steps.push({ kind: 'deadline', id: `deadline ${event.id ?? 0}`, at, state });
  return { ...chain, by: { kind: 'deadline' } };
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

function takenOf(
  { to }: Answered,
  { name, identity, time, envelope }: NonNullable<Answered['event']>,
  state: string | undefined,
  at: string,
): Taken {
  const payload = envelope === undefined ? undefined : JSON.stringify(envelope);
  return { name, identity, at, time, payload, state, to };
}

function instant(event: HistoryEvent): string {
  return (event.timestamp ?? new Date(0)).toISOString();
}
