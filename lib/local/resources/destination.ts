import { destinationRefusal } from '../iam/mappings.ts';
import type { Caller, Json } from '../service.ts';
import { TemplateProblem } from '../template/problem.ts';
import type { World } from '../world.ts';

/**
 * Sends what was given up to a queue, with the function's role; on AWS it cannot be named where that may not send.
 * @throws TemplateProblem for a destination of another kind
 */
export function failureDestination(
  arn: string,
  caller: Caller,
  { services, place, iam, log }: World,
): (message: Json) => Promise<void> {
  const [, , service, , account = '', name = ''] = arn.split(':');
  if (service !== 'sqs') {
    throw new TemplateProblem(
      `the failure destination ${arn} is not a queue; the local cloud sends to queues only.`,
    );
  }
  const refusal = destinationRefusal(iam, caller, arn);
  if (refusal !== undefined)
    log({ source: 'cloud', level: 'error', text: `AWS does not deploy ${arn} as a destination: ${refusal}` });
  const queueUrl = `${place.endpoint}/${account}/${name}`;
  return async (message) => {
    const input = { QueueUrl: queueUrl, MessageBody: JSON.stringify(message) };
    await services.sqs.call('SendMessage', input, caller);
  };
}
