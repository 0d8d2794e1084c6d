import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { settleChoreographyMessages } from '../choreography-messages.ts';
import { deployed } from '../surroundings.ts';

const around = deployed(import.meta.url);

/** Start events, and looks at them. */
export const handler = (event: SQSEvent): Promise<SQSBatchResponse> =>
  around.log.written(settleChoreographyMessages(event, around));
