import { expect, test } from '@jest/globals';
import { redriveExecution } from '../../../lib/local/asl/engine/begin.ts';
import type { Execution } from '../../../lib/local/asl/engine/execution.ts';
import type { Json } from '../../../lib/local/service.ts';
import { restored, standingOf, type StoredStanding } from '../../../lib/local/stepfunctions/standing.ts';
import { packed, unpacked } from '../../../lib/local/stepfunctions/stored-events.ts';
import { FUNCTION, play, PUT, type Played, WAIT_FOR_TOKEN } from '../asl/play.ts';
import { quiet } from '../virtual-clock.ts';

/** Each execution that is put, as it is and as it is read again: both as JSON, for that is how they are told apart. */
class Compared {
  readonly pairs: (readonly [is: unknown, read: unknown])[] = [];

  put(execution: Execution): void {
    const { arn, input, history } = execution;
    const events = unpacked(packed(history, input).join(''), execution.events, input);
    const stored = JSON.parse(JSON.stringify(standingOf(execution))) as StoredStanding;
    const read = restored(stored, arn, (event) => events[event - 1]?.payload ?? 'nothing');
    const { name, machine, definition, startedAt } = execution;
    const whole = { ...read, arn, name, machine, definition, input, startedAt, history: events };
    this.pairs.push([plain(execution), plain(whole)]);
  }

  saved(): Promise<void> {
    return Promise.resolve();
  }

  savedAtLast(): Promise<void> {
    return Promise.resolve();
  }
}

function plain(execution: object): Json {
  return JSON.parse(JSON.stringify(execution)) as Json;
}

async function compared(definition: Json, act: (played: Played) => Promise<void>): Promise<Compared> {
  const shelf = new Compared();
  const played = await play(definition, {
    input: { orders: [{ n: 1 }, { n: 2 }, { n: 3 }], more: ['é', null] },
    outcomes: [{ kind: 'failed', error: 'Busy', cause: 'first' }],
    shelf,
  });
  await act(played);
  return shelf;
}

const TASK = { Type: 'Task', Resource: WAIT_FOR_TOKEN, TimeoutSeconds: 60, HeartbeatSeconds: 30 };
const CALL = { Type: 'Task', Resource: FUNCTION, Arguments: '{% $states.input %}' };

/** A retried task, variables, tasks that wait in a Parallel and in Maps of both kinds, and a Wait. */
const MANY = {
  QueryLanguage: 'JSONata',
  StartAt: 'Call',
  States: {
    Call: {
      ...CALL,
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 5 }],
      Output: '{% $states.input %}',
      Assign: { kept: '{% $states.input.more %}' },
      Next: 'Both',
    },
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Ask',
          States: {
            Ask: {
              ...TASK,
              Arguments: { token: '{% $states.context.Task.Token %}', orders: '{% $states.input.orders %}' },
              End: true,
            },
          },
        },
        {
          StartAt: 'Each',
          States: {
            Each: {
              Type: 'Map',
              Items: '{% $states.input.orders %}',
              ItemProcessor: { StartAt: 'Put', States: { Put: { ...CALL, Resource: PUT, End: true } } },
              Next: 'Far',
            },
            Far: {
              Type: 'Map',
              Items: '{% [1, 2] %}',
              ItemProcessor: {
                ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
                StartAt: 'Silent',
                States: {
                  Silent: { ...TASK, Arguments: { n: '{% $states.input %}' }, End: true },
                },
              },
              End: true,
            },
          },
        },
      ],
      Next: 'Later',
    },
    Later: { Type: 'Wait', Seconds: 10, Next: 'End' },
    End: { Type: 'Pass', Output: '{% $kept %}', End: true },
  },
};

test('an execution is read as it was put, wherever it stands', async () => {
  const { pairs } = await compared(MANY, async (played) => {
    await played.by(5);
    expect(played.tokens).toHaveLength(3);
    for (const token of played.tokens) {
      expect(await played.answer(token, { kind: 'succeeded', output: { token } })).toBe(true);
      await played.by(1);
    }
    await played.toEnd();
    expect(played.end).toEqual({ status: 'SUCCEEDED', output: ['é', null] });
  });
  const [end, ...before] = pairs.toReversed();
  expect(before.length).toBeGreaterThan(8);
  for (const [is, read] of before) expect(read).toEqual(is);
  // There is nothing to take up after a success.
  expect(end?.[1]).toEqual({ ...(end?.[0] as object), branches: [] });
});

test('an execution that failed is read as it was put, for a redrive', async () => {
  const { pairs } = await compared(MANY, async (played) => {
    await played.by(5);
    await played.answer(played.tokens[0], { kind: 'failed', error: 'No', cause: 'because' });
    expect(played.end).toEqual({ status: 'FAILED', error: 'No', cause: 'because' });
    redriveExecution(played.execution, played.machine, played.clock.now());
    played.player.play(played.execution, played.machine);
    await quiet();
    expect(played.tokens).toHaveLength(3);
  });
  for (const [is, read] of pairs) expect(read).toEqual(is);
});

test('what its events say already is not stored with where an execution stands', async () => {
  const stored: string[] = [];
  const shelf = new Compared();
  const put = shelf.put.bind(shelf);
  shelf.put = (execution) => {
    stored.push(JSON.stringify(standingOf(execution)));
    put(execution);
  };
  const wait = { ...TASK, Arguments: { said: 'once only' }, End: true };
  const played = await play(
    { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: wait } },
    { input: { text: 'not twice' }, shelf },
  );
  expect(stored.at(-1)).toContain('"kind":"task"');
  await played.answer(played.tokens[0], { kind: 'succeeded', output: 'the end' });
  expect(played.end).toEqual({ status: 'SUCCEEDED', output: 'the end' });
  // Before it has taken a step, it stands at its beginning: that is not stored so.
  expect(stored.slice(1).join('')).not.toMatch(/once only|not twice|the end/);
});
