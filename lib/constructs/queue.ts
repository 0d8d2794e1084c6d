import { Duration, Validations } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { arrivalAlarm } from './alarms.ts';
import { checkedQueueName } from './names.ts';

export type GuardedQueueProps = {
  /** At most 75 characters: the dead-letter queue is called `<name>-dead`. */
  readonly name: string;
  /** How long a message stays hidden while a function works on it. */
  readonly visibilityTimeout: Duration;
};

const DEAD = '-dead';
/** A message that five attempts could not settle needs a person. Throttled ones are put back as copies and do not count. */
const ATTEMPTS = 5;

/** A queue whose hopeless messages are kept for 14 days in a dead-letter queue that raises an alarm. */
export class GuardedQueue extends Construct {
  readonly queue: Queue;
  readonly dead: Queue;
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: GuardedQueueProps) {
    super(scope, id);
    this.dead = new Queue(this, 'Dead', deadLetters(`${props.name}${DEAD}`));
    this.queue = new Queue(this, 'Queue', {
      queueName: props.name,
      // EventBridge may not use the key alias/aws/sqs, so the queue's own encryption it is.
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: props.visibilityTimeout,
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.dead, maxReceiveCount: ATTEMPTS },
    });
    this.alarm = arrivalAlarm(
      this,
      'DeadAlarm',
      this.dead,
      `${props.name}: messages that could not be handled`,
    );
  }
}

/** Where a stream mapping leaves word of the records that it had to skip. */
export class FailureQueue extends Construct {
  readonly queue: Queue;
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: { readonly name: string }) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', deadLetters(props.name));
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue, of a stream and not of another queue, which the rule does not see.',
    });
    this.alarm = arrivalAlarm(this, 'Alarm', this.queue, `${props.name}: records that could not be handled`);
  }
}

function deadLetters(queueName: string) {
  return {
    queueName: checkedQueueName(queueName),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  };
}
