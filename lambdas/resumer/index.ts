import type { DynamoDBBatchResponse, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { settleChoreographyMessages } from '../choreography-messages.ts';
import { deployed } from '../surroundings.ts';
import { settleWaits } from './waits.ts';

const around = deployed(import.meta.url);

/** Events and looks at them, from queues; and waits that were put, from the table's stream. */
export const handler = (
  event: SQSEvent | DynamoDBStreamEvent,
): Promise<SQSBatchResponse | DynamoDBBatchResponse> =>
  around.log.written<SQSBatchResponse | DynamoDBBatchResponse>(
    isFromStream(event) ? settleWaits(event, around) : settleChoreographyMessages(event, around),
  );

function isFromStream(event: SQSEvent | DynamoDBStreamEvent): event is DynamoDBStreamEvent {
  return event.Records.some(({ eventSource }) => eventSource === 'aws:dynamodb');
}
