/** The guards whose answers `decide` may want: those of the events in play, at the waits that count. */
import type { Branch, Handler } from '../definition/model.ts';
import type { GuardQuestion } from './calls.ts';
import type { HeldEvent } from './rows.ts';
import { currentWaits, guardKey, heldEvents } from './situation.ts';
import type { Situation } from './situation.ts';

export function questionsOf(situation: Situation): readonly GuardQuestion[] {
  const { fresh, instance, subscription } = situation;
  const waits = currentWaits(situation);
  const awaits = waits.flatMap((wait) => wait.awaits);
  const handlers = instance?.status === 'open' ? awaits : [...awaits, ...subscription.start];
  const events = fresh === undefined ? heldEvents(situation) : [...heldEvents(situation), fresh];
  const asked = new Map<string, GuardQuestion>();
  for (const event of events) {
    for (const question of aboutEvent(event, handlers)) asked.set(question.key, question);
  }
  for (const { token, decide = [], enteredAt: time, correlationId } of waits) {
    for (const guard of guardsOf(decide)) {
      const key = guardKey(token, guard);
      asked.set(key, { key, guard, time, correlationId });
    }
  }
  return [...asked.values()];
}

function aboutEvent(event: HeldEvent, handlers: readonly Handler[]): readonly GuardQuestion[] {
  const { identity, name, payload, time, correlationId } = event;
  return handlers
    .filter((handler) => handler.event === name)
    .flatMap((handler) => guardsOf(handler.branches))
    .map((guard) => ({ key: guardKey(identity, guard), guard, payload, time, correlationId }));
}

function guardsOf(branches: readonly Branch[]): readonly string[] {
  return branches.flatMap(({ guard }) => (guard === undefined ? [] : [guard]));
}
