/** What the instances of a chaos live through: the scenarios of the examples, and what comes in between. */
import { z } from 'zod';
import { readChoreographies } from '../../../lib/cli/choreographies.ts';
import { fileEvent } from '../../../lib/cli/event-file.ts';
import { playable, readScenarios, type Scenario } from '../../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../../lib/cli/settings.ts';
import type { Choreography } from '../../../lib/definition/model.ts';
import { play } from '../../statemachines/play.ts';
import { diceFor, type Dice } from './dice.ts';
import { letterOf, type Letter } from './letters.ts';

export type Manner =
  /** Everything at the same moment as all others of this manner. */
  | 'at once'
  | 'shuffled'
  /** What opens it comes last, when all others are there. */
  | 'opening last'
  /** One after the other, each when the one before has been taken. */
  | 'in order';

export type Story = {
  readonly number: number;
  readonly choreography: Choreography;
  readonly correlationId: string;
  readonly title: string;
  readonly manner: Manner;
  readonly letters: readonly Letter[];
  /** Events of the vocabulary that the scenario knows nothing of. */
  readonly strangers: readonly Letter[];
  /** Sent when the story is over. */
  readonly latecomers: readonly Letter[];
  /** An event without an id, or none. */
  readonly nobodys: Letter | undefined;
  /** Where it must end; undefined where what comes, or the order in which it comes, decides. */
  readonly ends: Scenario['ends'] | undefined;
  /** Whether some come before their turn even in the scenario's own order, or have to settle. */
  readonly patient: boolean;
};

/** `count` instances that live through the scenarios of the examples, again and again. */
export async function tellStories(count: number, seed: number): Promise<readonly Story[]> {
  const choreographies = readChoreographies(CHOREOGRAPHIES).flatMap(({ choreography }) => choreography ?? []);
  // Where one waits for another to close, what the other one lives through is not told here.
  // One that goes by the clock has no time for accidents.
  const alone = playable(readScenarios(CHOREOGRAPHIES)).filter(
    ({ events }) =>
      events.every(({ publisher }) => publisher === undefined) &&
      !/\{now\+\d+s\}/.test(JSON.stringify(events)),
  );
  const byId = new Map(choreographies.map((choreography) => [choreography.id, choreography]));
  const scenarios = spread(alone, diceFor(seed, 'scenarios'));
  const known = new Map<Scenario, Promise<boolean>>();
  return Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const scenario = scenarios[number % scenarios.length];
      const choreography = byId.get(scenario?.choreography ?? '');
      if (scenario === undefined || choreography === undefined) throw new Error('There are no scenarios');
      const patient = known.get(scenario) ?? isPatient(scenario, choreography);
      known.set(scenario, patient);
      const others = alone.filter(
        (other) => other.choreography === scenario.choreography && other !== scenario,
      );
      return tell({
        scenario,
        others,
        choreography,
        number,
        dice: diceFor(seed, `story ${number}`),
        patient: await patient,
      });
    }),
  );
}

/** In any order, but every choreography is there as early as it can be. */
function spread(scenarios: readonly Scenario[], dice: Dice): readonly Scenario[] {
  const groups = [...Map.groupBy(dice.shuffled(scenarios), ({ choreography }) => choreography).values()];
  const rounds = Math.max(...groups.map((group) => group.length));
  return Array.from({ length: rounds }, (_, round) => groups.flatMap((group) => group[round] ?? [])).flat();
}

async function isPatient(scenario: Scenario, choreography: Choreography): Promise<boolean> {
  const { early } = await play(choreography, scenario, scenario.correlationId);
  return early > 0 || choreography.events.some(({ settle }) => settle > 0);
}

type Telling = {
  readonly patient: boolean;
  readonly scenario: Scenario;
  readonly others: readonly Scenario[];
  readonly choreography: Choreography;
  readonly number: number;
  readonly dice: Dice;
};

async function tell(telling: Telling): Promise<Story> {
  const { choreography, dice, number, patient, scenario } = telling;
  // Of a composite id the first part is enough.
  const [first = '', ...rest] = scenario.correlationId.split('|');
  const correlationId = [`chaos-${number}-${first}`, ...rest].join('|');
  const letters = await lettersOf(scenario, telling, { correlationId, of: 'letter' });
  const openings = letters.filter(({ starts }) => starts);
  if (openings.length === 0) throw new Error(`${scenario.title}: nothing opens the instance`);
  const opensOnce = new Set(openings.map(({ identity }) => identity)).size === 1;
  const manner = mannerOf(dice, opensOnce);
  const strangers = dice.chance(0.3) ? await strangersTo(telling, correlationId, 'stranger', letters) : [];
  const latecomers = dice.chance(0.4) ? await strangersTo(telling, correlationId, 'latecomer', letters) : [];
  const [some] = dice.shuffled(letters);
  // Where seconds decide which one goes first, faults decide it too.
  const isTimed = choreography.events.some(({ settle }) => settle > 0);
  const isFaithful = strangers.length === 0 && !isTimed && manner === 'in order';
  return {
    ...{ number, choreography, correlationId, title: scenario.title, manner, letters, strangers, patient },
    latecomers: [...latecomers, ...(dice.chance(0.3) ? dice.shuffled(letters).slice(0, 1) : [])],
    nobodys:
      some !== undefined && dice.chance(0.2)
        ? { ...some, id: `chaos-${number}-nobody`, detail: {} }
        : undefined,
    ends: isFaithful ? scenario.ends : undefined,
  };
}

function mannerOf(dice: Dice, opensOnce: boolean): Manner {
  if (dice.chance(0.35)) return 'in order';
  if (dice.chance(0.35)) return 'at once';
  return opensOnce && dice.chance(0.45) ? 'opening last' : 'shuffled';
}

/** Their times tell their order. */
async function lettersOf(
  scenario: Scenario,
  { choreography, number }: Telling,
  as: { readonly correlationId: string; readonly of: string },
): Promise<readonly Letter[]> {
  const [first = ''] = scenario.correlationId.split('|');
  const own = `chaos-${number}-${first}`;
  const text = JSON.stringify(scenario.events).replaceAll(first, own);
  const events = z.array(fileEvent).parse(JSON.parse(text));
  const letters: Letter[] = [];
  let at = Math.floor(Date.now() / 1000) * 1000;
  for (const [index, event] of events.entries()) {
    const id = `chaos-${number}-${as.of}-${index}`;
    const time = at + index * 1000;
    letters.push(await letterOf({ choreography, correlationId: as.correlationId, event, id, at, time }));
    at += event.wait * 1000;
  }
  return letters;
}

/** Up to three from other scenarios of the same choreography, told of this instance. */
async function strangersTo(
  telling: Telling,
  correlationId: string,
  of: string,
  letters: readonly Letter[],
): Promise<readonly Letter[]> {
  const { dice, others } = telling;
  const [other] = dice.shuffled(others);
  if (other === undefined) return [];
  const [first = ''] = correlationId.split('|');
  const [ownFirst = ''] = first.split(/(?<=^chaos-\d+-)/).slice(1);
  const known = new Set(letters.map(({ identity }) => identity));
  const renamed = {
    ...other,
    correlationId: ownFirst,
    events: z
      .array(fileEvent)
      .parse(
        JSON.parse(
          JSON.stringify(other.events).replaceAll(other.correlationId.split('|')[0] ?? '', ownFirst),
        ),
      ),
  };
  const strange = await lettersOf(renamed, telling, { correlationId, of });
  return dice
    .shuffled(strange)
    .filter(({ identity }) => identity !== undefined && !known.has(identity))
    .slice(0, 1 + dice.below(3));
}
