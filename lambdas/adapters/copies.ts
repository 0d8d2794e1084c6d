import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

/** Puts a message off: a copy comes later, and the original's count of failures is forgotten with it. */
export type Copies = {
  /** `queue`: what follows the monitor's prefix in the queue's name. `firstSentAt`: of the first of them; epoch milliseconds. */
  later(queue: string, body: string, delaySeconds: number, firstSentAt: number): Promise<void>;
};

/** A queue knows the age of each copy only. */
const FIRST_SENT_AT = 'firstSentAt';

/** When the message was sent of which this one is a copy, or a copy's copy; epoch milliseconds. */
export function firstSentAt({ attributes, messageAttributes }: SQSRecord): number {
  return Number(messageAttributes[FIRST_SENT_AT]?.stringValue ?? attributes.SentTimestamp);
}

export function createCopies(client: SQSClient, queueUrlPrefix: string): Copies {
  return {
    async later(queue, MessageBody, DelaySeconds, firstSentAt) {
      const QueueUrl = queueUrlPrefix + queue;
      const MessageAttributes = {
        [FIRST_SENT_AT]: { DataType: 'Number', StringValue: String(firstSentAt) },
      };
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds, MessageAttributes }));
    },
  };
}
