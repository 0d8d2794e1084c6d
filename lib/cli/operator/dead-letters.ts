import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { isoOf } from '../../projection/instants.ts';
import { parseMessage } from '../../projection/messages.ts';
import { choreographyOf, correlationIdOf } from './entries.ts';
import type { Entry } from './entries.ts';
import type { Stack } from './stack.ts';

/** A queue of dead letters, by what follows the monitor's prefix in the name of the queue they come from. */
export type DeadQueue = { readonly home: string; readonly choreography: string };

/** A message while it is looked at: hidden from others. */
export type Letter = { readonly queue: DeadQueue; readonly message: Message; readonly entry: Entry };

/** Dead letters are read by receiving them: what lies there beyond that many is not looked at. */
export const MOST_LETTERS = 100;
const HIDDEN_SECONDS = 30;

export function deadQueues({ choreographies }: Stack, of: readonly string[]): readonly DeadQueue[] {
  const all = of.length === choreographies.length;
  return [
    ...of.flatMap((choreography) =>
      ['start', 'events'].map((kind) => ({ home: `${choreography}-${kind}`, choreography })),
    ),
    // Word of executions that have ended, of whatever choreography.
    ...(all ? [{ home: 'closings', choreography: '' }] : []),
  ];
}

export async function countOf(stack: Stack, { home }: DeadQueue): Promise<number> {
  const { Attributes } = await stack.clients.queues.send(
    new GetQueueAttributesCommand({
      QueueUrl: deadUrl(stack, home),
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  return Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0);
}

/** Shows up to `MOST_LETTERS` of a queue to `use`, who says of each whether it is done with; the others are given back. */
export async function lookAt(
  stack: Stack,
  queue: DeadQueue,
  use: (letter: Letter) => Promise<'settled' | 'left'>,
): Promise<void> {
  if ((await countOf(stack, queue)) === 0) return;
  const { queues } = stack.clients;
  const left: Message[] = [];
  try {
    for (let seen = 0; seen < MOST_LETTERS;) {
      const { Messages = [] } = await queues.send(
        new ReceiveMessageCommand({
          QueueUrl: deadUrl(stack, queue.home),
          MaxNumberOfMessages: Math.min(10, MOST_LETTERS - seen),
          VisibilityTimeout: HIDDEN_SECONDS,
          // A short poll asks some of the servers only, and may find nothing where there is something.
          WaitTimeSeconds: 1,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      );
      if (Messages.length === 0) break;
      seen += Messages.length;
      for (const message of Messages) {
        left.push(message);
        if ((await use({ queue, message, entry: entryIn(message, queue) })) === 'settled') left.pop();
      }
    }
  } finally {
    await giveBack(stack, queue, left);
  }
}

/** First sent, then deleted: a crash between the two doubles it, and a double is known by its identity. */
export async function sendHome(stack: Stack, { queue, message }: Letter): Promise<void> {
  const { queues } = stack.clients;
  await queues.send(
    new SendMessageCommand({ QueueUrl: stack.queueUrlPrefix + queue.home, MessageBody: message.Body ?? '' }),
  );
  await queues.send(
    new DeleteMessageCommand({ QueueUrl: deadUrl(stack, queue.home), ReceiptHandle: message.ReceiptHandle }),
  );
}

function deadUrl({ queueUrlPrefix }: Stack, home: string): string {
  return `${queueUrlPrefix}${home}-dead`;
}

async function giveBack(stack: Stack, queue: DeadQueue, messages: readonly Message[]): Promise<void> {
  for (let from = 0; from < messages.length; from += 10)
    await stack.clients.queues.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: deadUrl(stack, queue.home),
        Entries: messages.slice(from, from + 10).map(({ ReceiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle,
          VisibilityTimeout: 0,
        })),
      }),
    );
}

const envelopeId = z.looseObject({ id: z.string(), 'detail-type': z.string() });

function entryIn(message: Message, { choreography }: DeadQueue): Entry {
  const { Attributes, Body = '', MessageId = '' } = message;
  const sentAt = Number(Attributes?.SentTimestamp ?? 0);
  const base = {
    status: 'dead',
    choreography,
    at: isoOf(sentAt),
    reason: whyDead(message),
    putBack: 0,
  } as const;
  const parsed = parseMessage(Body);
  switch (parsed.kind) {
    case 'look':
      return { ...base, ...whose(parsed.look), event: parsed.look.name, putBack: parsed.look.putBack };
    case 'deliver':
      return { ...base, ...whose(parsed.deliver), event: parsed.deliver.event?.name ?? 'an event put back' };
    case 'spread': {
      const { name: event, identity } = parsed.spread.event;
      return { ...base, event, identity };
    }
    case 'event': {
      const { id = MessageId, 'detail-type': event = 'an event' } =
        envelopeId.safeParse(parsed.envelope).data ?? {};
      return { ...base, event, identity: id, putBack: parsed.resubmitted ?? 0 };
    }
    case 'malformed':
      return { ...base, event: 'no event', identity: MessageId, reason: `${base.reason} ${parsed.message}` };
  }
}

function whose({ instance, identity }: { readonly instance: string; readonly identity: string }) {
  const correlationId = correlationIdOf(instance);
  return {
    choreography: choreographyOf(instance),
    identity,
    ...(correlationId !== undefined && { instance: correlationId }),
  };
}

/** EventBridge says why it gave up; what a function could not settle is in the function's log. */
function whyDead({ Attributes, MessageAttributes }: Message): string {
  const code = MessageAttributes?.['ERROR_CODE']?.StringValue;
  if (code !== undefined)
    return `EventBridge could not deliver it: ${code}, ${MessageAttributes?.['ERROR_MESSAGE']?.StringValue ?? ''}.`;
  const first = Number(Attributes?.ApproximateFirstReceiveTimestamp ?? 0);
  const since = first === 0 ? '' : ` since ${isoOf(first)}`;
  return `No attempt to settle it succeeded${since}; the function's log says why.`;
}
