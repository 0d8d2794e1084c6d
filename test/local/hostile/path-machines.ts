/** Machines in JSONPath with one of everything, and inputs for them: what mutations begin with. */
import type { Json } from '../../../lib/local/service.ts';

const wait = { Type: 'Wait', Seconds: 0, End: true };
const caught = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Done' }];

const DATA: Json = {
  StartAt: 'Make',
  States: {
    Make: {
      Type: 'Pass',
      InputPath: '$.order',
      Parameters: {
        'id.$': '$.id',
        'words.$': "States.StringSplit('a,b;c', ',;')",
        'sum.$': 'States.MathAdd($.count, 1)',
        'text.$': "States.Format('{} of {}', $.id, $.count)",
        'part.$': 'States.ArrayPartition(States.ArrayRange(1, 9, 2), 2)',
        'merged.$': 'States.JsonMerge($.left, $.right, false)',
        'hash.$': "States.Hash('x', 'SHA-256')",
        'uuid.$': 'States.UUID()',
        'name.$': '$$.Execution.Name',
        plain: [1, 'two', null, { three: 3 }],
      },
      ResultPath: '$.made',
      OutputPath: '$',
      Next: 'Which',
    },
    Which: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.made.sum', NumericGreaterThan: 5, Next: 'Done' },
        {
          And: [
            { Variable: '$.made.id', IsPresent: true },
            { Not: { Variable: '$.made.id', StringMatches: 'x*' } },
          ],
          Next: 'Side by side',
        },
        {
          Or: [
            { Variable: '$.made.id', StringEqualsPath: '$.order.id' },
            { Variable: '$.at', TimestampLessThan: '2026-01-01T00:00:00Z' },
          ],
          Next: 'Each',
        },
      ],
      Default: 'Failed',
    },
    'Side by side': {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'L', States: { L: { Type: 'Pass', Result: { l: 1 }, End: true } } },
        { StartAt: 'R', States: { R: wait } },
      ],
      ResultSelector: { 'first.$': '$[0].l' },
      ResultPath: '$.both',
      Catch: caught,
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      ItemsPath: '$.order.items',
      MaxConcurrency: 2,
      ItemSelector: { 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'One',
        States: { One: { Type: 'Pass', Parameters: { 'n.$': '$.item' }, OutputPath: '$.n', End: true } },
      },
      ToleratedFailureCount: 1,
      Retry: [
        {
          ErrorEquals: ['States.ALL'],
          IntervalSeconds: 1,
          MaxAttempts: 1,
          BackoffRate: 1,
          MaxDelaySeconds: 2,
          JitterStrategy: 'FULL',
        },
      ],
      Catch: caught,
      ResultPath: '$.each',
      Next: 'Done',
    },
    Done: { Type: 'Succeed', InputPath: '$' },
    Failed: { Type: 'Fail', ErrorPath: '$.order.id', CausePath: "States.Format('{}', $.order)" },
  },
};

const CALLS: Json = {
  TimeoutSeconds: 30,
  StartAt: 'Send',
  States: {
    Send: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage',
      Parameters: {
        QueueUrl: 'http://sqs.eu-central-1.localhost/123456789012/told',
        'MessageBody.$': '$.order',
      },
      TimeoutSeconds: 5,
      HeartbeatSeconds: 3,
      ResultSelector: { 'id.$': '$.MessageId' },
      ResultPath: '$.sent',
      Retry: [{ ErrorEquals: ['States.TaskFailed'], MaxAttempts: 0 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Pause' }],
      Next: 'Pause',
    },
    Pause: { Type: 'Wait', TimestampPath: '$.at', Next: 'Hold' },
    Hold: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: { QueueUrl: 'told', MessageBody: { 'token.$': '$$.Task.Token' } },
      HeartbeatSecondsPath: '$.order.count',
      Assign: { 'held.$': '$' },
      End: true,
    },
  },
};

const LOOP: Json = {
  QueryLanguage: 'JSONata',
  StartAt: 'Count',
  States: {
    Count: {
      Type: 'Pass',
      Assign: { n: '{% $exists($n) ? $n + 1 : 0 %}' },
      Output: '{% $states.input %}',
      Next: 'More',
    },
    More: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $n < 3 %}', Assign: { seen: '{% $n %}' }, Next: 'Count' }],
      Default: 'All',
    },
    All: {
      Type: 'Map',
      Items: '{% $states.input.order.items %}',
      ItemSelector: { item: '{% $states.context.Map.Item.Value %}' },
      ItemProcessor: {
        StartAt: 'One',
        States: { One: { Type: 'Pass', Output: '{% $states.input.item * 2 %}', End: true } },
      },
      Output: { sum: '{% $sum($states.result) %}', list: ['{% $n %}', 'plain'] },
      Next: 'Pause',
    },
    Pause: { Type: 'Wait', Seconds: '{% $n - 3 %}', Next: 'End' },
    End: { Type: 'Fail', Error: '{% "E" & $n %}', Cause: '{% $string($states.input) %}' },
  },
};

export const PATH_MACHINES: readonly Json[] = [DATA, CALLS, LOOP];

const order = { id: 'x1', count: 3, items: [1, 2, 3], left: { a: 1 }, right: { b: 2 } };
export const INPUTS: readonly Json[] = [
  { order, at: '2025-01-01T00:00:00Z' },
  {
    instance: 'shop-order#1',
    correlationId: '1',
    run: 1,
    shard: '0',
    memory: { context: {}, clocks: {} },
    order,
  },
];
