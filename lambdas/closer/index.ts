import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { deployed } from '../surroundings.ts';
import { settleClosings } from './closings.ts';

const around = deployed(import.meta.url);

/** Executions that have ended. */
export const handler = (event: SQSEvent): Promise<SQSBatchResponse> =>
  around.log.written(settleClosings(event, around));
