/**
 * What `lib/semantics` says of the events in play at the waits that count, before `decide` looks at it. Where no
 * expression has to be evaluated nothing is asked.
 */
import type { Answer } from '../definition/route.ts';
import type { Deciding } from '../semantics/deciding.ts';
import { generationToReopen, markToResume } from './precedence.ts';
import type { Labels, HeldEvent, WaitingRow } from './rows.ts';
import { decisionOf, isNamed, openingBy, receptionOf } from './receptions.ts';
import { labelsOf } from './labels.ts';
import type { Told } from './receptions.ts';
import { activeWaits, isSameVisit } from './regions.ts';
import { byAge, currentWaits, freeWaits, heldEvents, isSettled } from './situation.ts';
import type { Situation } from './situation.ts';
import { takerOf } from './taker.ts';

export type Answers = {
  /** Rule 0: the wait that is to be answered by no event. */
  readonly decided?: { readonly wait: WaitingRow; readonly answer: Answer };
  /** Identity → token → what that wait does with that event. An event that is not there was not asked about. */
  readonly events: ReadonlyMap<string, ReadonlyMap<string, Told>>;
  /** Identity → what the event does where there is no instance. */
  readonly starts: ReadonlyMap<string, Told>;
};

export const NO_ANSWERS: Answers = { events: new Map(), starts: new Map() };

export function* answersTo(situation: Situation): Deciding<Answers> {
  for (const wait of currentWaits(situation)) {
    const answer = yield* decisionOf(wait);
    if (answer !== undefined) return { ...NO_ANSWERS, decided: { wait, answer } };
  }
  if (markToResume(situation) !== undefined || generationToReopen(situation) !== undefined) return NO_ANSWERS;
  return situation.instance?.status === 'open'
    ? { ...NO_ANSWERS, events: yield* duringRun(situation, labelsOf(situation)) }
    : { ...NO_ANSWERS, starts: yield* withoutRun(situation) };
}

/**
 * Oldest first, up to the first one that a free wait takes and that has settled: nothing is decided about the younger ones
 * before.
 */
function* duringRun(situation: Situation, labels: Labels): Deciding<Answers['events']> {
  const waits = activeWaits(situation);
  const free = new Set(freeWaits(waits, situation));
  const events = new Map<string, ReadonlyMap<string, Told>>();
  for (const event of inPlay(situation)) {
    const told = new Map<string, Told>();
    for (const wait of waits) {
      told.set(
        wait.token,
        free.has(wait) ? yield* receptionOf(wait, event, situation, labels) : usedOf(wait, event, free),
      );
    }
    events.set(event.identity, told);
    const taker = takerOf(event, { waits, free: [...free], now: situation.now }, ({ token }) =>
      told.get(token),
    );
    if (taker !== undefined && isSettled(event, situation)) break;
  }
  return events;
}

/**
 * A used wait takes nothing more. What it names may be awaited again by the one that follows, which will tell; nothing is
 * evaluated before, for in a burst there are many events and the wait is used most of the time. Of an `all`'s members
 * one that is still free tells for all.
 */
function usedOf(wait: WaitingRow, { name }: HeldEvent, free: ReadonlySet<WaitingRow>): Told {
  const later = isNamed(wait.wait, name) && ![...free].some((other) => isSameVisit(wait, other));
  return { kind: 'none', later };
}

/** Nothing else is decided before the own new event, or, without one, before the oldest start event. */
function* withoutRun(situation: Situation): Deciding<Answers['starts']> {
  const { fresh, instance, subscription } = situation;
  if (instance !== undefined && !subscription.rerun) return new Map();
  const start = (row: HeldEvent) => subscription.start.some(({ event }) => event === row.name);
  const candidates = fresh === undefined ? heldEvents(situation).filter(start) : [fresh].filter(start);
  const [first] = candidates;
  return first === undefined ? new Map() : new Map([[first.identity, yield* openingBy(first, situation)]]);
}

function inPlay(situation: Situation): readonly HeldEvent[] {
  const { fresh } = situation;
  return fresh === undefined ? heldEvents(situation) : [...heldEvents(situation), fresh].sort(byAge);
}
