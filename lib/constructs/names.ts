import { Token } from 'aws-cdk-lib';
import { Refusal } from '../definition/refusal.ts';

const PREFIX = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
/** Lambda takes 64 characters for a function's name; the longest is `<prefix>-notifier`. */
const LONGEST_PREFIX = 55;
const BUS = /^[/.\-_A-Za-z0-9]{1,256}$/;
const LONGEST_QUEUE = 80;

/** It goes into the names of queues, functions, state machines and log groups. Tokens cannot be looked into. */
export function checkedPrefix(prefix: string): string {
  if (Token.isUnresolved(prefix)) return prefix;
  if (!PREFIX.test(prefix))
    throw new Refusal(
      `The prefix "${prefix}" cannot be part of names: it may have letters, digits, hyphens and underscores, and begins with a letter or a digit.`,
    );
  if (prefix.length > LONGEST_PREFIX)
    throw new Refusal(
      `The prefix "${prefix}" has ${prefix.length} characters; with more than ${LONGEST_PREFIX} the functions' names get too long.`,
    );
  return prefix;
}

export function checkedBusName(name: string): string {
  if (Token.isUnresolved(name) || BUS.test(name)) return name;
  throw new Refusal(
    name.startsWith('arn:')
      ? `eventBusName is "${name}", but it takes a name and no ARN: the bus is one of the same account and Region.`
      : `eventBusName is "${name}", which is no name of an event bus.`,
  );
}

export function checkedQueueName(name: string): string {
  if (!Token.isUnresolved(name) && name.length > LONGEST_QUEUE)
    throw new Refusal(
      `The queue name "${name}" has ${name.length} characters, SQS allows ${LONGEST_QUEUE}. Shorten the choreography's id or the prefix.`,
    );
  return name;
}
