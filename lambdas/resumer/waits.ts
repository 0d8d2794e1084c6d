import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { End } from '../../lib/projection/phases.ts';
import { settleChanges } from '../batches.ts';
import { runFor } from '../surroundings.ts';
import type { Surroundings } from '../surroundings.ts';

/** A wait was put: whatever is held for it is delivered. */
export function settleWaits(
  event: DynamoDBStreamEvent,
  around: Surroundings,
): Promise<DynamoDBBatchResponse> {
  return settleChanges(event.Records, (record) => settle(record, around), around);
}

async function settle({ dynamodb }: DynamoDBRecord, around: Surroundings): Promise<End> {
  const wait = dynamodb?.NewImage;
  const token = wait?.['token']?.S;
  const instance = wait?.['instance']?.S;
  const choreography = wait?.['choreography']?.S;
  if (token === undefined || instance === undefined || choreography === undefined)
    return { end: 'returned', why: 'The wait has no token, instance or choreography.' };
  // Only its timer was moved.
  if (dynamodb?.OldImage?.['token']?.S === token) return { end: 'done' };
  return runFor(choreography, { kind: 'wait', instance, token }, around);
}
