import { describe, expect, test } from '@jest/globals';
import { readChoreographies } from '../../lib/cli/choreographies.ts';
import { interleaved } from '../../lib/cli/demonstration.ts';
import { playable, readScenarios } from '../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import { play } from './play.ts';

const files = readChoreographies(CHOREOGRAPHIES);
const scenarios = readScenarios(CHOREOGRAPHIES);

test('every choreography has scenarios, and every scenario a choreography', () => {
  expect(new Set(scenarios.map(({ choreography }) => choreography))).toEqual(
    new Set(files.map(({ choreography }) => choreography?.id)),
  );
});

describe.each(files)('$file', ({ file, choreography, problems }) => {
  const own = scenarios.filter((scenario) => scenario.choreography === choreography?.id);

  test('is named for its id, and has no problems and no warnings', () => {
    expect(problems).toEqual([]);
    expect(file.endsWith(`/${choreography!.id}.yaml`)).toBe(true);
  });

  test.each(own)('$title: ends where it says, and shows what it says', async (scenario) => {
    const { correlationId, ends, demonstrates } = scenario;
    const played = await play(choreography!, scenario, correlationId);
    expect(played.stands).toEqual(ends);
    expect([...played.correlationIds]).toContain(correlationId);
    expect(played.early > 0).toBe(demonstrates.includes('early'));
    expect(played.doubled > 0).toBe(demonstrates.includes('doubled'));
    expect(played.unexpected > 0).toBe(demonstrates.includes('unexpected'));
    if (scenario.plays === 'simulation') expect(played.overdue > 0).toBe(demonstrates.includes('overdue'));
  });

  test('what the demonstration plays has pauses of 8 seconds at most, but for deadlines that it waits for', () => {
    for (const { events, title } of playable(own)) {
      const pauses = events.map(({ wait }) => wait);
      const long = pauses.filter((wait) => wait > 8);
      expect({ title, long: long.length <= 1, longest: Math.max(...pauses) <= 45 }).toEqual({
        title,
        long: true,
        longest: true,
      });
      expect(pauses.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(100);
    }
  });
});

describe('together', () => {
  test('each scenario has an instance of its own', () => {
    const instances = scenarios.map(({ choreography, correlationId }) => `${choreography} ${correlationId}`);
    expect(new Set(instances).size).toBe(instances.length);
  });

  test('they show what there is to see', () => {
    const shown = new Set(scenarios.flatMap(({ demonstrates }) => demonstrates));
    expect([...shown].sort()).toEqual(['doubled', 'early', 'failed', 'overdue', 'unexpected']);
    expect(new Set(playable(scenarios).map(({ ends }) => ends.status))).toEqual(
      new Set(['succeeded', 'failed', 'running']),
    );
  });

  test('the demonstration lets every choreography begin within its first third', () => {
    const played = interleaved(playable(scenarios));
    expect(played).toHaveLength(playable(scenarios).length);
    const first = played.slice(0, Math.ceil(played.length / 3)).map(({ choreography }) => choreography);
    expect(new Set(first).size).toBe(files.length);
  });
});
