import type { IRule, IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { GuardedQueue } from './queue.ts';

/**
 * Takes events as they came; one that SQS does not take ends with the queue's dead letters. Unlike CDK's own target it
 * lets the rule send and nothing else: EventBridge asks neither for a queue's address nor for its attributes.
 */
export class QueueTarget implements IRuleTarget {
  readonly #to: GuardedQueue;

  constructor(to: GuardedQueue) {
    this.#to = to;
  }

  bind(rule: IRule): RuleTargetConfig {
    const { queue, dead } = this.#to;
    for (const each of [queue, dead]) letSend(rule, each);
    return { arn: queue.queueArn, deadLetterConfig: { arn: dead.queueArn }, targetResource: queue };
  }
}

function letSend(rule: IRule, queue: Queue): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
    }),
  );
}
