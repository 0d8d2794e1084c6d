import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readChoreographies } from '../../lib/cli/choreographies.ts';
import { interleaved } from '../../lib/cli/demonstration.ts';
import { playable, readScenarios, type Scenario } from '../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import { playScenario } from '../../lib/elsewhere/stories/scenario.ts';
import { eventually, reachForTest, type ReachedMonitor } from './running-monitor.ts';

/** Pauses between events are divided by this; what matters is their order. */
const SPEED = 5;
const AT_ONCE = 50;

const choreographies = new Map(
  readChoreographies(CHOREOGRAPHIES).flatMap(({ choreography }) =>
    choreography === undefined ? [] : [[choreography.id, choreography] as const],
  ),
);

let monitor: ReachedMonitor;
beforeAll(async () => {
  monitor = await reachForTest('examples');
});
afterAll(() => monitor.stop());

describe('each scenario of the examples ends where it says', () => {
  const scenarios = playable(readScenarios(CHOREOGRAPHIES));
  const played = new Map<Scenario, Promise<void>>();
  beforeAll(() => {
    const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
    for (const [number, scenario] of interleaved(scenarios).entries()) {
      const playing = Promise.resolve(lanes[number % AT_ONCE]).then(() => play(scenario));
      played.set(scenario, playing);
      // What goes wrong is told by the scenario's own test.
      lanes[number % AT_ONCE] = playing.catch(() => undefined);
    }
  });

  test.each(scenarios)('$choreography: $title', async (scenario) => {
    await played.get(scenario);
    const { choreography, correlationId, ends } = scenario;
    const standing = await eventually(
      () => monitor.standingOf(choreography, correlationId),
      ({ status, state }) => status === ends.status && state === ends.state,
    );
    expect(standing).toEqual(ends);
  });
});

function play(scenario: Scenario): Promise<void> {
  const peculiarities = { account: '', region: '', prefix: '', table: '' };
  const stage = {
    monitored: monitor,
    peculiarities,
    patience: 90,
    speed: SPEED,
    signal: new AbortController().signal,
  };
  return playScenario(stage, scenario, choreographies.get(scenario.choreography)!);
}
