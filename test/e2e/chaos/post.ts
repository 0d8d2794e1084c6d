/** Brings letters to the monitor, and remembers which of them were accepted. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { subscriptionOf } from '../../../lib/compiler/subscription.ts';
import { recognise } from '../../../lib/projection/event.ts';
import type { RunningMonitor } from '../running-monitor.ts';
import type { Dice } from './dice.ts';
import { envelopeOf, type Letter } from './letters.ts';
import type { Story } from './stories.ts';

export type Post = {
  send(story: Story, letter: Letter, dice: Dice): Promise<void>;
  /** Identities of the events that concern the instance. */
  acceptedOf(story: Story): ReadonlySet<string>;
  /** How many envelopes were accepted, of how many different events. */
  readonly counts: { envelopes: number; events: number };
  /** Partition and identity of what no instance is concerned by. */
  readonly nobodys: { readonly instance: string; readonly identity: string; readonly status: string }[];
  close(): void;
};

export function createPost(monitor: RunningMonitor, queues: SQSClient): Post {
  const events = new EventBridgeClient(monitor.settings);
  const accepted = new Map<Story, Set<string>>();
  const counts = { envelopes: 0, events: 0 };
  const nobodys: Post['nobodys'][number][] = [];

  const publish = async (letter: Letter): Promise<string> => {
    const { Entries: [entry] = [] } = await events.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: monitor.outputs['BusName'],
            Source: letter.source,
            DetailType: letter['detail-type'],
            Detail: JSON.stringify(letter.detail),
            Time: new Date(letter.time),
          },
        ],
      }),
    );
    if (entry?.EventId === undefined) throw new Error(`${entry?.ErrorCode}: ${entry?.ErrorMessage}`);
    return entry.EventId;
  };
  /** As the queue repeats a message: the very same envelope. */
  const enqueue = async ({ choreography }: Story, letter: Letter): Promise<void> => {
    const queue = letter.starts ? 'start' : 'events';
    await queues.send(
      new SendMessageCommand({
        QueueUrl: `${monitor.url}/000000000000/choreography-monitor-${choreography.id}-${queue}`,
        MessageBody: JSON.stringify(envelopeOf(letter)),
      }),
    );
  };
  const accept = (story: Story, identity: string): void => {
    const known = accepted.get(story) ?? new Set();
    if (!known.has(identity)) counts.events += 1;
    accepted.set(story, known.add(identity));
  };

  return {
    counts,
    nobodys,
    async send(story, letter, dice) {
      counts.envelopes += 1;
      const { id, identity } = letter;
      // Over the bus an event whose envelope makes it itself would be another one.
      if (identity !== undefined && (identity === id || dice.chance(0.2))) {
        await enqueue(story, letter);
        accept(story, identity);
        return;
      }
      const published = await publish(letter);
      if (identity !== undefined) accept(story, identity);
      else await nobody(story, { ...letter, id: published });
    },
    acceptedOf: (story) => accepted.get(story) ?? new Set(),
    close: () => events.destroy(),
  };

  async function nobody({ choreography }: Story, letter: Letter): Promise<void> {
    const envelope = envelopeOf(letter);
    const recognised = await recognise(envelope, subscriptionOf(choreography), Date.now());
    if (recognised.kind !== 'deviation') return;
    const { instance, identity, status } = recognised.row;
    counts.events += 1;
    nobodys.push({ instance, identity, status });
  }
}
