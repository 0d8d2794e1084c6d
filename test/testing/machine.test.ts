import { describe, expect, test } from '@jest/globals';
import {
  after,
  DefinitionRefused,
  fail,
  machine,
  never,
  payload,
  submitted,
} from '../../lib/testing/index.ts';
import { failureOf } from './told.ts';

const INVOKE = 'arn:aws:states:::lambda:invoke';
const SEND_AND_WAIT = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';

function asking(resource: string, more: object = {}) {
  const Ask = { Type: 'Task', Resource: resource, ...more, End: true };
  return machine({ StartAt: 'Ask', States: { Ask } });
}

const waiting = (more: object = {}) =>
  asking(SEND_AND_WAIT, { Parameters: { QueueUrl: 'q', 'MessageBody.$': '$$.Task.Token' }, ...more });

describe('a machine with its tasks replaced', () => {
  test('gives each call the next answer, and goes its own way with it', async () => {
    const run = await machine({
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Task',
          Resource: INVOKE,
          Parameters: { FunctionName: 'f', 'Payload.$': '$' },
          Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 10, BackoffRate: 3 }],
          OutputPath: '$.Payload',
          Next: 'Good?',
        },
        'Good?': {
          Type: 'Choice',
          Choices: [{ Variable: '$.good', BooleanEquals: true, Next: 'Done' }],
          Default: 'Bad',
        },
        Done: { Type: 'Succeed' },
        Bad: { Type: 'Fail', Error: 'Bad' },
      },
    })
      .mock('Ask', [fail('Busy'), fail('Busy', 'still'), payload({ good: true })])
      .run({ number: 1 });
    const { status, output, states, now, error, cause } = run;
    expect({ status, output, states, now, error, cause }).toEqual({
      status: 'SUCCEEDED',
      output: { good: true },
      states: ['Ask', 'Good?', 'Done'],
      now: '2026-01-01T00:00:40.000Z',
    });
    expect(run.trace[0]).toEqual({
      state: 'Ask',
      type: 'Task',
      input: { number: 1 },
      output: { good: true },
    });
    expect(run.calls.map(({ number, arguments: given }) => [number, given])).toEqual(
      [1, 2, 3].map((number) => [number, { FunctionName: 'f', Payload: { number: 1 } }]),
    );
    expect(run.history.at(-1)?.type).toBe('ExecutionSucceeded');
  });

  test('answers of a function may depend on the call, and tell it apart by its number', async () => {
    const run = await machine({
      QueryLanguage: 'JSONata',
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          Items: [1, 2, 3],
          ItemProcessor: {
            StartAt: 'Double',
            States: {
              Double: {
                Type: 'Task',
                Resource: 'arn:aws:lambda:us-east-1:000000000000:function:double',
                Arguments: { n: '{% $states.input %}' },
                End: true,
              },
            },
          },
          End: true,
        },
      },
    })
      .mock('Double', async ({ arguments: given, number }) => [number, given])
      .run();
    expect(run.output).toEqual([
      [1, { n: 1 }],
      [2, { n: 2 }],
      [3, { n: 3 }],
    ]);
  });

  test('fails as the services do: a function that failed, entries that were refused', async () => {
    const thrown = { errorType: 'TypeError', errorMessage: 'no' };
    const failed = await asking(INVOKE)
      .mock('Ask', [{ StatusCode: 200, FunctionError: 'Unhandled', Payload: thrown }])
      .run();
    expect([failed.status, failed.error, failed.cause]).toEqual([
      'FAILED',
      'TypeError',
      JSON.stringify(thrown),
    ]);
    const answer = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'Busy' }] };
    const refused = await asking('arn:aws:states:::events:putEvents').mock('Ask', [answer]).run();
    expect([refused.error, refused.cause]).toEqual(['EventBridge.FailedEntry', JSON.stringify(answer)]);
    const plain = await asking('arn:aws:states:::aws-sdk:eventbridge:putEvents').mock('Ask', [answer]).run();
    expect(plain.output).toEqual(answer);
  });

  test('times out where no answer comes, or comes too late', async () => {
    const timed = asking(INVOKE, { TimeoutSeconds: 5 });
    for (const answer of [never, after('6s', payload(1))]) {
      const run = await timed.mock('Ask', [answer]).run();
      expect([run.status, run.error, run.now]).toEqual([
        'FAILED',
        'States.Timeout',
        '2026-01-01T00:00:05.000Z',
      ]);
    }
    expect((await timed.mock('Ask', [after('4s', payload(1))]).run()).status).toBe('SUCCEEDED');
  });

  test('waits for callbacks, whose heartbeats keep it waiting', async () => {
    const beating = waiting({ HeartbeatSeconds: 10 });
    const kept = await beating.mock('Ask', [after('1m', { ok: 1 }, { heartbeat: '9s' })]).run();
    expect([kept.output, kept.now]).toEqual([{ ok: 1 }, '2026-01-01T00:01:00.000Z']);
    const missed = await beating.mock('Ask', [after('1m', { ok: 1 }, { heartbeat: '11s' })]).run();
    expect([missed.error, missed.now]).toEqual(['States.Timeout', '2026-01-01T00:00:10.000Z']);
    expect((await beating.mock('Ask', [fail('No', 'never')]).run()).error).toBe('No');
    const gone = fail('SQS.QueueDoesNotExistException', 'gone');
    const refused = await beating.mock('Ask', [submitted(gone)]).run();
    expect([refused.error, refused.history.some(({ type }) => type === 'TaskSubmitted')]).toEqual([
      'SQS.QueueDoesNotExistException',
      false,
    ]);
  });

  test('can be taken by the hand: by the token, or by the name of the state', async () => {
    const run = await waiting({ HeartbeatSeconds: 60 })
      .mock('Ask', [submitted({ MessageId: 'm' })])
      .start();
    expect([run.status, run.waiting.map(({ state }) => state)]).toEqual(['RUNNING', ['Ask']]);
    const token = run.waiting[0]?.token ?? '';
    expect(run.calls[0]).toMatchObject({ token, arguments: { MessageBody: token } });
    await run.pass('50s');
    await run.heartbeat('Ask');
    await run.pass('50s');
    expect(run.status).toBe('RUNNING');
    await run.succeed(token, { by: 'hand' });
    expect([run.status, run.output, run.waiting]).toEqual(['SUCCEEDED', { by: 'hand' }, []]);
    expect(await failureOf(run.succeed(token))).toBe(
      `Error: No task waits for "${token}". None waits for a token.`,
    );
    const other = await waiting().mock('Ask', [never]).start();
    await other.fail('Ask', 'Broken', { why: 1 });
    expect([other.error, other.cause]).toEqual(['Broken', '{"why":1}']);
  });

  test('does the same again from the same definition and answers', async () => {
    const one = asking(INVOKE).mock('Ask', [payload(1)]);
    expect((await one.run()).history).toEqual((await one.run()).history);
  });
});

describe('a test of a machine is told', () => {
  test.each([
    [
      asking(INVOKE, { Retry: [{ ErrorEquals: ['States.ALL'] }] }).mock('Ask', [fail('Busy')]),
      'Unanswered: The task "Ask" calls arn:aws:states:::lambda:invoke for the 2nd time, and its mock has one answer: give it one more. The call\'s arguments: {}',
    ],
    [
      asking(INVOKE, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Ask' }] }),
      'Unanswered: The task "Ask" calls arn:aws:states:::lambda:invoke for the 1st time, and nothing says what it comes to: .mock("Ask", [answer, …]). The call\'s arguments: {}',
    ],
    [
      waiting().mock('Ask', [never]),
      'Error: The execution waits for what no time brings: nothing answers "Ask", and no clock runs there.',
    ],
    [
      asking(INVOKE).mock('Ask', [submitted({})]),
      'TypeError: The task "Ask" waits for no token: answer it without submitted(…).',
    ],
    [
      asking(INVOKE).mock('Ask', [after('1m', 1, { heartbeat: '1s' })]),
      'TypeError: The task "Ask" waits for no token: nobody can send heartbeats for it.',
    ],
    [
      asking(INVOKE).mock('Ask', [after('1m')]),
      'TypeError: The task "Ask" is answered by after(…) without an answer: write after(\'10s\', answer).',
    ],
  ])('what answers are missing or wrong', async (test, message) => {
    expect(await failureOf(test.run())).toBe(message);
  });

  test('which state it has not', () => {
    expect(() => asking(INVOKE).mock('Aks', [])).toThrow('There is no Task "Aks". Did you mean "Ask"?');
  });

  test('what is wrong with a definition, and what the engine does not play', () => {
    expect(() => machine({ StartAt: 'A', States: {} })).toThrow(DefinitionRefused);
    expect(() => asking('arn:aws:states:::lambda:invoke.later')).toThrow(
      'The definition cannot be played:\n  /States/Ask/Resource: The service integration pattern ".later" is not known. The local cloud does not support this.',
    );
  });
});
