import { z } from 'zod';
import { readChoreographies } from '../../../lib/cli/choreographies.ts';
import { detailAt } from '../../../lib/cli/dated.ts';
import { fileEvent, type FileEvent } from '../../../lib/cli/event-file.ts';
import { playable, readScenarios, type Scenario } from '../../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../../lib/cli/settings.ts';
import { simulate } from '../../../lib/cli/simulation.ts';
import { subscriptionOf } from '../../../lib/compiler/subscription.ts';
import type { Choreography } from '../../../lib/definition/model.ts';
import { recognise } from '../../../lib/projection/event.ts';
import { play, type Played } from '../../statemachines/play.ts';
import type { Dice } from './dice.ts';

/** An event of a story as an envelope: sent again, it is the same event, for its id is the same. */
export type Letter = {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** As the choreography has it; absent where the event is not for this instance. */
  readonly identity?: string;
  readonly starts: boolean;
};

export type Story = {
  readonly choreography: Choreography;
  readonly correlationId: string;
  readonly title: string;
  readonly ends: Scenario['ends'];
  readonly letters: readonly Letter[];
  /** Whether its events lead to the same end in whatever order they come. */
  readonly anyOrder: boolean;
  /** How many events stay held in the end. */
  readonly held: number;
  /** Whether some come before their turn even in the scenario's own order, or have to settle. */
  readonly patient: boolean;
  /** Of the letters that concern the instance. */
  readonly identities: readonly string[];
};

/** How many orders are tried to find out whether the order matters. */
const ORDERS = 40;

/** `count` instances that live through the scenarios of the examples, again and again. */
export async function tellStories(count: number, dice: Dice): Promise<readonly Story[]> {
  const choreographies = readChoreographies(CHOREOGRAPHIES).flatMap(({ choreography }) => choreography ?? []);
  // Where one waits for another to close, what the other one lives through is not told here.
  // One that goes by the clock has no time for accidents.
  const alone = playable(readScenarios(CHOREOGRAPHIES)).filter(
    ({ events }) =>
      events.every(({ publisher }) => publisher === undefined) &&
      !/\{now\+\d+s\}/.test(JSON.stringify(events)),
  );
  const scenarios = dice.shuffled(alone);
  const known = new Map<Scenario, Promise<Known>>();
  return Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const scenario = scenarios[number % scenarios.length];
      if (scenario === undefined) throw new Error('There are no scenarios');
      const choreography = byId(choreographies, scenario.choreography);
      const about = known.get(scenario) ?? learn(scenario, choreography, dice);
      known.set(scenario, about);
      return { ...(await storyOf(scenario, choreography, number)), ...(await about) };
    }),
  );
}

type Known = Pick<Story, 'anyOrder' | 'held' | 'patient'>;

async function learn(scenario: Scenario, choreography: Choreography, dice: Dice): Promise<Known> {
  const { correlationId } = scenario;
  const { instances } = await simulate(choreography, scenario);
  const life = instances.find((instance) => instance.correlationId === correlationId)?.life;
  const { early } = await play(choreography, scenario, correlationId);
  return {
    held: life?.held.length ?? 0,
    patient: early > 0 || choreography.events.some(({ settle }) => settle > 0),
    anyOrder: await endsInAnyOrder(scenario, choreography, dice),
  };
}

async function storyOf(
  scenario: Scenario,
  choreography: Choreography,
  number: number,
): Promise<Omit<Story, keyof Known>> {
  // Of a composite id the first part is enough.
  const [first = '', ...rest] = scenario.correlationId.split('|');
  const own = `chaos-${number}-${first}`;
  const correlationId = [own, ...rest].join('|');
  const events = z.array(fileEvent).parse(JSON.parse(JSON.stringify(scenario.events).replaceAll(first, own)));
  const letters: Letter[] = [];
  let at = Date.now();
  for (const [index, event] of events.entries()) {
    letters.push(await letterOf({ choreography, correlationId, event, index, at }));
    at += event.wait * 1000;
  }
  if (!letters.some(({ starts }) => starts)) throw new Error(`${scenario.title}: nothing opens the instance`);
  return {
    choreography,
    correlationId,
    title: scenario.title,
    ends: scenario.ends,
    letters,
    identities: [...new Set(letters.flatMap(({ identity }) => identity ?? []))],
  };
}

/** Their times tell their order; what a detail says of time is as in the scenario. */
async function letterOf(of: {
  choreography: Choreography;
  correlationId: string;
  event: FileEvent;
  index: number;
  at: number;
}): Promise<Letter> {
  const { choreography, correlationId, event, index, at } = of;
  const envelope = {
    version: '0',
    id: `${correlationId}-letter-${index}`,
    source: event.source,
    'detail-type': event.detailType,
    account: '000000000000',
    region: 'us-east-1',
    resources: [],
    time: new Date(at + index * 1000).toISOString(),
    detail: detailAt(event, at),
  };
  const subscription = subscriptionOf(choreography);
  const recognised = await recognise(envelope, subscription, at);
  const concerning = recognised.kind === 'events' ? recognised.events : [];
  const own = concerning.find(({ instance }) => instance === `${choreography.id}#${correlationId}`)?.event;
  return {
    ...{ id: envelope.id, source: event.source, time: envelope.time, detail: envelope.detail },
    'detail-type': event.detailType,
    ...(own !== undefined && { identity: own.identity }),
    starts: own !== undefined && subscription.start.some((handler) => handler.event === own.name),
  };
}

async function endsInAnyOrder(scenario: Scenario, choreography: Choreography, dice: Dice): Promise<boolean> {
  const begin = Date.UTC(2026, 0, 1);
  let waited = 0;
  const timed = scenario.events.map((event, index) => {
    const detail = detailAt(event, begin + waited);
    waited += event.wait * 1000;
    return { ...event, detail, wait: 0, time: new Date(begin + index * 60_000).toISOString() };
  });
  for (let order = 0; order < ORDERS; order += 1) {
    const { stands } = await play(choreography, { events: dice.shuffled(timed) }, scenario.correlationId);
    if (stands.status !== scenario.ends.status || stands.state !== scenario.ends.state) return false;
  }
  return true;
}

/** Where the semantics stand after what the instance has taken, one after the other, in the order in which it took it. */
export async function after(story: Story, taken: readonly string[]): Promise<Played['stands']> {
  const events = taken.flatMap((identity): FileEvent[] => {
    const letter = story.letters.find((candidate) => candidate.identity === identity);
    if (letter === undefined) throw new Error(`${story.correlationId} took ${identity}, which nobody sent`);
    const { source, 'detail-type': detailType, detail, time } = letter;
    return [{ source, detailType, detail, time, wait: 10 }];
  });
  const { stands } = await play(story.choreography, { events }, story.correlationId);
  return stands;
}

function byId(choreographies: readonly Choreography[], id: string): Choreography {
  const found = choreographies.find((choreography) => choreography.id === id);
  if (found === undefined) throw new Error(`There is no choreography ${id}`);
  return found;
}
