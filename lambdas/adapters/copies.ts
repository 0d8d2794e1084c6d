import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** Puts a message off: a copy comes later, and the original's count of failures is forgotten with it. */
export type Copies = {
  /** `queue`: what follows the monitor's prefix in the queue's name. */
  later(queue: string, body: string, delaySeconds: number): Promise<void>;
};

export function createCopies(client: SQSClient, queueUrlPrefix: string): Copies {
  return {
    async later(queue, MessageBody, DelaySeconds) {
      const QueueUrl = queueUrlPrefix + queue;
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }));
    },
  };
}
