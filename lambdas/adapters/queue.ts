import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { printMessage } from '../../lib/projection/messages.ts';
import type { Queue } from '../../lib/projection/ports.ts';
import { orThrottled } from './throttling.ts';

/** The port `Queue` on SQS. */
export function createQueue(client: SQSClient, queueUrlPrefix: string): Queue {
  return {
    async send({ choreography, queue, message, delaySeconds }) {
      await orThrottled(() =>
        client.send(
          new SendMessageCommand({
            QueueUrl: `${queueUrlPrefix}${choreography}-${queue}`,
            MessageBody: printMessage(message),
            DelaySeconds: delaySeconds,
          }),
        ),
      );
    },
  };
}
