import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** In alarm as long as there is anything in the queue. */
export function arrivalAlarm(scope: Construct, id: string, queue: Queue, description: string): Alarm {
  const metric = queue.metricApproximateNumberOfMessagesVisible({
    period: Duration.minutes(1),
    statistic: 'Maximum',
  });
  return aboveZero(scope, id, metric, description);
}

/** In alarm when three of five minutes had any. */
export function persistenceAlarm(scope: Construct, id: string, metric: IMetric, description: string): Alarm {
  return aboveZero(scope, id, metric, description, { evaluationPeriods: 5, datapointsToAlarm: 3 });
}

function aboveZero(
  scope: Construct,
  id: string,
  metric: IMetric,
  alarmDescription: string,
  periods: { evaluationPeriods: number; datapointsToAlarm?: number } = { evaluationPeriods: 1 },
): Alarm {
  return new Alarm(scope, id, {
    metric,
    alarmDescription,
    threshold: 0,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    ...periods,
  });
}
