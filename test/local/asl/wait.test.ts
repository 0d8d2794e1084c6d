import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../lib/local/service.ts';
import { outputOf, play } from './play.ts';

const waiting = (fields: { readonly [field: string]: Json }): Json => ({
  StartAt: 'W',
  States: { W: { Type: 'Wait', End: true, ...fields } },
});

describe('a Wait', () => {
  test.each<[string, { readonly [field: string]: Json }, number]>([
    ['Seconds', { Seconds: 10 }, 10],
    ['SecondsPath', { SecondsPath: '$.s' }, 5],
    ['Timestamp', { Timestamp: '2026-01-01T00:01:00Z' }, 60],
    ['Timestamp to its second', { Timestamp: '2026-01-01T00:01:00.9Z' }, 60],
    ['TimestampPath', { TimestampPath: '$.t' }, 90],
    ['Seconds in JSONata', { QueryLanguage: 'JSONata', Seconds: '{% $states.input.s * 2 %}' }, 10],
    ['Timestamp in JSONata', { QueryLanguage: 'JSONata', Timestamp: '{% $states.input.t %}' }, 90],
    ['more than a timer can hold', { Seconds: 99_999_999 }, 99_999_999],
  ])('by %s', async (_, fields, seconds) => {
    const played = await play(waiting(fields), { input: { s: 5, t: '2026-01-01T01:01:30+01:00' } });
    const start = played.clock.now();
    await played.by(seconds - 0.001);
    expect(played.execution.status).toBe('RUNNING');
    await played.by(0.001);
    expect(played.execution.status).toBe('SUCCEEDED');
    expect(played.execution.stoppedAt).toBe(start + seconds * 1000);
  });

  test('for an instant that is past does not wait', async () => {
    const played = await play(waiting({ Timestamp: '2016-03-05T21:29:29.243167252Z' }));
    expect(played.types).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'WaitStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test.each<[string, Json]>([
    ['cannot be parsed as a long value: $.s == 1.5', 1.5],
    ['references a negative value: $.s == -1', -1],
    ['cannot be parsed as a long value: $.s == 5', '5'],
  ])('whose SecondsPath %s fails', async (message, s) => {
    expect(await outputOf({ Type: 'Wait', SecondsPath: '$.s' }, { s })).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: `An error occurred while executing the state 'S' (entered at the event id #2). The SecondsPath parameter ${message}`,
    });
  });

  test.each<[string, number]>([
    ['must be a non-negative integer', -1],
    ['must be a non-negative integer', 1.5],
    ['must be at most 99999999', 100_000_000],
  ])('whose Seconds in JSONata %s fails', async (message, s) => {
    const state = { Type: 'Wait', QueryLanguage: 'JSONata', Seconds: '{% $states.input.s %}' };
    expect(await outputOf(state, { s })).toEqual({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: `An error occurred while executing the state 'S' (entered at the event id #2). The Seconds field ${message}, but was: ${s}`,
    });
  });

  test('ends with the time limit of its machine', async () => {
    const played = await play({ TimeoutSeconds: 3, ...(waiting({ Seconds: 10 }) as object) });
    expect((await played.toEnd()).end).toEqual({ status: 'TIMED_OUT' });
    expect(played.types.slice(-1)).toEqual(['ExecutionTimedOut']);
  });

  test('goes on in another process', async () => {
    const played = await play(waiting({ Seconds: 10 }));
    await played.restart();
    await played.toEnd();
    expect(played.execution.status).toBe('SUCCEEDED');
  });
});

describe('the engine', () => {
  test('stops a loop at event 25,000', async () => {
    const played = await play({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Next: 'B' },
        B: { Type: 'Choice', Choices: [{ Variable: '$.end', IsPresent: true, Next: 'C' }], Default: 'A' },
        C: { Type: 'Succeed' },
      },
    });
    await played.player.idle();
    expect(played.end).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    expect(played.execution.history).toHaveLength(25_000);
    expect(played.types.at(-1)).toBe('ExecutionFailed');
  });
});
