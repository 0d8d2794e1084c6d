import { describe, expect, test } from '@jest/globals';
import type { DeliveryOutcome } from '../../../lib/local/eventbridge/delivery.ts';
import type { JsonObject } from '../../../lib/local/json.ts';
import { refusal } from '../sqs/harness.ts';
import { quiet } from '../virtual-clock.ts';
import { bench, DEAD, QUEUE } from './harness.ts';

const ALL = '{"account":["111122223333"]}';

function failure(retryable: boolean): DeliveryOutcome {
  return { kind: 'failed', code: 'THROTTLING', message: 'Too much.', retryable };
}

async function inputFor(target: JsonObject, detail: string): Promise<string> {
  const on = bench();
  await on.rule(ALL, target);
  await on.put({ Detail: detail });
  return on.delivered[0]?.body ?? '';
}

describe('what a target is sent', () => {
  const detail = '{"id":"a\\"b","count":1.50,"list":[{"x":1},{"x":2}],"gone":null}';

  const cases: readonly (readonly [string, JsonObject, string])[] = [
    ['a constant', { Input: '{"fixed":true}' }, '{"fixed":true}'],
    ['a part', { InputPath: '$.detail.list[1]' }, '{"x":2}'],
    ['a part that is not there', { InputPath: '$.detail.none' }, '{}'],
    ['a part by a name with a dash', { InputPath: '$.detail-type' }, '"Placed"'],
    [
      'a template of values',
      {
        InputTransformer: {
          InputPathsMap: {
            id: '$.detail.id',
            count: '$.detail.count',
            none: '$.detail.none',
            list: '$.detail.list',
          },
          InputTemplate: '{"id":<id>,"n":<count>,"none":<none>,"list":<list>}',
        },
      },
      '{"id":"a\\"b","n":1.50,"none":"","list":[{"x":1},{"x":2}]}',
    ],
    [
      'a template of text',
      {
        InputTransformer: {
          InputPathsMap: {
            id: '$.id',
            count: '$.detail.count',
            none: '$.x',
            item: '$.detail.list[0]',
          },
          InputTemplate: '"order <id>: <count> <none> <item>"',
        },
      },
      '"order id-1: 1.50  {x:1}"',
    ],
    [
      'all there is by a wildcard, without the white space of the template',
      {
        InputTransformer: {
          InputPathsMap: { xs: '$.detail.list[*].x', all: '$.detail.list.*', none: '$.resources[*].x' },
          InputTemplate: '{\n  "xs": <xs>,\n  "all": "<all>",\n  "none": <none>\n}',
        },
      },
      '{"xs":[1,2],"all":"[{x:1},{x:2}]","none":[]}',
    ],
    [
      'lines of texts',
      { InputTransformer: { InputPathsMap: { n: '$.detail.count' }, InputTemplate: '"one"\n"two <n>"' } },
      '"one"\n"two 1.50"',
    ],
    [
      'a text with quotes and variables in it',
      {
        InputTransformer: {
          InputPathsMap: { n: '$.detail.count' },
          InputTemplate: ' "{\\"n\\": \\"<n>\\"}" ',
        },
      },
      '"{\\"n\\": \\"1.50\\"}"',
    ],
    [
      'what EventBridge knows',
      {
        InputTransformer: {
          InputTemplate: '{"rule":<aws.events.rule-name>,"at":"<aws.events.event.ingestion-time>"}',
        },
      },
      '{"rule":"r","at":"2026-01-01T00:00:00.000Z"}',
    ],
  ];
  for (const [title, target, expected] of cases)
    test(`is ${title}`, async () => expect(await inputFor(target, detail)).toBe(expected));

  test('is the event itself by the path $, by a template of nothing else, and without any', async () => {
    const plain = await inputFor({}, detail);
    expect(plain).toContain('"detail":{"id":"a\\"b","count":1.50,');
    expect(await inputFor({ InputPath: '$' }, detail)).toBe(plain);
    const InputTransformer = { InputPathsMap: { f1: '$' }, InputTemplate: '<f1>' };
    expect(await inputFor({ InputTransformer }, detail)).toBe(plain);
    const whole = { InputTemplate: '{"event": <aws.events.event.json>}' };
    expect(await inputFor({ InputTransformer: whole }, detail)).toBe(`{"event":${plain}}`);
  });

  test('is the event without its detail as aws.events.event', async () => {
    const InputTransformer = { InputTemplate: '<aws.events.event>' };
    expect(await inputFor({ InputTransformer }, detail)).toBe(
      (await inputFor({}, detail)).replace(/,"detail":.*/, '}').replace('"detail-type"', '"detailType"'),
    );
  });
});

describe('a delivery that fails', () => {
  test('is tried again after longer and longer pauses', async () => {
    const on = bench();
    await on.rule(ALL);
    on.outcomes.push(failure(true), failure(true), failure(true));
    await on.put({});
    await on.clock.by(60_000);
    const start = on.delivered[0]?.at ?? 0;
    expect(on.delivered.map(({ at }) => at - start)).toEqual([0, 1000, 3000, 7000]);
  });

  test('goes to the dead letters when the attempts are used up', async () => {
    const on = bench();
    await on.rule(ALL, { DeadLetterConfig: { Arn: DEAD }, RetryPolicy: { MaximumRetryAttempts: 2 } });
    on.outcomes.push(failure(true), failure(true), failure(true));
    await on.put({});
    await on.clock.by(60_000);
    expect(on.delivered.map(({ to }) => to)).toEqual([QUEUE, QUEUE, QUEUE, DEAD]);
    expect(on.delivered[3]).toMatchObject({
      body: on.delivered[0]?.body,
      attributes: {
        RULE_ARN: 'arn:aws:events:eu-west-1:111122223333:rule/r',
        TARGET_ARN: QUEUE,
        ERROR_CODE: 'THROTTLING',
        ERROR_MESSAGE: 'Too much.',
        RETRY_ATTEMPTS: '2',
        EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      },
    });
  });

  test('goes there when the event is too old', async () => {
    const on = bench();
    await on.rule(ALL, { DeadLetterConfig: { Arn: DEAD }, RetryPolicy: { MaximumEventAgeInSeconds: 60 } });
    on.outcomes.push(...Array.from({ length: 6 }, () => failure(true)));
    await on.put({});
    await on.clock.by(3_600_000);
    expect(on.delivered.length).toBe(7);
    expect(on.delivered[6]?.attributes).toMatchObject({
      EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds',
      RETRY_ATTEMPTS: '5',
    });
  });

  test('goes there at once if another attempt cannot help', async () => {
    const on = bench();
    await on.rule(ALL, { DeadLetterConfig: { Arn: DEAD } });
    on.outcomes.push(failure(false));
    await on.put({});
    await quiet();
    expect(on.delivered.map(({ to }) => to)).toEqual([QUEUE, DEAD]);
    expect(on.delivered[1]?.attributes?.['RETRY_ATTEMPTS']).toBe('0');
    expect(on.delivered[1]?.attributes?.['EXHAUSTED_RETRY_CONDITION']).toBeUndefined();
  });

  test('goes there where a quote of the event makes no JSON of the template, for nothing is escaped', async () => {
    const on = bench();
    const InputTransformer = { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '{ "order": "<id>" }' };
    await on.rule(ALL, { InputTransformer, DeadLetterConfig: { Arn: DEAD } });
    await on.put({ Detail: '{"id":"ab"}' });
    await on.put({ Detail: '{"id":"a\\"b"}' });
    await quiet();
    expect(on.delivered.map(({ to }) => to)).toEqual([QUEUE, DEAD]);
    expect(on.delivered[0]?.body).toBe('{"order":"ab"}');
    expect(on.delivered[1]?.body).toContain('"detail":{"id":"a\\"b"}');
    expect(on.delivered[1]?.attributes).toMatchObject({
      ERROR_CODE: 'INVALID_JSON',
      ERROR_MESSAGE: 'Invalid input for target.',
    });
  });

  test('goes there where the event as a whole is to be part of a text', async () => {
    const on = bench();
    for (const [Id, name] of ['aws.events.event', 'aws.events.event.json'].entries()) {
      const InputTransformer = { InputTemplate: `{"message": "it was <${name}>"}` };
      await on.rule(ALL, { Id: String(Id), InputTransformer, DeadLetterConfig: { Arn: DEAD } });
    }
    await on.put({});
    await quiet();
    expect(on.delivered.map(({ to, attributes }) => [to, attributes?.['ERROR_CODE']])).toEqual([
      [DEAD, 'INVALID_JSON'],
      [DEAD, 'INVALID_JSON'],
    ]);
  });

  test('is dropped without a dead-letter queue, and the log tells', async () => {
    const on = bench();
    await on.rule(ALL);
    on.outcomes.push(failure(false));
    await on.put({});
    await quiet();
    expect(on.log).toEqual([
      {
        source: 'cloud',
        level: 'error',
        text: `Event id-1 of rule r could not be delivered to ${QUEUE}: Too much. It is dropped: the target has no dead-letter queue.`,
      },
    ]);
  });

  test('is not tried again after the cloud has stopped', async () => {
    const on = bench();
    await on.rule(ALL);
    on.outcomes.push(failure(true));
    await on.put({});
    await quiet();
    on.events.stop();
    expect(on.clock.pending).toBe(0);
  });
});

describe('a target', () => {
  const refused: readonly (readonly [JsonObject, string])[] = [
    [
      { Arn: 'arn:aws:kinesis:eu-west-1:1:stream/x' },
      'The target arn:aws:kinesis:eu-west-1:1:stream/x belongs to "kinesis"; the local cloud delivers to queues (sqs), functions (lambda), topics (sns) and state machines (states) only.',
    ],
    [
      { Arn: 'arn:aws:states:eu-west-1:1:stateMachine:x' },
      'RoleArn is required for target arn:aws:states:eu-west-1:1:stateMachine:x.',
    ],
    [{ Arn: 'queue' }, 'Parameter queue is not valid. Reason: Provided Arn is not in correct format.'],
    [{ InputPath: '$.a[?(@.b)]' }, 'InputPath for target t is invalid.'],
    [{ InputPath: 'a' }, 'InputPath for target t is invalid.'],
    [
      { InputTransformer: { InputPathsMap: { a: "$['a']" }, InputTemplate: '<a>' } },
      'InputPath for target t is invalid.',
    ],
    [
      { Input: "{'a':1}" },
      'JSON syntax error in input for target t: [Source: (String)"{\'a\':1}"; line: 1, column: 3]',
    ],
    [
      { KinesisParameters: { PartitionKeyPath: '$.id' } },
      'Parameter(s) KinesisParameters not supported for target: t.',
    ],
    [
      { DeadLetterConfig: { Arn: 'arn:aws:sns:eu-west-1:111122223333:dead' } },
      'sns is not supported as a dead letter resource',
    ],
    [{ DeadLetterConfig: { Arn: `${DEAD}.fifo` } }, 'SQS FIFO is not supported by Dead Letter Queues'],
    [
      { InputTransformer: { InputTemplate: '"<aws.events.event.json>"' } },
      'InputTemplate for target t contains placeholder aws.events.event.json valid only for JSON template.',
    ],
    [{ Arn: `${QUEUE}.fifo` }, 'Parameter(s) SqsParameters must be specified for target: t.'],
    [
      { InputTransformer: { InputTemplate: 'Rule <aws.events.rule-name> ran' } },
      'Invalid InputTemplate for target t : [Source: (String)"Rule <aws.events.rule-name> ran"; line: 1, column: 5].',
    ],
    [
      {
        InputTransformer: { InputPathsMap: { id: '$.id' }, InputTemplate: '{"id": <id>,\n "of": the <id>}' },
      },
      'Invalid InputTemplate for target t : [Source: (String)"{"id": <id>,\n "of": the <id>}"; line: 2, column: 11].',
    ],
    [
      { InputTransformer: { InputTemplate: '"one"\n{"two":2}' } },
      'Invalid InputTemplate for target t : [Source: (String)""one"\n{"two":2}"; line: 2, column: 2].',
    ],
    [
      { InputTransformer: { InputTemplate: '"the <aws.events.rule-name>' } },
      'Invalid InputTemplate for target t : [Source: (String)""the <aws.events.rule-name>"; line: 1, column: 28].',
    ],
    [
      { InputTransformer: { InputTemplate: '<aws.events.account>' } },
      'InputTemplate for target t contains invalid placeholder aws.events.account.',
    ],
    [
      { InputTransformer: { InputPathsMap: { 'a.b': '$.a' }, InputTemplate: '{}' } },
      '1 validation error detected: Value \'{"a.b":"$.a"}\' at \'targets.member.inputTransformer.inputPathsMap\' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [A-Za-z0-9\\_\\-]+]',
    ],
    [
      { Input: '1', InputPath: '$' },
      'Only one of Input, InputPath, or InputTransformer must be provided for target t.',
    ],
    [
      { InputTransformer: { InputTemplate: '<x>' } },
      'InputTemplate for target t contains invalid placeholder x.',
    ],
    [
      { RetryPolicy: { MaximumRetryAttempts: 186 } },
      'RetryPolicy.MaximumRetryAttempts has to be a whole number from 0 to 185.',
    ],
  ];
  for (const [target, message] of refused)
    test(`is refused: ${message}`, async () => {
      const call = bench().rule(ALL, target);
      expect(await refusal(call)).toEqual(['ValidationException', message]);
    });

  test('is refused twice in one request', async () => {
    const on = bench();
    await on.rule(ALL);
    const Targets = ['a', 'b', 'a'].map((Id) => ({ Id, Arn: QUEUE }));
    expect(await refusal(on.call('PutTargets', { Rule: 'r', Targets }))).toEqual([
      'ValidationException',
      "Parameter targets is not valid. Reason: More than one target with Id 'a' is provided.",
    ]);
  });

  test('knows a hundred variables and no more', async () => {
    const many = (count: number) => ({
      InputTransformer: {
        InputPathsMap: Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, '$'])),
        InputTemplate: '{}',
      },
    });
    await bench().rule(ALL, many(100));
    expect((await refusal(bench().rule(ALL, many(101))))[1]).toMatch(
      /failed to satisfy constraint: Member must have length less than or equal to 100$/,
    );
  });
});
