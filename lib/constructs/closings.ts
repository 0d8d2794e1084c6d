import type { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ageAlarm } from './alarms.ts';
import { QueueTarget } from './queue-target.ts';
import { GuardedQueue } from './queue.ts';

export type ClosingsProps = {
  readonly queueName: string;
  /** What the ARNs of the monitor's state machines begin with. */
  readonly stateMachineArnPrefix: string;
  readonly visibilityTimeout: Duration;
};

/** Word of every execution that has ended. Step Functions sends it to the account's default bus and to no other. */
export class Closings extends Construct {
  readonly queue: GuardedQueue;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: ClosingsProps) {
    super(scope, id);
    this.queue = new GuardedQueue(this, 'Queue', {
      name: props.queueName,
      visibilityTimeout: props.visibilityTimeout,
    });
    const waiting = ageAlarm(
      this,
      'AgeAlarm',
      [this.queue.queue],
      `${props.queueName}: ends of executions wait for half an hour and longer, nobody records them`,
    );
    this.alarms = [this.queue.alarm, waiting];
    new Rule(this, 'Rule', {
      description: 'Executions of monitored choreographies that have ended',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
          // A prefix and not a list: a pattern holds 2,048 characters, which is some twenty ARNs.
          stateMachineArn: [{ prefix: props.stateMachineArnPrefix }],
        },
      },
      targets: [new QueueTarget(this.queue)],
    });
  }
}
