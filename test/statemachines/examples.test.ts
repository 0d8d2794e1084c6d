import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScenarios } from '../../lib/cli/scenarios.ts';
import { parseDefinition } from '../../lib/definition/parse.ts';
import { play, transitionsOf } from './play.ts';

const folder = join(import.meta.dirname, '../../statemachines');
const ids = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''));
const scenarios = readScenarios(folder);
const parse = (id: string) => parseDefinition(readFileSync(join(folder, `${id}.yaml`), 'utf8'));

describe.each(ids)('%s', (id) => {
  const { choreography, problems } = parse(id);
  const own = scenarios.filter((scenario) => scenario.choreography === id);

  test('has no problems and no warnings', () => {
    expect(problems).toEqual([]);
    expect(choreography?.id).toBe(id);
  });

  test.each(own)('$title: ends where it says', async ({ correlationId, events, ends, demonstrates }) => {
    const played = await play(choreography!, events);
    expect(played.stands).toEqual(ends);
    expect([...played.correlationIds]).toEqual([correlationId]);
    expect(played.early > 0).toBe(demonstrates.includes('early'));
    expect(played.doubled > 0).toBe(demonstrates.includes('doubled'));
    expect(played.unexpected > 0).toBe(demonstrates.includes('unexpected'));
  });

  test('its scenarios take every transition that events cause', async () => {
    const taken = new Set<string>();
    for (const { events } of own) {
      for (const transition of (await play(choreography!, events)).transitions) taken.add(transition);
    }
    expect(transitionsOf(choreography!).filter((transition) => !taken.has(transition))).toEqual([]);
  });

  test('its scenarios fit into a demonstration: pauses of 1 to 8 seconds, 100 at most', () => {
    for (const { events, title } of own) {
      const pauses = events.map(({ wait }) => wait);
      expect({ title, shortest: Math.min(...pauses) >= 1, longest: Math.max(...pauses) <= 8 }).toEqual({
        title,
        shortest: true,
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
    expect(new Set(scenarios.map(({ ends }) => ends.status))).toEqual(
      new Set(['succeeded', 'failed', 'running']),
    );
  });

  test('the overdue one waits for its payment, which is due after 30 seconds', () => {
    const overdue = scenarios.filter(({ demonstrates }) => demonstrates.includes('overdue'));
    expect(overdue.map(({ choreography, ends }) => [choreography, ends.state])).toEqual([
      ['order-fulfilment', 'Waiting for payment'],
    ]);
    const waiting = parse('order-fulfilment').choreography?.states.find(
      ({ name }) => name === 'Waiting for payment',
    );
    expect(waiting).toMatchObject({ due: 30_000 });
  });
});
