import { subscriptionOf } from '../../../lib/compiler/subscription.ts';
import { detailAt } from '../../../lib/cli/dated.ts';
import type { FileEvent } from '../../../lib/cli/event-file.ts';
import type { Choreography } from '../../../lib/definition/model.ts';
import type { Subscription } from '../../../lib/definition/wire.ts';
import { recognise } from '../../../lib/projection/event.ts';

/** An event of a story as an envelope: sent again, it is the same event, for its id is the same. */
export type Letter = {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** As the choreography has it; absent where the event is not for this instance. */
  readonly identity?: string;
  readonly starts: boolean;
};

/** What EventBridge adds to an event that was published. */
export function envelopeOf({ id, source, 'detail-type': detailType, time, detail }: Letter) {
  return {
    ...{ version: '0', id, source, 'detail-type': detailType, time, detail },
    ...{ account: '000000000000', region: 'us-east-1', resources: [] },
  };
}

const subscriptions = new WeakMap<Choreography, Subscription>();

/** What a detail says of time is as in the scenario, from `at` on. */
export async function letterOf(of: {
  readonly choreography: Choreography;
  readonly correlationId: string;
  readonly event: FileEvent;
  readonly id: string;
  readonly at: number;
  readonly time: number;
}): Promise<Letter> {
  const { choreography, correlationId, event, id, at } = of;
  const letter = {
    ...{ id, source: event.source, 'detail-type': event.detailType, starts: false },
    ...{ time: new Date(of.time).toISOString(), detail: detailAt(event, at) },
  };
  const subscription = subscriptions.get(choreography) ?? subscriptionOf(choreography);
  subscriptions.set(choreography, subscription);
  const recognised = await recognise(envelopeOf(letter), subscription, at);
  const concerning = recognised.kind === 'events' ? recognised.events : [];
  const own = concerning.find(({ instance }) => instance === `${choreography.id}#${correlationId}`)?.event;
  if (own === undefined) return letter;
  const starts = subscription.start.some((handler) => handler.event === own.name);
  return { ...letter, identity: own.identity, starts };
}
