import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmProps, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

const MINUTE = { period: Duration.minutes(1) };

/** In alarm as long as there is anything in the queue. */
export function arrivalAlarm(scope: Construct, id: string, queue: Queue, description: string): Alarm {
  const metric = queue.metricApproximateNumberOfMessagesVisible({ ...MINUTE, statistic: 'Maximum' });
  return above(scope, id, 0, metric, description);
}

/** In alarm as soon as there is one. */
export function anyAlarm(scope: Construct, id: string, metric: IMetric, description: string): Alarm {
  return above(scope, id, 0, metric, description);
}

/** In alarm when three of five minutes had any. */
export function persistenceAlarm(scope: Construct, id: string, metric: IMetric, description: string): Alarm {
  return above(scope, id, 0, metric, description, { evaluationPeriods: 5, datapointsToAlarm: 3 });
}

/** A look is put off for fifteen minutes at most, and five failed attempts take another fifteen. */
const OLDEST = Duration.minutes(30);

/** In alarm when messages wait for longer than looks and failures explain: nobody takes them. */
export function ageAlarm(scope: Construct, id: string, queues: readonly Queue[], description: string): Alarm {
  const ages = queues.map((queue) =>
    queue.metricApproximateAgeOfOldestMessage({ ...MINUTE, statistic: 'Maximum' }),
  );
  const [only] = ages;
  const names = ages.map((_, index) => `age${index}`);
  const metric =
    ages.length === 1 && only !== undefined
      ? only
      : new MathExpression({
          expression: `MAX([${names.join(', ')}])`,
          usingMetrics: Object.fromEntries(ages.map((age, index) => [`age${index}`, age])),
          label: 'Age of the oldest message',
          ...MINUTE,
        });
  return above(scope, id, OLDEST.toSeconds(), metric, description, { evaluationPeriods: 3 });
}

/** In alarm when something has been put off again and again for as long. */
export function putOffAlarm(scope: Construct, id: string, seconds: IMetric, description: string): Alarm {
  return above(scope, id, OLDEST.toSeconds(), seconds, description, { evaluationPeriods: 3 });
}

const FARTHEST_BEHIND = Duration.minutes(5);

/** In alarm when the function is minutes behind the table's stream. */
export function behindAlarm(
  scope: Construct,
  id: string,
  follower: LambdaFunction,
  description: string,
): Alarm {
  return above(scope, id, FARTHEST_BEHIND.toMilliseconds(), iteratorAge(follower), description, {
    evaluationPeriods: 3,
  });
}

export function iteratorAge(follower: LambdaFunction): IMetric {
  return follower.metric('IteratorAge', { ...MINUTE, statistic: 'Maximum' });
}

/** In alarm when a function that is called every minute was not for ten: silence is no sign of health. */
export function silenceAlarm(
  scope: Construct,
  id: string,
  target: LambdaFunction,
  alarmDescription: string,
): Alarm {
  return new Alarm(scope, id, {
    metric: target.metricInvocations({ period: Duration.minutes(5) }),
    alarmDescription,
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 2,
    treatMissingData: TreatMissingData.BREACHING,
  });
}

function above(
  scope: Construct,
  id: string,
  threshold: number,
  metric: IMetric,
  alarmDescription: string,
  periods: Pick<AlarmProps, 'evaluationPeriods' | 'datapointsToAlarm'> = { evaluationPeriods: 1 },
): Alarm {
  return new Alarm(scope, id, {
    metric,
    alarmDescription,
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    ...periods,
  });
}
