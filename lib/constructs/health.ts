import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { METRICS } from '../definition/metrics.ts';
import { anyAlarm, behindAlarm, persistenceAlarm, silenceAlarm } from './alarms.ts';
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
  const unreadable = new Metric({
    namespace: METRICS.namespace,
    metricName: METRICS.unreadable,
    dimensionsMap: { service: prefix },
    statistic: 'Sum',
    period,
  });
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
    anyAlarm(
      scope,
      'Unreadable Rows',
      unreadable,
      'There are rows in the table that the notifier cannot read: what they say was not told',
    ),
  ];
}
