import { destinationRefusal } from '../iam/mappings.ts';
import type { JsonObject } from '../json.ts';
import type { DeadLetters } from '../lambda/asynchronous.ts';
import type { Caller, Json } from '../service.ts';
import { TemplateProblem } from '../template/problem.ts';
import type { World } from '../world.ts';

/** Of an error's message in a dead letter's attributes. */
const LONGEST_MESSAGE = 1024;

/**
 * Sends what has become of something to a queue, with the function's role; on AWS it cannot be named where that may not
 * send.
 * @throws TemplateProblem for a destination of another kind
 */
export function destinationQueue(
  arn: string,
  caller: Caller,
  world: World,
): (message: Json) => Promise<void> {
  const send = senderTo(arn, caller, world);
  return (message) => send({ MessageBody: JSON.stringify(message) });
}

/** The event as it was, and why it is there in attributes. @throws TemplateProblem */
export function deadLetterQueue(arn: string, caller: Caller, world: World): DeadLetters {
  const send = senderTo(arn, caller, world);
  return (event, requestId, { errorMessage }) => {
    const text = errorMessage.slice(0, LONGEST_MESSAGE);
    return send({
      MessageBody: JSON.stringify(event),
      MessageAttributes: {
        RequestID: { DataType: 'String', StringValue: requestId },
        ErrorCode: { DataType: 'Number', StringValue: '200' },
        // SQS takes no empty one.
        ...(text === '' ? {} : { ErrorMessage: { DataType: 'String', StringValue: text } }),
      },
    });
  };
}

function senderTo(
  arn: string,
  caller: Caller,
  { services, place, iam, log }: World,
): (message: JsonObject) => Promise<void> {
  const [, , service, , account = '', name = ''] = arn.split(':');
  if (service !== 'sqs') {
    throw new TemplateProblem(`the destination ${arn} is not a queue; the local cloud sends to queues only.`);
  }
  const refusal = destinationRefusal(iam, caller, arn);
  if (refusal !== undefined)
    log({ source: 'cloud', level: 'error', text: `AWS does not deploy ${arn} as a destination: ${refusal}` });
  const queueUrl = `${place.endpoint}/${account}/${name}`;
  return async (message) => {
    await services.sqs.call('SendMessage', { QueueUrl: queueUrl, ...message }, caller);
  };
}
