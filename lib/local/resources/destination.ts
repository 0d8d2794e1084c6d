import type { Json } from '../service.ts';
import { TemplateProblem } from '../template/problem.ts';
import { THE_CLOUD, type World } from '../world.ts';

/** Sends what was given up to a queue. @throws TemplateProblem for a destination of another kind. */
export function failureDestination(
  arn: string,
  { services, place }: World,
): (message: Json) => Promise<void> {
  const [, , service, , account = '', name = ''] = arn.split(':');
  if (service !== 'sqs') {
    throw new TemplateProblem(
      `the failure destination ${arn} is not a queue; the local cloud sends to queues only.`,
    );
  }
  const queueUrl = `${place.endpoint}/${account}/${name}`;
  return async (message) => {
    const input = { QueueUrl: queueUrl, MessageBody: JSON.stringify(message) };
    await services.sqs.call('SendMessage', input, THE_CLOUD);
  };
}
