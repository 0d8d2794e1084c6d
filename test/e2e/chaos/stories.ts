import { z } from 'zod';
import { readChoreographies } from '../../../lib/cli/choreographies.ts';
import { fileEvent } from '../../../lib/cli/event-file.ts';
import { readScenarios, type Scenario } from '../../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../../lib/cli/settings.ts';
import type { Choreography } from '../../../lib/definition/model.ts';
import { play } from '../../statemachines/play.ts';
import type { Dice } from './dice.ts';

/** An event of a story as an envelope: sent again, it is the same event, for its id is the same. */
export type Letter = {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

export type Story = {
  readonly choreography: string;
  readonly correlationId: string;
  readonly title: string;
  readonly ends: Scenario['ends'];
  readonly letters: readonly Letter[];
  /** What opens the instance. */
  readonly opening: Letter;
  /** Whether its events lead to the same end in whatever order they come. */
  readonly anyOrder: boolean;
  /** Identities of the letters that somebody is subscribed to. */
  readonly identities: readonly string[];
};

/** How many orders are tried to find out whether the order matters. */
const ORDERS = 60;

/** Those whose events lead on by themselves, whatever the time is. */
const RESTLESS = new Set(['car-journey', 'marketplace-order', 'order-fulfilment']);

/** `count` instances that live through the scenarios of the examples, again and again. */
export async function tellStories(count: number, dice: Dice): Promise<readonly Story[]> {
  const scenarios = readScenarios(CHOREOGRAPHIES).filter(({ choreography }) => RESTLESS.has(choreography));
  const choreographies = readChoreographies(CHOREOGRAPHIES).flatMap(({ choreography }) => choreography ?? []);
  const anyOrder = new Map<Scenario, boolean>();
  for (const scenario of scenarios)
    anyOrder.set(scenario, await endsInAnyOrder(scenario, byId(choreographies, scenario.choreography), dice));
  return Array.from({ length: count }, (_, number) => {
    const scenario = scenarios[number % scenarios.length];
    if (scenario === undefined) throw new Error('There are no scenarios');
    const choreography = byId(choreographies, scenario.choreography);
    return storyOf(scenario, choreography, number, anyOrder.get(scenario) === true);
  });
}

function storyOf(scenario: Scenario, choreography: Choreography, number: number, anyOrder: boolean): Story {
  const correlationId = `chaos-${number}-${scenario.correlationId}`;
  const text = JSON.stringify(scenario.events).replaceAll(scenario.correlationId, correlationId);
  const own = z.array(fileEvent).parse(JSON.parse(text));
  const letters = own.map((event, index) => letterOf(event, `${correlationId}-letter-${index}`, index));
  const opening = letters.find((letter) =>
    choreography.start.some(({ event }) => event === letter['detail-type']),
  );
  if (opening === undefined) throw new Error(`${scenario.title}: nothing opens the instance`);
  const heard = letters.filter((letter) =>
    choreography.events.some(
      ({ ignored, pattern }) => !ignored && JSON.stringify(pattern).includes(`"${letter['detail-type']}"`),
    ),
  );
  return {
    choreography: choreography.id,
    correlationId,
    title: scenario.title,
    ends: scenario.ends,
    letters,
    opening,
    anyOrder,
    identities: [...new Set(heard.map(identityOf))],
  };
}

/** A minute apart, so that their times tell their order. */
function letterOf(
  { source, detailType, detail }: Scenario['events'][number],
  id: string,
  index: number,
): Letter {
  const time = new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString();
  return { id, source, 'detail-type': detailType, time, detail };
}

/** As the examples have it: order-fulfilment's producers number their messages. */
export function identityOf({ id, detail }: Letter): string {
  const { messageId } = detail;
  return typeof messageId === 'string' ? messageId : id;
}

async function endsInAnyOrder(scenario: Scenario, choreography: Choreography, dice: Dice): Promise<boolean> {
  const timed = scenario.events.map((event, index) => ({
    ...event,
    wait: 0,
    time: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
  }));
  for (let order = 0; order < ORDERS; order += 1) {
    const { stands } = await play(choreography, { events: dice.shuffled(timed) }, scenario.correlationId);
    if (stands.status !== scenario.ends.status || stands.state !== scenario.ends.state) return false;
  }
  return true;
}

function byId(choreographies: readonly Choreography[], id: string): Choreography {
  const found = choreographies.find((choreography) => choreography.id === id);
  if (found === undefined) throw new Error(`There is no choreography ${id}`);
  return found;
}
