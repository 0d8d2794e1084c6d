import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { detailOf } from '../../lib/projection/notice-cap.ts';
import { NOTICE_SOURCE } from '../../lib/projection/notices.ts';
import type { Notice } from '../../lib/projection/notices.ts';

export type Bus = {
  /** Gives the ids of those that were not taken. */
  publish(notices: readonly Notice[]): Promise<ReadonlySet<string>>;
};

/** PutEvents takes ten entries and 1 MB; a notice carries no payload, so it has a few KB at most. */
const MOST_ENTRIES = 10;

export function createBus(client: EventBridgeClient, busName: string): Bus {
  const put = async (notices: readonly Notice[]): Promise<readonly string[]> => {
    const { Entries = [] } = await client.send(
      new PutEventsCommand({ Entries: notices.map((notice) => entryOf(notice, busName)) }),
    );
    return notices.flatMap(({ id }, index) => (Entries[index]?.EventId === undefined ? [id] : []));
  };
  return {
    async publish(notices) {
      const refused: string[] = [];
      for (let from = 0; from < notices.length; from += MOST_ENTRIES) {
        const some = notices.slice(from, from + MOST_ENTRIES);
        // One that fails must not keep the others from being told.
        refused.push(...(await put(some).catch(() => some.map(({ id }) => id))));
      }
      return new Set(refused);
    },
  };
}

function entryOf(notice: Notice, EventBusName: string) {
  return {
    EventBusName,
    Source: NOTICE_SOURCE,
    DetailType: notice.detailType,
    Time: new Date(notice.time),
    Detail: detailOf(notice),
  };
}
