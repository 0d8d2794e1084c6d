import { describe, expect, test } from '@jest/globals';
import { detailAt } from '../../lib/cli/dated.ts';
import { readChoreographies } from '../../lib/cli/choreographies.ts';
import { readScenarios } from '../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import { after, event, fail, given, type Answer } from '../../lib/testing/index.ts';
import type { Json } from '../../lib/local/service.ts';

const choreographies = new Map(
  readChoreographies(CHOREOGRAPHIES).flatMap(({ choreography }) =>
    choreography === undefined ? [] : [[choreography.id, choreography] as const],
  ),
);
const BEGIN = Date.parse('2026-01-01T00:00:00Z');

describe.each([...choreographies])('%s', (id, choreography) => {
  const scenarios = readScenarios(CHOREOGRAPHIES).filter((each) => each.choreography === id);

  test.each(scenarios)('$title', async ({ events, tasks, correlationId, ends }) => {
    const story = given(choreography);
    for (const [state, answers] of Object.entries(tasks))
      story.mock(
        state,
        answers.map(({ result, error, cause }): Answer =>
          error === undefined ? ((result ?? null) as Json) : fail(error, cause ?? ''),
        ),
      );
    let at = BEGIN;
    for (const { source, detailType, time, wait, ...told } of events) {
      const detail = detailAt(told, at);
      story.when(event({ source, 'detail-type': detailType, detail, ...(time !== undefined && { time }) }));
      if (wait > 0) story.when(after(`PT${Math.max(1, Math.round(wait))}S`));
      at += Math.max(wait > 0 ? 1 : 0, Math.round(wait)) * 1000;
    }
    // Until all that is held has had its turn.
    if ((await story.seen({ id: correlationId })).held.length > 0) story.when(after('6m'));
    const { status, states } = await story.seen({ id: correlationId });
    const [state] = states;
    expect({ status, ...(ends.state !== undefined && { state }) }).toEqual(ends);
  });
});
