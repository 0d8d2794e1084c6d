import type { Caller } from '../service.ts';
import type { Iam, Refusal } from './iam.ts';

const QUEUE = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
const STREAM = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];

/** Why Lambda does not make an event source mapping: it asks whether the function's role lets it read the source. */
export function mappingRefusal(
  iam: Iam,
  caller: Caller,
  { sourceArn, destination }: { sourceArn: string; destination: string | undefined },
): Refusal {
  const reading =
    sourceArn.split(':')[2] === 'sqs'
      ? queueRefusal(iam, caller, sourceArn)
      : streamRefusal(iam, caller, sourceArn);
  return reading ?? (destination === undefined ? undefined : destinationRefusal(iam, caller, destination));
}

/** Why Lambda does not take a queue for what failed. */
export function destinationRefusal(iam: Iam, caller: Caller, resource: string): Refusal {
  const refusal = iam.refusalAtOnce(caller, { action: 'sqs:SendMessage', resource });
  return refusal && lackOn('SendMessage', refusal);
}

function queueRefusal(iam: Iam, caller: Caller, resource: string): Refusal {
  const refusals = QUEUE.map((name) => {
    const refusal = iam.refusalAtOnce(caller, { action: `sqs:${name}`, resource });
    return refusal && lackOn(name, refusal);
  });
  return refusals.find((refusal) => refusal !== undefined);
}

function lackOn(name: string, refusal: string): string {
  return `The provided execution role does not have permissions to call ${name} on SQS (${refusal})`;
}

function streamRefusal(iam: Iam, caller: Caller, resource: string): Refusal {
  const refusals = STREAM.map((name) => iam.refusalAtOnce(caller, { action: `dynamodb:${name}`, resource }));
  const refusal = refusals.find((one) => one !== undefined);
  if (refusal === undefined) return undefined;
  return (
    `Cannot access stream ${resource}. Please ensure the role can perform the GetRecords, GetShardIterator, ` +
    `DescribeStream, and ListStreams Actions on your stream in IAM. (${refusal})`
  );
}
