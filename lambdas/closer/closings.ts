import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { End } from '../../lib/projection/phases.ts';
import { settleMessages } from '../batches.ts';
import { runFor } from '../surroundings.ts';
import type { Surroundings } from '../surroundings.ts';
import { parseStatusEvent } from './status-event.ts';

export function settleClosings(event: SQSEvent, around: Surroundings): Promise<SQSBatchResponse> {
  return settleMessages(
    event.Records,
    ({ messageId }) => Promise.resolve(messageId),
    ({ body }) => settle(body, around),
    around,
  );
}

async function settle(body: string, around: Surroundings): Promise<End> {
  const { environment, log, subscriptions } = around;
  const parsed = parseStatusEvent(body, environment.stateMachineArnPrefix);
  if (parsed.kind === 'malformed') return { end: 'returned', why: parsed.message };
  const { choreography, execution, report } = parsed;
  if (!subscriptions.has(choreography)) {
    // Of a monitor whose prefix begins with ours, or of a choreography that was taken out.
    log.info('An execution of no choreography that is deployed', { choreography, execution });
    return { end: 'done' };
  }
  const known = report === undefined ? {} : { report };
  return runFor(choreography, { kind: 'closing', choreography, execution, ended: true, ...known }, around);
}
