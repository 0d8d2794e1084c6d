import { messageOf, parseJson } from '../json.ts';
import type { Json } from '../service.ts';
import type { Sqs } from '../sqs/sqs.ts';
import type { Deliver, DeliveryOutcome } from './delivery.ts';

/** Delivers to the queues and functions of this cloud. */
export function deliverHere(around: {
  readonly sqs: Sqs;
  /** Accepts an asynchronous invocation. @throws if the function is not there */
  readonly invokeLater: (functionArn: string, event: Json) => void;
}): Deliver {
  return (arn, body, { attributes = {}, group }) => {
    switch (arn.split(':')[2]) {
      case 'sqs': {
        const outcome = around.sqs.send(arn, body, { attributes, group });
        return outcome.kind === 'sent' ? { kind: 'delivered' } : hopeless(outcome.code, outcome.message);
      }
      case 'lambda':
        return invoke(arn, body, around.invokeLater);
      default:
        return hopeless('NO_RESOURCE', `Nothing in the local cloud takes events at ${arn}.`);
    }
  };
}

function invoke(
  arn: string,
  body: string,
  invokeLater: (functionArn: string, event: Json) => void,
): DeliveryOutcome {
  const event = parseJson(body);
  if (event.kind === 'invalid')
    return hopeless('INVALID_JSON', `The function's input is no JSON: ${event.message}`);
  try {
    invokeLater(arn, event.value);
    return { kind: 'delivered' };
  } catch (error) {
    return hopeless('NO_RESOURCE', messageOf(error));
  }
}

function hopeless(code: string, message: string): DeliveryOutcome {
  return { kind: 'failed', code, message, retryable: false };
}
