import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { METRICS, PUT_OFF } from '../definition/metrics.ts';
import { anyAlarm, behindAlarm, persistenceAlarm, putOffAlarm, silenceAlarm } from './alarms.ts';
import { FUNCTIONS } from './bundles.ts';
import type { FunctionName } from './bundles.ts';

/** What is not done while a function fails. */
const CONSEQUENCES: Record<FunctionName, string> = {
  starter: 'The starter fails: instances are not opened',
  resumer: 'The resumer fails: events do not reach their instances',
  closer: 'The closer fails: ends of instances are not recorded',
  notifier: 'The notifier fails: deviations and closings are not told',
  sweeper: 'The sweep fails: nothing is reported as overdue',
};

/** Those that take messages from queues. */
const TAKERS = ['starter', 'resumer', 'closer'] as const satisfies readonly FunctionName[];

/** Whether the monitor itself is well: its dead letters are watched where their queues are made. */
export function functionAlarms(
  scope: Construct,
  functions: Readonly<Record<FunctionName, LambdaFunction>>,
  prefix: string,
): readonly Alarm[] {
  const period = Duration.minutes(1);
  const errors = FUNCTIONS.map((name) =>
    persistenceAlarm(scope, `${name} Errors`, functions[name].metricErrors({ period }), CONSEQUENCES[name]),
  );
  const measured = (metricName: string, statistic: string) =>
    new Metric({
      namespace: METRICS.namespace,
      metricName,
      dimensionsMap: { service: prefix },
      statistic,
      period,
    });
  for (const name of TAKERS) measurePutOffs(scope, name, functions[name]);
  return [
    ...errors,
    silenceAlarm(
      scope,
      'Sweep Silent',
      functions.sweeper,
      'The sweep does not run: nothing is reported as overdue, and nothing that was left behind is found',
    ),
    behindAlarm(
      scope,
      'Waits Behind',
      functions.resumer,
      'The resumer is minutes behind the table: held events are delivered late',
    ),
    behindAlarm(
      scope,
      'Notices Behind',
      functions.notifier,
      'The notifier is minutes behind the table: deviations and closings are told late',
    ),
    putOffAlarm(
      scope,
      'Put Off',
      measured(METRICS.putOff, 'Maximum'),
      'Messages have been put off for half an hour because of throttling: their instances stand where they are',
    ),
    anyAlarm(
      scope,
      'Unreadable Rows',
      measured(METRICS.unreadable, 'Sum'),
      'There are rows in the table that the notifier cannot read: what they say was not told',
    ),
  ];
}

/** Taken from the log: throttling is rare, and what the functions do not carry does not have to be loaded. */
function measurePutOffs(scope: Construct, name: FunctionName, { logGroup }: LambdaFunction): void {
  new MetricFilter(scope, `${name} Put Off`, {
    logGroup,
    filterPattern: FilterPattern.stringValue('$.message', '=', PUT_OFF.message),
    metricNamespace: METRICS.namespace,
    metricName: METRICS.putOff,
    metricValue: `$.${PUT_OFF.waited}`,
    dimensions: { service: '$.service' },
  });
}
