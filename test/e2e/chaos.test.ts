import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { dice, type Dice } from './chaos/dice.ts';
import { mortalAssembly } from './chaos/mortal-assembly.ts';
import { identityOf, tellStories, type Letter, type Story } from './chaos/stories.ts';
import { eventually, startForTest, type RunningMonitor } from './running-monitor.ts';

/** `CHAOS_INSTANCES=500 CHAOS_SEED=7` for a longer one. */
const INSTANCES = Number(process.env['CHAOS_INSTANCES'] ?? 36);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);
/** Generous: what was cut off comes again seconds later, maybe several times. */
const SECONDS = 60 + INSTANCES / 2;
const AT_ONCE = 40;

const stories = await tellStories(INSTANCES, dice(SEED));

let monitor: RunningMonitor;
let queues: SQSClient;
let assembly: Awaited<ReturnType<typeof mortalAssembly>>;
beforeAll(async () => {
  assembly = await mortalAssembly();
  monitor = await startForTest(assembly);
  queues = new SQSClient(monitor.settings);
});
afterAll(async () => {
  queues.destroy();
  await monitor.stop();
  assembly.remove();
});

describe('with functions that die, and events that come early, in bursts and again', () => {
  const lived = new Map<Story, Promise<unknown>>();
  beforeAll(() => {
    const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
    for (const [number, story] of stories.entries()) {
      const before = lanes[number % AT_ONCE];
      const life = Promise.resolve(before).then(() => live(story, dice(SEED * 1000 + number)));
      lived.set(story, life);
      // What went wrong is told by the story's own test.
      lanes[number % AT_ONCE] = life.catch(() => undefined);
    }
  });

  test.each(stories.map((story) => [story.correlationId, story] as const))(
    '%s ends where its scenario says, with every event accounted for',
    async (_, story) => {
      await lived.get(story);
      const { choreography, correlationId, ends, identities } = story;
      const answer = await eventually(
        async () => ({
          stands: await monitor.standingOf(choreography, correlationId),
          events: await eventsOf(story),
        }),
        ({ stands, events }) =>
          stands.status === ends.status &&
          stands.state === ends.state &&
          events.length === identities.length &&
          events.every(({ status }) => status !== 'held' && status !== 'sent'),
        SECONDS,
      );
      const consumed = answer.events.filter(({ status }) => status === 'consumed');
      for (const event of answer.events)
        if (event.status !== 'consumed') expect(event).toMatchObject({ reason: expect.stringMatching(/\w/) });
      expect(answer.events.map(({ identity }) => identity).sort()).toEqual([...identities].sort());

      const executions = await monitor.executionsOf(choreography);
      const own = executions.filter(({ name }) => name === correlationId);
      expect(own).toHaveLength(1);
      const taken = takenIn(await monitor.historyOf(choreography, correlationId));
      expect(taken).toEqual([...new Set(taken)]);
      expect([...taken].sort()).toEqual(consumed.map(({ identity }) => identity).sort());
    },
    // A story may have waited for one or two before it, and its own steps each have their time.
    5 * SECONDS * 1000,
  );

  test('no message was given up', async () => {
    const letters = await deadLetters();
    expect(letters).toEqual([]);
  });
});

/** Brings the events of one instance: in any order, or held until the opening comes, or one after the other. */
async function live(story: Story, own: Dice): Promise<void> {
  const { letters, opening, anyOrder } = story;
  const others = letters.filter((letter) => letter !== opening);
  if (anyOrder && own.chance(0.6)) {
    await inBursts(story, own, own.shuffled(withRepeats(letters, own)));
  } else if (own.chance(0.5)) {
    await inBursts(story, own, own.shuffled(withRepeats(others, own)));
    const early = new Set(others.map(identityOf).filter((identity) => story.identities.includes(identity)));
    early.delete(identityOf(opening));
    await eventually(
      () => eventsOf(story),
      (events) => events.length >= early.size,
      SECONDS,
    );
    await inBursts(story, own, withRepeats([opening], own));
  } else {
    for (const [index, letter] of letters.entries()) {
      await inBursts(story, own, withRepeats(letters.slice(0, index + 1), own, 0.15).concat(letter));
      const wanted = identityOf(letter);
      if (!story.identities.includes(wanted)) continue;
      // Early ones are held: where any order will do, or until the opening has come.
      const held = story.anyOrder || !letters.slice(0, index + 1).includes(opening);
      await eventually(
        () => eventsOf(story),
        (events) =>
          events.some(
            ({ identity, status }) => identity === wanted && status !== 'sent' && (held || status !== 'held'),
          ),
        SECONDS,
      );
    }
  }
}

/** Each once, and some up to three times. */
function withRepeats(letters: readonly Letter[], own: Dice, probability = 0): readonly Letter[] {
  if (probability > 0) return letters.filter(() => own.chance(probability));
  return letters.flatMap((letter) =>
    Array.from({ length: own.chance(0.4) ? 2 + own.below(2) : 1 }, () => letter),
  );
}

async function inBursts(story: Story, own: Dice, letters: readonly Letter[]): Promise<void> {
  const rest = [...letters];
  while (rest.length > 0) {
    await Promise.all(rest.splice(0, 1 + own.below(8)).map((letter) => send(story, own, letter)));
    if (own.chance(0.5)) await sleep(own.below(120));
  }
}

/** Over the bus where a new envelope is still the same event; else as the queue repeats a message. */
async function send({ choreography, opening, identities }: Story, own: Dice, letter: Letter): Promise<void> {
  const { id, source, 'detail-type': detailType, time, detail } = letter;
  const heard = identities.includes(identityOf(letter));
  if (!heard || (identityOf(letter) !== id && own.chance(0.8))) {
    await monitor.publish({ source, detailType, detail, time });
    return;
  }
  const queue = letter['detail-type'] === opening['detail-type'] ? 'start' : 'events';
  await queues.send(
    new SendMessageCommand({
      QueueUrl: `${monitor.url}/000000000000/choreography-monitor-${choreography}-${queue}`,
      MessageBody: JSON.stringify({
        version: '0',
        account: '000000000000',
        region: 'us-east-1',
        resources: [],
        ...letter,
      }),
    }),
  );
}

async function eventsOf({ choreography, correlationId }: Story) {
  const rows = await monitor.rowsOf(choreography, correlationId);
  return rows
    .filter(({ key }) => String(key).startsWith('EVENT#'))
    .map(({ key, status, reason }) => ({
      identity: String(key).slice('EVENT#'.length),
      status: String(status),
      reason,
    }));
}

const started = z.object({ event: z.object({ identity: z.string() }) });
const delivered = z.object({ identity: z.string() });

/** The identities of the events that moved the execution, as its history tells. */
function takenIn(history: readonly HistoryEvent[]): readonly string[] {
  return history.flatMap(({ type, executionStartedEventDetails, taskSucceededEventDetails }) => {
    if (type === 'ExecutionStarted')
      return [started.parse(JSON.parse(executionStartedEventDetails?.input ?? '{}')).event.identity];
    if (type !== 'TaskSucceeded') return [];
    return [delivered.parse(JSON.parse(taskSucceededEventDetails?.output ?? '{}')).identity];
  });
}

async function deadLetters(): Promise<readonly string[]> {
  const names = ['car-journey', 'marketplace-order', 'order-fulfilment'].flatMap((id) => [
    `${id}-start-dead`,
    `${id}-events-dead`,
  ]);
  return Promise.all(
    [...names, 'closings-dead', 'waits-dead', 'notices-dead'].map((name) =>
      bodyIn(`choreography-monitor-${name}`),
    ),
  ).then((bodies) => bodies.flat());
}

async function bodyIn(queue: string): Promise<readonly string[]> {
  const { Messages } = await queues.send(
    new ReceiveMessageCommand({ QueueUrl: `${monitor.url}/000000000000/${queue}`, MaxNumberOfMessages: 10 }),
  );
  return (Messages ?? []).map(({ Body }) => `${queue}: ${Body ?? ''}`);
}
