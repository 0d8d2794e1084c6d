/** What the rules for an open instance look at. */
import type { EventAct } from './acts.ts';
import type { Answers } from './answers.ts';
import type { Told } from './receptions.ts';
import type { HeldEvent, OpenInstance, WaitingRow } from './rows.ts';
import type { Situation } from './situation.ts';

export type Open = {
  readonly situation: Situation;
  readonly instance: OpenInstance;
  readonly answers: Answers;
  readonly waits: readonly WaitingRow[];
  readonly free: readonly WaitingRow[];
  /** Held ones and the own new one, as old as they must be before they are delivered; oldest first. */
  readonly candidates: readonly HeldEvent[];
};

const NOT_ASKED: Told = { kind: 'none', later: true };
const NOT_AWAITED: Told = { kind: 'none', later: false };

/** What the wait does with the event. Of one that was not asked about nothing may be concluded. */
export function toldOf(event: HeldEvent, wait: WaitingRow, { answers }: Open): Told {
  const told = answers.events.get(event.identity);
  return told === undefined ? NOT_ASKED : (told.get(wait.token) ?? NOT_AWAITED);
}

export function writing(situation: Situation, row: HeldEvent): EventAct['act'] {
  return row === situation.fresh ? 'put' : 'change';
}
