import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  GraphWidgetView,
  MathExpression,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Alarm, GraphWidgetProps, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRICS } from '../definition/metrics.ts';
import { iteratorAge } from './alarms.ts';
import type { FunctionName } from './bundles.ts';
import type { MonitoredChoreography } from './choreography.ts';
import type { GuardedQueue } from './queue.ts';

export type MonitorDashboardProps = {
  readonly prefix: string;
  /** By id. */
  readonly choreographies: ReadonlyMap<string, MonitoredChoreography>;
  readonly closings: GuardedQueue;
  readonly functions: Readonly<Record<FunctionName, LambdaFunction>>;
  /** What the stream's mappings had to skip. */
  readonly skipped: readonly Queue[];
  readonly alarms: readonly Alarm[];
};

const WIDTH = 24;
const period = Duration.minutes(5);
const LARGEST = { period, statistic: 'Maximum' };

/** Three questions from top to bottom: what deviates, how much happens at all, is the monitor itself well? */
export class MonitorDashboard extends Construct {
  constructor(scope: Construct, id: string, props: MonitorDashboardProps) {
    super(scope, id);
    new Dashboard(this, 'Dashboard', {
      dashboardName: props.prefix,
      defaultInterval: Duration.days(1),
      widgets: [
        [
          heading(
            'What deviates',
            'By choreography and kind. The reasons are in the console and in the table.',
          ),
        ],
        deviations(props.prefix),
        [heading('What happens', 'Instances of each choreography, opened and ended.')],
        instances(props.choreographies),
        [heading('Is the monitor itself well?', 'Everything here should be green, flat, and near zero.')],
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: WIDTH, height: 6 })],
        ...health(props),
      ],
    });
  }
}

function heading(title: string, text: string): TextWidget {
  return new TextWidget({ markdown: `## ${title}\n${text}`, width: WIDTH, height: 2 });
}

/** Found by search: which kinds there are shows when there is one. */
function deviations(prefix: string) {
  const found = (more: string, label: string) =>
    new MathExpression({
      expression: `SEARCH('{${METRICS.namespace},service,choreography,deviation} MetricName="${METRICS.deviations}" service="${prefix}"${more}', 'Sum', ${period.toSeconds()})`,
      label,
      period,
    });
  const all = found('', '');
  return [
    graph('Deviations in five minutes', [all], { width: 16, stacked: true }),
    new GraphWidget({
      title: 'Deviations, all told',
      left: [all],
      view: GraphWidgetView.PIE,
      setPeriodToTimeRange: true,
      width: 8,
      height: 7,
    }),
  ];
}

function instances(choreographies: MonitorDashboardProps['choreographies']) {
  const of = (metric: (machine: MonitoredChoreography['stateMachine'], label: string) => IMetric) =>
    [...choreographies].map(([id, { stateMachine }]) => metric(stateMachine, id));
  return [
    graph(
      'Opened',
      of((machine, label) => machine.metricStarted({ period, label })),
    ),
    graph(
      'Succeeded',
      of((machine, label) => machine.metricSucceeded({ period, label })),
    ),
    graph('Failed', [
      ...of((machine, label) => machine.metricFailed({ period, label })),
      ...of((machine, label) => machine.metricTimedOut({ period, label: `${label}, out of time` })),
      ...of((machine, label) => machine.metricAborted({ period, label: `${label}, stopped` })),
    ]),
  ];
}

function health({ choreographies, closings, functions, skipped }: MonitorDashboardProps) {
  const guarded: readonly (readonly [string, GuardedQueue])[] = [
    ...[...choreographies].flatMap(([id, { start, events }]) => [
      [`${id}, start`, start] as const,
      [`${id}, events`, events] as const,
    ]),
    ['closings', closings],
  ];
  const dead: readonly (readonly [string, Queue])[] = [
    ...guarded.map(([label, queue]) => [label, queue.dead] as const),
    ...skipped.map((queue, index) => [['waits skipped', 'notices skipped'][index] ?? '', queue] as const),
  ];
  const named = Object.entries(functions);
  return [
    [
      graph(
        'Dead letters',
        dead.map(([label, queue]) => queue.metricApproximateNumberOfMessagesVisible({ ...LARGEST, label })),
      ),
      graph(
        'Oldest message, seconds',
        guarded.map(([label, { queue }]) => queue.metricApproximateAgeOfOldestMessage({ ...LARGEST, label })),
      ),
      graph('Behind the table, milliseconds', [
        iteratorAge(functions.resumer),
        iteratorAge(functions.notifier),
      ]),
    ],
    [
      graph(
        'Errors of the functions',
        named.map(([label, each]) => each.metricErrors({ period, label })),
      ),
      graph(
        'Throttled calls of the functions',
        named.map(([label, each]) => each.metricThrottles({ period, label })),
      ),
      graph(
        'Slowest calls of the functions, milliseconds (p99)',
        named.map(([label, each]) => each.metricDuration({ period, statistic: 'p99', label })),
      ),
    ],
  ];
}

function graph(title: string, left: readonly IMetric[], more: Partial<GraphWidgetProps> = {}): GraphWidget {
  return new GraphWidget({
    title,
    left: [...left],
    leftYAxis: { min: 0, showUnits: false },
    width: 8,
    height: 7,
    ...more,
  });
}
