import { GetQueueAttributesCommand, GetQueueUrlCommand, paginateListQueues } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { didYouMean, every } from '../../definition/suggest.ts';
import { whereOf } from '../aws.ts';
import { UserError } from '../errors.ts';
import type { Clients } from './clients.ts';

/** A deployed monitor, found by the prefix of its names. */
export type Stack = {
  readonly clients: Clients;
  readonly prefix: string;
  /** Followed by a choreography's id, and `-start` or `-events`: a queue's address. */
  readonly queueUrlPrefix: string;
  /** The same of its ARN. */
  readonly queueArnPrefix: string;
  /** Followed by a choreography's id: its state machine. */
  readonly stateMachineArnPrefix: string;
  /** What is deployed, in the order of the alphabet. */
  readonly choreographies: readonly string[];
};

const CLOSINGS = 'closings';
const EVENTS = '-events';

/** @throws UserError where no monitor has that prefix. */
export async function findStack(clients: Clients, prefix: string): Promise<Stack> {
  const { queues } = clients;
  const url = await urlOf(queues, `${prefix}-${CLOSINGS}`);
  if (url === undefined) throw await noMonitor(queues, prefix);
  const arn = await arnOf(queues, url);
  const [, partition, , region, account] = arn.split(':');
  const names = await queueNames(queues, `${prefix}-`);
  return {
    clients,
    prefix,
    queueUrlPrefix: url.slice(0, -CLOSINGS.length),
    queueArnPrefix: arn.slice(0, -CLOSINGS.length),
    stateMachineArnPrefix: `arn:${partition}:states:${region}:${account}:stateMachine:${prefix}-`,
    choreographies: choreographiesIn(names, prefix),
  };
}

/** Each has a queue for its events. Those of a monitor whose prefix begins with this one are left out. */
export function choreographiesIn(queues: readonly string[], prefix: string): readonly string[] {
  const names = queues.filter((name) => name.startsWith(`${prefix}-`));
  const others = names
    .filter((name) => name.endsWith(`-${CLOSINGS}`) && name !== `${prefix}-${CLOSINGS}`)
    .map((name) => name.slice(0, -CLOSINGS.length));
  return names
    .filter((name) => name.endsWith(EVENTS) && !others.some((other) => name.startsWith(other)))
    .map((name) => name.slice(prefix.length + 1, -EVENTS.length))
    .sort();
}

async function urlOf(queues: SQSClient, QueueName: string): Promise<string | undefined> {
  try {
    const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName }));
    return QueueUrl;
  } catch (error) {
    if (Error.isError(error) && error.name === 'QueueDoesNotExist') return undefined;
    throw error;
  }
}

async function arnOf(queues: SQSClient, QueueUrl: string): Promise<string> {
  const { Attributes } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const arn = Attributes?.['QueueArn'];
  if (arn === undefined) throw new UserError(`${whereOf()} does not say the ARN of ${QueueUrl}.`);
  return arn;
}

async function queueNames(client: SQSClient, QueueNamePrefix: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { QueueUrls = [] } of paginateListQueues({ client, pageSize: 1000 }, { QueueNamePrefix }))
    names.push(...QueueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1)));
  return names;
}

async function noMonitor(queues: SQSClient, prefix: string): Promise<UserError> {
  const ending = `-${CLOSINGS}`;
  const prefixes = (await queueNames(queues, ''))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));
  const there =
    prefixes.length === 0
      ? 'There is none at all: deploy it first, or look at the region.'
      : `There ${prefixes.length === 1 ? 'is' : 'are'} ${every(prefixes.map((name) => `"${name}"`))}: name it with --prefix.`;
  return new UserError(`No monitor with the prefix "${prefix}" is deployed at ${whereOf()}. ${there}`);
}

/** @throws UserError where it is not deployed. */
export function demandChoreography({ choreographies, prefix }: Stack, id: string): string {
  if (choreographies.includes(id)) return id;
  const known = choreographies.length === 0 ? 'none' : every(choreographies);
  throw new UserError(
    `The monitor "${prefix}" has no choreography "${id}".${didYouMean(id, choreographies)} It has ${known}.`,
  );
}
