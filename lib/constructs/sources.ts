import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Function as LambdaFunction, IEventSourceDlq, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { FailureQueue } from './queue.ts';
import type { InstanceTable } from './table.ts';

/** A JSON filter pattern, as an event source mapping takes it. */
export type RecordFilter = { readonly [field: string]: unknown };

/** The function takes the queue's messages and answers which of a batch it could not handle. */
export function consume(scope: Construct, id: string, target: LambdaFunction, queue: Queue): void {
  new EventSourceMapping(scope, id, {
    target,
    eventSourceArn: queue.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
  });
  // What Lambda asks for, and nothing else: it neither puts messages off nor looks for the queue's address.
  const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  target.addToRolePolicy(new PolicyStatement({ actions, resources: [queue.queueArn] }));
}

/** The function, or Lambda for it, puts messages into the queue. */
export function permitSending(target: IFunction, queue: Queue): void {
  target.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
}

/** One broken instance then holds up the others of its shard for minutes, not for the day a stream lasts. */
const BOUNDED = { retryAttempts: 10, maxRecordAge: Duration.hours(1) };

/** The function follows the table's changes. A record that fails is tried again by itself. */
export function follow(
  scope: Construct,
  id: string,
  target: LambdaFunction,
  props: {
    readonly table: InstanceTable;
    readonly filters: readonly RecordFilter[];
    readonly failures: FailureQueue;
    /** What cannot be done: is it skipped after a while, or tried until the stream forgets it? */
    readonly gives: 'up' | 'never up';
  },
): void {
  new EventSourceMapping(scope, id, {
    target,
    eventSourceArn: props.table.streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    filters: props.filters.map((filter) => FilterCriteria.filter(filter)),
    batchSize: 50,
    // Instances side by side; the records of one instance stay in order.
    parallelizationFactor: 10,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    ...(props.gives === 'up' && BOUNDED),
    onFailure: toQueue(props.failures.queue),
  });
  props.table.table.grantStreamRead(target);
}

function toQueue(queue: Queue): IEventSourceDlq {
  return {
    bind(_mapping, target) {
      permitSending(target, queue);
      return { destination: queue.queueArn };
    },
  };
}
