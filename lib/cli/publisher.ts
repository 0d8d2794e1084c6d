import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientSettings } from './aws.ts';
import { detailAt } from './dated.ts';
import { UserError } from './errors.ts';
import type { FileEvent } from './event-file.ts';

export type Publisher = {
  /** @throws UserError when the bus refuses the event. */
  publish(event: FileEvent): Promise<void>;
  close(): void;
};

/** Publishes through the AWS SDK: to `AWS_ENDPOINT_URL` where it is set, else to AWS. */
export function createPublisher(bus: string, endpoint?: string, now: () => number = Date.now): Publisher {
  const client = new EventBridgeClient(clientSettings(endpoint));
  return {
    async publish(event) {
      const { Entries } = await client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: bus,
              Source: event.source,
              DetailType: event.detailType,
              Detail: JSON.stringify(detailAt(event, now())),
              ...(event.time === undefined ? {} : { Time: new Date(event.time) }),
            },
          ],
        }),
      );
      const refusal = Entries?.[0]?.ErrorCode;
      if (refusal !== undefined) {
        throw new UserError(
          `The bus refused "${event.detailType}": ${refusal}: ${Entries?.[0]?.ErrorMessage ?? ''}`,
        );
      }
    },
    close: () => client.destroy(),
  };
}

/**
 * Publishes the events one after the other; each pause is divided by `speed`. `onPublished` is told after each. What the
 * monitor itself says is left to it.
 */
export async function play(
  publisher: Publisher,
  events: readonly FileEvent[],
  options: { speed: number; signal?: AbortSignal; onPublished?: (event: FileEvent, index: number) => void },
): Promise<void> {
  for (const [index, event] of events.entries()) {
    if (event.publisher === undefined) {
      await publisher.publish(event);
      options.onPublished?.(event, index);
    }
    if (index === events.length - 1) return;
    const pause = (event.wait * 1000) / options.speed;
    await sleep(pause, undefined, options.signal ? { signal: options.signal } : {});
  }
}
