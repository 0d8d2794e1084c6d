import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { dice, type Dice } from './chaos/dice.ts';
import { mortalAssembly } from './chaos/mortal-assembly.ts';
import { executionName } from '../../lib/projection/execution.ts';
import { after, tellStories, type Letter, type Story } from './chaos/stories.ts';
import { eventually, startForTest, type RunningMonitor } from './running-monitor.ts';

/** `CHAOS_INSTANCES=500 CHAOS_SEED=7` for a longer one. */
const INSTANCES = Number(process.env['CHAOS_INSTANCES'] ?? 48);
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
      const { correlationId, ends, identities, held } = story;
      const choreography = story.choreography.id;
      const answer = await eventually(
        async () => ({
          stands: await monitor.standingOf(choreography, correlationId),
          events: await eventsOf(story),
        }),
        ({ stands, events }) =>
          stands.status === ends.status &&
          stands.state === ends.state &&
          events.length === identities.length &&
          events.every(({ status }) => status !== 'sent') &&
          events.filter(({ status }) => status === 'held').length <= held,
        SECONDS,
      );
      const consumed = answer.events.filter(({ status }) => status === 'consumed');
      for (const event of answer.events)
        if (event.status !== 'consumed' && event.status !== 'held')
          expect(event).toMatchObject({ reason: expect.stringMatching(/\w/) });
      expect(answer.events.map(({ identity }) => identity).sort()).toEqual([...identities].sort());

      const taken = await takenBy(story);
      expect(taken).toEqual([...new Set(taken)]);
      expect([...taken].sort()).toEqual(consumed.map(({ identity }) => identity).sort());
      // The semantics come to the same by what was delivered, and by what was refused.
      const refused = answer.events.flatMap(({ identity, failed }) => (failed ? [identity] : []));
      const { status, state = '' } = await after(story, [...taken, ...refused]);
      expect(status).toBe(answer.stands.status);
      expect(state.split(', ')).toContain(answer.stands.state);
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
  const { letters, anyOrder, patient } = story;
  const openings = letters.filter(({ starts }) => starts);
  const others = letters.filter(({ starts }) => !starts);
  const opensOnce = new Set(openings.map(({ identity }) => identity)).size === 1;
  if (anyOrder && own.chance(0.6)) {
    await inBursts(story, own, own.shuffled(withRepeats(letters, own)));
  } else if (opensOnce && own.chance(0.5)) {
    await inBursts(story, own, own.shuffled(withRepeats(others, own)));
    const early = new Set(others.flatMap(({ identity }) => identity ?? []));
    await eventually(
      () => eventsOf(story),
      (events) => events.length >= early.size,
      SECONDS,
    );
    await inBursts(story, own, withRepeats(openings.slice(0, 1), own));
  } else {
    for (const [index, letter] of letters.entries()) {
      await inBursts(story, own, withRepeats(letters.slice(0, index + 1), own, 0.15).concat(letter));
      const { identity: wanted } = letter;
      if (wanted === undefined) continue;
      // Early ones are held: where any order will do, or until the opening has come.
      const held = patient || anyOrder || !letters.slice(0, index + 1).some(({ starts }) => starts);
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
async function send({ choreography }: Story, own: Dice, letter: Letter): Promise<void> {
  const { starts, identity, ...envelope } = letter;
  const { id, source, 'detail-type': detailType, time, detail } = envelope;
  if (identity === undefined || (identity !== id && own.chance(0.8))) {
    await monitor.publish({ source, detailType, detail, time });
    return;
  }
  const queue = starts ? 'start' : 'events';
  await queues.send(
    new SendMessageCommand({
      QueueUrl: `${monitor.url}/000000000000/choreography-monitor-${choreography.id}-${queue}`,
      MessageBody: JSON.stringify({
        version: '0',
        account: '000000000000',
        region: 'us-east-1',
        resources: [],
        ...envelope,
      }),
    }),
  );
}

async function eventsOf({ choreography, correlationId }: Story) {
  const rows = await monitor.rowsOf(choreography.id, correlationId);
  return rows
    .filter(({ key }) => String(key).startsWith('EVENT#'))
    .map(({ key, status, reason, waitHash }) => ({
      identity: String(key).slice('EVENT#'.length),
      status: String(status),
      reason,
      /** It has failed the instance. */
      failed: status === 'unexpected' && waitHash !== undefined,
    }));
}

const started = z.object({ event: z.object({ identity: z.string() }) });
/** Of a decision, or of a task, there is none. */
const delivered = z.object({ identity: z.string().optional() });

/** The identities of the events that moved the instance, run after run, as the histories tell. */
async function takenBy({ choreography: { id }, correlationId }: Story): Promise<readonly string[]> {
  const executions = new Set((await monitor.executionsOf(id)).map(({ name }) => name));
  const taken: string[] = [];
  for (let run = 1; executions.has(executionName(correlationId, run)); run += 1)
    taken.push(...takenIn(await monitor.historyOf(id, executionName(correlationId, run))));
  return taken;
}

function takenIn(history: readonly HistoryEvent[]): readonly string[] {
  return history.flatMap(({ type, executionStartedEventDetails, taskSucceededEventDetails }) => {
    if (type === 'ExecutionStarted')
      return [started.parse(JSON.parse(executionStartedEventDetails?.input ?? '{}')).event.identity];
    if (type !== 'TaskSucceeded') return [];
    return delivered.parse(JSON.parse(taskSucceededEventDetails?.output ?? '{}')).identity ?? [];
  });
}

async function deadLetters(): Promise<readonly string[]> {
  const choreographies = new Set(stories.map(({ choreography }) => choreography.id));
  const names = [...choreographies].flatMap((id) => [`${id}-start-dead`, `${id}-events-dead`]);
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
