/** The marks that say how an event goes on: all that is to be sent, so that anyone can finish it. */
import { hashOf } from '../definition/hash.ts';
import type { Answer, Memory, Wait } from '../definition/route.ts';
import { saidBy } from './execution.ts';
import type { Generation } from './generation.ts';
import type { Told } from './receptions.ts';
import type { DeliverMark, Labels, StartMark, WaitingRow } from './rows.ts';

type Taken = Extract<Told, { kind: 'take' }>;
type Whose = { readonly by: string; readonly since: string };

/** `labelOrder`: of the labels it changes, if it does. */
export function markOf(
  row: WaitingRow,
  { answer, labels }: Taken,
  { labelOrder = 1, ...whose }: Whose & { readonly labelOrder?: number },
): DeliverMark {
  const { key, memories, run, state, token, wait } = row;
  return {
    kind: 'deliver',
    ...{ waitHash: hashOf(token), wait: key, state, run },
    ...saidBy(answer, memories?.at(-1)),
    ...changes(labels),
    ...(Object.keys(labels).length > 0 && { labelOrder }),
    ...((answer.level < wait.level || isEnd(wait, answer)) && { leaves: true }),
    ...whose,
  };
}

/** Opens the run that follows the closed generation `after`. */
export function startMarkOf(
  { answer, labels }: Taken,
  { run, redrive }: Generation,
  before: Memory | undefined,
  whose: Whose,
): StartMark {
  return {
    kind: 'start',
    ...{ run: run + 1, after: { run, redrive } },
    ...saidBy(answer, before),
    ...changes(labels),
    ...whose,
  };
}

/** What ends its region by way of something else, as a compound's `onDone`, leaves its used wait until the parallel is left. */
function isEnd({ awaits, each, gather }: Wait, { way }: Answer): boolean {
  const handlers = [
    ...awaits,
    ...(gather?.members ?? []),
    ...(each?.states ?? []).flatMap((state) => state.awaits),
  ];
  const ways = handlers.flatMap(({ routes }) => routes.flatMap((route) => route.ways));
  return ways.some((candidate) => candidate.way === way && candidate.ends === true);
}

function changes(labels: Labels): { labels?: Labels } {
  return Object.keys(labels).length === 0 ? {} : { labels };
}
