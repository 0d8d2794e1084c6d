import type { Choreography } from '../definition/model.ts';
import type { CompiledChoreography } from '../definition/wire.ts';
import { eventRules } from './event-rules.ts';
import { compileMachine } from './machine.ts';
import { subscriptionOf } from './subscription.ts';
import type { Machine } from './asl.ts';

/** From a validated choreography to what is deployed for it. Pure; the same bytes every time. */
export function compile(choreography: Choreography): CompiledChoreography {
  return {
    id: choreography.id,
    title: choreography.title,
    definition: written(compileMachine(choreography)),
    rules: eventRules(choreography),
    subscription: subscriptionOf(choreography),
  };
}

/**
 * As JSON text in which `${TableName}` alone is a placeholder: a `${` in the author's own texts is escaped, so that
 * nobody takes it for one.
 */
function written(machine: Machine): string {
  const escaped = JSON.stringify(machine, null, 2).replaceAll('${', '\\u0024{');
  return escaped.replaceAll('"TableName": "\\u0024{TableName}"', '"TableName": "${TableName}"');
}
