import { readChoreographies } from '../../cli/choreographies.ts';
import { interleaved } from '../../cli/demonstration.ts';
import { playable, readScenarios } from '../../cli/scenarios.ts';
import { JOURNEYS, journeys } from './journeys.ts';
import { refusals } from './refusals.ts';
import { scenarioStory } from './scenario.ts';
import type { Story } from './story.ts';

/**
 * What is played with a folder of choreographies: each of its scenarios that takes no days, what goes wrong between
 * services, and what is refused. `only`: those whose title has the text.
 */
export function storiesOf(folder: string, only = ''): readonly Story[] {
  const choreographies = new Map(
    readChoreographies(folder).flatMap(({ choreography }) =>
      choreography === undefined ? [] : [[choreography.id, choreography] as const],
    ),
  );
  const scenarios = interleaved(playable(readScenarios(folder))).flatMap((scenario) => {
    const choreography = choreographies.get(scenario.choreography);
    return choreography === undefined ? [] : [scenarioStory(scenario, choreography)];
  });
  const cars = choreographies.has(JOURNEYS) ? journeys : [];
  return [refusals, ...scenarios, ...cars].filter(({ title }) => title.includes(only));
}
