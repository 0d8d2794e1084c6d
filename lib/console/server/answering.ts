/** What a wait was answered with, and where that leads. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { isDoneWay, isStayWay } from '../../definition/route.ts';
import type { Atlas } from './atlas.ts';
import { instant } from './chain.ts';
import type { Chain, Telling } from './chain.ts';
import type { Answered } from './history-outputs.ts';
import { answerIn } from './history-outputs.ts';
import type { Move } from './moves.ts';
import { movedBy } from './moves.ts';
import type { Reason, Step, Taken, Visit } from './way.ts';

export function answered(
  chain: Chain,
  event: HistoryEvent,
  text: string | undefined,
  telling: Telling,
): Chain {
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
