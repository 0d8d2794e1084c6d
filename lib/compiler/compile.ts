import type { Choreography } from '../definition/model.ts';
import type { CompiledChoreography } from '../definition/wire.ts';
import { eventRules } from './event-rules.ts';
import { Refusal } from '../definition/refusal.ts';
import { compileMachine } from './machine.ts';
import { subscriptionOf } from './subscription.ts';
import type { Machine } from './asl.ts';

/** Step Functions' limit on a definition, in bytes of UTF-8. */
const MAX_BYTES = 1_048_576;

/** From a validated choreography to what is deployed for it. Pure; the same bytes every time. */
export function compile(choreography: Choreography): CompiledChoreography {
  const definition = written(compileMachine(choreography));
  const bytes = new TextEncoder().encode(definition).length;
  if (bytes > MAX_BYTES) {
    throw new Refusal(
      `The state machine of ${choreography.id} comes to ${bytes} bytes; Step Functions takes ${MAX_BYTES}. ` +
        'Split the choreography: let one publish an event that starts the other.',
    );
  }
  return {
    id: choreography.id,
    title: choreography.title,
    definition,
    rules: eventRules(choreography),
    subscription: subscriptionOf(choreography),
  };
}

/**
 * As JSON text in which `${TableName}`, `${EventBusName}`, `${TopicArn}` and the resources' `${Partition}` alone are
 * placeholders: a `${` in the author's own texts is escaped, so that nobody takes it for one.
 */
function written(machine: Machine): string {
  const escaped = JSON.stringify(machine, null, 2).replaceAll('${', '\\u0024{');
  return escaped
    .replace(/"(TableName|EventBusName|TopicArn)": "\\u0024\{\1\}"/g, '"$1": "${$1}"')
    .replaceAll('"Resource": "arn:\\u0024{Partition}:', '"Resource": "arn:${Partition}:');
}
