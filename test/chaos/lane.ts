/** One instance from its first event to rest; from its number and the seed alone. */
import { dice } from '../e2e/chaos/dice.ts';
import type { Dice } from '../e2e/chaos/dice.ts';
import type { Monitored } from './monitored.ts';
import type { Traffic } from './traffic.ts';
import { World } from './world.ts';
import type { Functions } from './world.ts';

export type Lane = { readonly number: number; readonly traffic: Traffic; readonly world: World };

export type Stage = {
  readonly monitored: ReadonlyMap<string, Monitored>;
  readonly trafficFor: (dice: Dice) => Traffic;
  readonly functions: (world: World) => Functions;
  readonly seed: number;
  /** @default as the dice have it */
  readonly roughness?: number;
};

const [HOUR, DAY] = [3_600_000, 86_400_000];
/** Calm, as it mostly is, rough, and worse than anybody has seen. */
const ROUGHNESS = [0, 1, 1, 1, 3];
/** Sweeps look once a day whether an open instance still runs. */
const REST = 26 * HOUR;

export async function live(number: number, stage: Stage): Promise<Lane> {
  const { monitored, trafficFor, functions, seed } = stage;
  // Dice of their own, so that the same traffic comes whatever becomes of it.
  const own = dice(Math.imul(seed, 1_000_003) + number);
  const traffic = trafficFor(own);
  const thrown = ROUGHNESS[own.below(ROUGHNESS.length)] ?? 0;
  const afterwards = own.chance(0.4) ? own.below(100) * DAY : 0;
  const weather = { dice: dice(own.below(2 ** 31)), roughness: stage.roughness ?? thrown };
  const world = new World(monitored, traffic.begin, weather, functions);
  const { agenda, faults } = world;
  for (const { at, envelope } of traffic.arrivals)
    agenda.in(at - traffic.begin, () => world.publish(envelope));
  const calm = traffic.end + HOUR;
  agenda.in(calm - traffic.begin, () => faults.end());
  agenda.in(calm - traffic.begin + HOUR, () => world.driveBack());
  await world.run(calm + REST + afterwards);
  return { number, traffic, world };
}
