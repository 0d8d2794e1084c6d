/** The events that rules have taken from the bus, as the choreographies' own expressions recognise them. */
import type { Occurrence } from '../../../lib/projection/messages.ts';
import { recognise } from '../../../lib/projection/event.ts';
import type { World } from '../world.ts';

export type AcceptedEvent = {
  readonly choreography: string;
  readonly instance: string;
  readonly identity: string;
  readonly name: string;
  /** When a rule has taken it for the first time. */
  readonly at: number;
  /** Absent where it concerns no instance. */
  readonly occurrence?: Occurrence;
  /** What it is by itself: it has no correlation id, or several names. */
  readonly deviation?: string;
};

/** By partition and identity: `<choreography>#<correlation id>` and `EVENT#<identity>`. */
export async function acceptedEvents(world: World): Promise<ReadonlyMap<string, AcceptedEvent>> {
  const all = new Map<string, AcceptedEvent>();
  const enter = (event: AcceptedEvent): void => {
    const key = eventKey(event.instance, event.identity);
    if (!all.has(key)) all.set(key, event);
  };
  for (const { choreography, envelope, at } of world.accepted) {
    const subscription = world.monitored.get(choreography)?.compiled.subscription;
    if (subscription === undefined) throw new Error(choreography);
    const recognised = await recognise(envelope, subscription, at);
    if (recognised.kind === 'unknown') throw new Error(recognised.message);
    if (recognised.kind === 'deviation') {
      const { instance, identity, name, status } = recognised.row;
      enter({ choreography, instance, identity, name, at, deviation: status });
      continue;
    }
    for (const { instance, event: occurrence } of recognised.events) {
      const { identity, name } = occurrence;
      enter({ choreography, instance, identity, name, at, occurrence });
    }
  }
  return all;
}

export function eventKey(instance: string, identity: string): string {
  return `${instance}\n${identity}`;
}
