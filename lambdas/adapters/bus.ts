import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { detailOf } from '../../lib/projection/notice-detail.ts';
import { NOTICE_SOURCE } from '../../lib/projection/notices.ts';
import type { Notice } from '../../lib/projection/notices.ts';

export type Bus = {
  /** Gives the ids of those that were not taken, each with the reason. */
  publish(notices: readonly Notice[]): Promise<ReadonlyMap<string, string>>;
};

/** PutEvents takes ten entries and 1 MB; `detailOf` cuts each to less than a tenth of that. */
const MOST_ENTRIES = 10;

export function createBus(client: EventBridgeClient, busName: string): Bus {
  const put = async (notices: readonly Notice[]): Promise<readonly (readonly [string, string])[]> => {
    const { Entries = [] } = await client.send(
      new PutEventsCommand({ Entries: notices.map((notice) => entryOf(notice, busName)) }),
    );
    return notices.flatMap(({ id }, index) => {
      const { EventId, ErrorCode = 'no answer' } = Entries[index] ?? {};
      return EventId === undefined ? [[id, ErrorCode] as const] : [];
    });
  };
  return {
    async publish(notices) {
      const refused = new Map<string, string>();
      for (let from = 0; from < notices.length; from += MOST_ENTRIES) {
        const some = notices.slice(from, from + MOST_ENTRIES);
        // One call that fails must not keep the others from being told.
        const left = await put(some).catch((error: unknown) =>
          some.map(({ id }) => [id, String(error)] as const),
        );
        for (const [id, why] of left) refused.set(id, why);
      }
      return refused;
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
