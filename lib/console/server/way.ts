/** The way of an execution through the choreography's states, as its history tells. Pure. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { isDoneWay, isStayWay } from '../../definition/route.ts';
import type { Atlas } from './atlas.ts';
import type { Ending } from './ending.ts';
import { endingOf } from './ending.ts';
import type { Answered } from './history-outputs.ts';
import { answerIn } from './history-outputs.ts';
import type { ItemStates, Move } from './moves.ts';
import { movedBy } from './moves.ts';

export type Visit = {
  readonly state: string;
  readonly enteredAt: string;
  /** The state that was visited before, in the same branch; undefined at the start. */
  readonly from: string | undefined;
  readonly by: Reason;
  /** Names of the events that were taken here, the one that left it included. */
  readonly took: string[];
  /** Of a forEach: where its items stand, as far as answers have told it, and how they have come there. */
  items?: ItemStates;
  readonly moves: ItemMove[];
};

export type ItemMove = Move & { readonly by: Reason };

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
  /** When that was entered. */
  readonly since: string | undefined;
  readonly leads: 'on' | 'nowhere' | 'done';
  /** Of an `all`, with this one. */
  readonly arrived: { readonly count: number; readonly of: number } | undefined;
  readonly moves: readonly Move[];
} & Landing;

/** The author's state that was entered next. */
type Landing = { landed?: string };

/** What the machine did by itself. */
export type Step = { readonly id: string; readonly at: string } & (
  | ({ readonly kind: 'deadline'; readonly state: string; stays?: true; moves: readonly Move[] } & Landing)
  /** None of the ways held, where it lands nowhere. */
  | ({ readonly kind: 'decided'; readonly state: string } & Landing)
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
  /** What led away from the state, until the next one is entered. */
  readonly leaving: readonly Landing[];
  /** The deadline that is over, until it is decided what follows. */
  readonly over: (Step & { readonly kind: 'deadline' }) | undefined;
};

const START: Chain = {
  visit: undefined,
  by: { kind: 'done' },
  stays: false,
  step: undefined,
  leaving: [],
  over: undefined,
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

function answered(chain: Chain, event: HistoryEvent, text: string | undefined, telling: Telling): Chain {
  const found = answerIn(text);
  if (found === undefined) return chain;
  const { visit, over } = chain;
  const [stays, done] = [isStayWay(found.to), isDoneWay(found.to)];
  const by: Reason = done
    ? { kind: 'done' }
    : found.event === undefined
      ? chain.by
      : { kind: 'event', name: found.event.name };
  if (found.event !== undefined) visit?.took.push(found.event.name);
  const moves = remember(visit, found, over === undefined ? by : { kind: 'deadline' }, telling.atlas);
  if (found.event === undefined && over !== undefined) {
    if (stays) over.stays = true;
    over.moves = moves;
    return { ...chain, by, stays, over: undefined };
  }
  if (found.event === undefined) {
    const decided: Step = {
      id: `decided ${event.id ?? 0}`,
      at: instant(event),
      kind: 'decided',
      state: visit?.state ?? '',
    };
    if (!stays && !done) telling.steps.push(decided);
    return { ...chain, by, stays, leaving: stays || done ? chain.leaving : [...chain.leaving, decided] };
  }
  const taken: Taken = {
    ...takenOf(found.event, visit, instant(event), telling.atlas),
    leads: stays ? 'nowhere' : done ? 'done' : 'on',
    moves,
  };
  telling.taken.push(taken);
  return { ...chain, by, stays, leaving: done || stays ? [] : [taken] };
}

/** Of a forEach: where its items stand now. */
function remember(visit: Visit | undefined, found: Answered, by: Reason, atlas: Atlas): readonly Move[] {
  const state = atlas.at(visit?.state)?.state;
  if (visit === undefined || state?.kind !== 'forEach') return [];
  const moved = movedBy(found, state, visit.items, isDoneWay(found.to));
  if (moved === undefined) return [];
  visit.items = moved.items;
  const cause: Reason = found.event === undefined ? by : { kind: 'event', name: found.event.name };
  visit.moves.push(...moved.moves.map((move) => ({ ...move, by: cause })));
  return moved.moves;
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

function takenOf(
  { name, identity, time, envelope }: NonNullable<Answered['event']>,
  visit: Visit | undefined,
  at: string,
  atlas: Atlas,
): Omit<Taken, 'leads' | 'moves'> {
  const payload = envelope === undefined ? undefined : JSON.stringify(envelope);
  const known = atlas.at(visit?.state)?.state;
  const members = known?.kind === 'all' ? known.members.map(({ event }) => event) : [];
  const arrived = members.filter((member) => visit?.took.includes(member));
  return {
    name,
    identity,
    at,
    time,
    payload,
    state: visit?.state,
    since: visit?.enteredAt,
    arrived: members.includes(name) ? { count: arrived.length, of: members.length } : undefined,
  };
}

function instant(event: HistoryEvent): string {
  return (event.timestamp ?? new Date(0)).toISOString();
}
