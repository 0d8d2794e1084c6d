import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { recognise } from '../lib/projection/event.ts';
import { parseMessage } from '../lib/projection/messages.ts';
import { receive } from '../lib/projection/run.ts';
import type { End } from '../lib/projection/phases.ts';
import { queueSuffix, settleMessages } from './batches.ts';
import { unknownChoreography, workOn } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';

/** The messages of a choreography's two queues; which choreography, the queue's name says. */
export function settleChoreographyMessages(event: SQSEvent, around: Surroundings): Promise<SQSBatchResponse> {
  const { Records: records } = event;
  // Alone in its batch, a message has nobody to wait for.
  const instanceOf =
    records.length === 1 ? () => Promise.resolve('') : (record: SQSRecord) => whose(record, around);
  return settleMessages(records, instanceOf, (record) => settle(record, around), around);
}

async function settle(record: SQSRecord, around: Surroundings): Promise<End> {
  const message = parseMessage(record.body);
  if (message.kind === 'malformed') return { end: 'returned', why: message.message };
  const choreography = choreographyOf(record, around);
  const work = workOn(choreography, around);
  return work === undefined ? unknownChoreography(choreography) : receive(message, work);
}

/** Messages of one instance get in each other's way; those of nobody, or of several, go by themselves. */
async function whose(record: SQSRecord, around: Surroundings): Promise<string> {
  const message = parseMessage(record.body);
  switch (message.kind) {
    case 'malformed':
    case 'spread':
      return record.messageId;
    case 'look':
      return message.look.instance;
    case 'deliver':
      return message.deliver.instance;
    case 'event': {
      const work = workOn(choreographyOf(record, around), around);
      if (work === undefined) return record.messageId;
      const recognised = await recognise(message.envelope, work.subscription, around.clock());
      const [only, ...others] = recognised.kind === 'events' ? recognised.events : [];
      return only === undefined || others.length > 0 ? record.messageId : only.instance;
    }
  }
}

function choreographyOf(record: SQSRecord, around: Surroundings): string {
  return queueSuffix(record, around).replace(/-(?:start|events)$/, '');
}
