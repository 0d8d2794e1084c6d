import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { App } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { measuresBy } from '../../lambdas/notifier/measures.ts';
import { MonitorStack } from '../../lib/constructs/stack.ts';
import { METRICS } from '../../lib/definition/metrics.ts';
import { PARCEL, synthesize } from './parcel.ts';

const watch = synthesize();
const { template } = watch;
afterAll(() => watch.remove());

const idOf = (type: string, properties: object): string => {
  const [id = 'none'] = Object.keys(template.findResources(type, { Properties: properties }));
  return id;
};
const fn = (name: string) => idOf('AWS::Lambda::Function', { FunctionName: `watch-${name}` });
const alarm = (properties: object) => template.hasResourceProperties('AWS::CloudWatch::Alarm', properties);
const WELL_IF_SILENT = { TreatMissingData: 'notBreaching', ComparisonOperator: 'GreaterThanThreshold' };

describe('there is an alarm', () => {
  test('for every queue of dead letters, as long as there is anything in it', () => {
    const queues = z
      .array(z.looseObject({ QueueName: z.string() }))
      .parse(
        watch.resources.filter(({ Type }) => Type === 'AWS::SQS::Queue').map(({ Properties }) => Properties),
      );
    const dead = queues.map(({ QueueName }) => QueueName).filter((name) => name.endsWith('-dead'));
    expect(dead.sort()).toStrictEqual([
      'watch-closings-dead',
      'watch-notices-dead',
      'watch-parcel-events-dead',
      'watch-parcel-start-dead',
      'watch-waits-dead',
    ]);
    for (const name of dead)
      alarm({
        ...WELL_IF_SILENT,
        ...{ MetricName: 'ApproximateNumberOfMessagesVisible', Statistic: 'Maximum', Threshold: 0 },
        Dimensions: [
          {
            Name: 'QueueName',
            Value: { 'Fn::GetAtt': [idOf('AWS::SQS::Queue', { QueueName: name }), 'QueueName'] },
          },
        ],
      });
  });

  test.each(['starter', 'resumer', 'closer', 'notifier', 'sweeper'])('for errors of the %s', (name) => {
    alarm({
      ...WELL_IF_SILENT,
      ...{ MetricName: 'Errors', Namespace: 'AWS/Lambda', Statistic: 'Sum', Threshold: 0 },
      ...{ EvaluationPeriods: 5, DatapointsToAlarm: 3, Period: 60 },
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: fn(name) } }],
    });
  });

  test('for a sweep that does not run', () => {
    alarm({
      ...{ MetricName: 'Invocations', Statistic: 'Sum', Period: 300, EvaluationPeriods: 2 },
      ...{ Threshold: 1, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: fn('sweeper') } }],
    });
  });

  test.each(['resumer', 'notifier'])('for a %s that is minutes behind the stream', (name) => {
    alarm({
      ...WELL_IF_SILENT,
      ...{ MetricName: 'IteratorAge', Statistic: 'Maximum', Threshold: 300_000 },
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: fn(name) } }],
    });
  });

  test('for messages that nobody takes for half an hour, of each choreography and of the closings', () => {
    const age = (QueueName: string) => ({
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [
        { Name: 'QueueName', Value: { 'Fn::GetAtt': [idOf('AWS::SQS::Queue', { QueueName }), 'QueueName'] } },
      ],
    });
    const oldest = { ...WELL_IF_SILENT, Threshold: 1_800, EvaluationPeriods: 3 };
    const each = (Id: string, queue: string) =>
      Match.objectLike({ Id, MetricStat: Match.objectLike({ Metric: Match.objectLike(age(queue)) }) });
    alarm({
      ...oldest,
      Metrics: [
        Match.objectLike({ Expression: 'MAX([age0, age1])' }),
        each('age0', 'watch-parcel-start'),
        each('age1', 'watch-parcel-events'),
      ],
    });
    alarm({ ...oldest, ...age('watch-closings') });
  });

  test('for what has been put off for half an hour, measured in the log of each function that takes messages', () => {
    template.resourcePropertiesCountIs(
      'AWS::Logs::MetricFilter',
      {
        FilterPattern: '{ $.message = "Throttled, put off" }',
        MetricTransformations: [
          {
            ...{ MetricNamespace: 'ChoreographyMonitor', MetricName: 'PutOffSeconds' },
            ...{ MetricValue: '$.waitedSeconds', Dimensions: [{ Key: 'service', Value: '$.service' }] },
          },
        ],
      },
      3,
    );
    alarm({
      ...{ ...WELL_IF_SILENT, Namespace: 'ChoreographyMonitor', MetricName: 'PutOffSeconds' },
      ...{ Dimensions: [{ Name: 'service', Value: 'watch' }], Statistic: 'Maximum', Period: 60 },
      ...{ Threshold: 1800, EvaluationPeriods: 3 },
    });
  });

  test('for a row that the notifier could not read', () => {
    alarm({
      ...{ ...WELL_IF_SILENT, Namespace: 'ChoreographyMonitor', MetricName: 'UnreadableRows' },
      ...{ Dimensions: [{ Name: 'service', Value: 'watch' }], Statistic: 'Sum', Threshold: 0 },
    });
  });
});

const Body = z.object({
  widgets: z.array(
    z.looseObject({
      type: z.string(),
      properties: z.looseObject({ title: z.string().optional(), metrics: z.array(z.unknown()).optional() }),
    }),
  ),
});
/** References are told apart by their text alone. */
const dashboard = () => {
  const found = watch.resources.find(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  const { 'Fn::Join': join } = z
    .object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) })
    .parse(found?.Properties['DashboardBody']);
  const text = join[1].map((part) =>
    typeof part === 'string' ? part : JSON.stringify(part).replaceAll('"', "'"),
  );
  return Body.parse(JSON.parse(text.join(''))).widgets;
};

describe('the dashboard', () => {
  test('answers what deviates, how much happens, and whether the monitor itself is well', () => {
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'watch' });
    expect(dashboard().flatMap(({ properties: { title } }) => title ?? [])).toStrictEqual([
      'Deviations in five minutes',
      'Deviations, all told',
      'Opened',
      'Succeeded',
      'Failed',
      'Alarms',
      'Dead letters',
      'Oldest message, seconds',
      'Behind the table, milliseconds',
      'Errors of the functions',
      'Throttled calls of the functions',
      'Slowest calls of the functions, milliseconds (p99)',
    ]);
  });

  test('shows all dead letters and all alarms', () => {
    const widget = (name: string) => dashboard().find(({ properties: { title } }) => title === name);
    expect(widget('Dead letters')?.properties.metrics).toHaveLength(5);
    expect(widget('Alarms')?.properties['alarms']).toHaveLength(17);
  });

  test('can be left out', () => {
    const children = (dashboard: boolean) => {
      const app = new App({ analyticsReporting: false });
      const { monitor } = new MonitorStack(app, 'watch', { choreographies: [PARCEL], dashboard });
      return monitor.node.children.map(({ node }) => node.id);
    };
    expect(children(true)).toStrictEqual([...children(false), 'Dashboard']);
  });
});

describe('the metrics of the notifier', () => {
  /** What a call writes to the log, as CloudWatch reads it. */
  function written(write: (measures: ReturnType<typeof measuresBy>) => void): unknown[] {
    const lines: string[] = [];
    const output = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((line) => lines.push(String(line)) > 0);
    try {
      write(measuresBy(new Metrics({ namespace: METRICS.namespace, serviceName: 'watch' })));
    } finally {
      output.mockRestore();
    }
    return lines.map((line) => JSON.parse(line) as unknown);
  }
  const metric = (Name: string, ...dimensions: readonly string[]) => ({
    CloudWatchMetrics: [
      { Namespace: 'ChoreographyMonitor', Dimensions: [dimensions], Metrics: [{ Name, Unit: 'Count' }] },
    ],
  });

  test('have the dimensions by which the dashboard searches for them, and the alarm asks', () => {
    process.env['POWERTOOLS_SERVICE_NAME'] = 'watch';
    expect(written((measures) => measures.count('car', 'late', 3))).toMatchObject([
      {
        _aws: metric('Deviations', 'service', 'choreography', 'deviation'),
        ...{ service: 'watch', choreography: 'car', deviation: 'late', Deviations: 3 },
      },
    ]);
    expect(written((measures) => measures.skipped())).toMatchObject([
      { _aws: metric('UnreadableRows', 'service'), service: 'watch', UnreadableRows: 1 },
    ]);
    expect(JSON.stringify(dashboard())).toContain(
      `SEARCH('{ChoreographyMonitor,service,choreography,deviation} MetricName=\\"Deviations\\" service=\\"watch\\"', 'Sum', 300)`,
    );
  });
});
