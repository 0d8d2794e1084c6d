import { messageOf, parseJson } from '../json.ts';
import { AwsError, type Json, type Service } from '../service.ts';
import type { Sqs } from '../sqs/sqs.ts';
import { THE_CLOUD } from '../world.ts';
import type { Deliver, DeliveryOutcome } from './delivery.ts';

/** Delivers to the queues, functions, topics and state machines of this cloud. */
export function deliverHere(around: {
  readonly sqs: Sqs;
  /** Accepts an asynchronous invocation. @throws if the function is not there */
  readonly invokeLater: (functionArn: string, event: Json) => void;
  /** Asked when something is delivered: they are made later than rules are. */
  readonly services: () => { readonly sns: Service; readonly states: Service };
}): Deliver {
  return (arn, body, { attributes = {}, group }) => {
    switch (arn.split(':')[2]) {
      case 'sqs': {
        const outcome = around.sqs.send(arn, body, { attributes, group });
        return outcome.kind === 'sent' ? { kind: 'delivered' } : hopeless(outcome.code, outcome.message);
      }
      case 'lambda':
        return invoke(arn, body, around.invokeLater);
      case 'sns':
        return call(around.services().sns, 'Publish', { TopicArn: arn, Message: body });
      case 'states':
        return call(around.services().states, 'StartExecution', { stateMachineArn: arn, input: body });
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

const GONE = ['NotFound', 'StateMachineDoesNotExist'];
const PASSING = ['ThrottlingException'];

/** Whether the rule may is known by now. */
async function call(service: Service, operation: string, input: Json): Promise<DeliveryOutcome> {
  try {
    await service.call(operation, input, THE_CLOUD);
    return { kind: 'delivered' };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, message } = error;
    if (PASSING.includes(code)) return { kind: 'failed', code: 'THROTTLING', message, retryable: true };
    return hopeless(GONE.includes(code) ? 'NO_RESOURCE' : 'SDK_CLIENT_ERROR', message);
  }
}

function hopeless(code: string, message: string): DeliveryOutcome {
  return { kind: 'failed', code, message, retryable: false };
}
