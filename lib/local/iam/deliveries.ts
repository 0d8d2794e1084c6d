import type { Deliver } from '../eventbridge/delivery.ts';
import type { Iam, Refusal } from './iam.ts';

/** What it takes to hand something to a resource, by its service. */
const ACTIONS: { readonly [service: string]: string } = {
  events: 'events:PutEvents',
  lambda: 'lambda:InvokeFunction',
  sns: 'sns:Publish',
  sqs: 'sqs:SendMessage',
  states: 'states:StartExecution',
};

const EVENTS = 'events.amazonaws.com';
const SNS = 'sns.amazonaws.com';

/** A rule delivers with the role that its target names, or else by what the target's own policy allows EventBridge. */
export function guardedDeliver(deliver: Deliver, iam: Iam): Deliver {
  return (arn, body, options) => {
    const refusal = ruleRefusal(iam, arn, options);
    if (refusal === undefined) return deliver(arn, body, options);
    return { kind: 'failed', code: 'NO_PERMISSIONS', message: refusal, retryable: false };
  };
}

function ruleRefusal(iam: Iam, resource: string, { rule = '', roleArn }: Parameters<Deliver>[2]): Refusal {
  const action = actionOn(resource);
  if (action === undefined) return undefined;
  if (roleArn === undefined) return iam.serviceRefusal(EVENTS, rule, { action, resource });
  if (!iam.trusts(roleArn, EVENTS)) return `${EVENTS} is not authorized to assume the role ${roleArn}`;
  return iam.refusalAtOnce({ roleArn }, { action, resource });
}

/** Whether a topic may tell a queue or a function, by the policy of that. */
export function subscriberRefusal(iam: Iam): (topicArn: string, endpoint: string) => Refusal {
  return (topicArn, resource) => {
    const action = actionOn(resource);
    return action === undefined ? undefined : iam.serviceRefusal(SNS, topicArn, { action, resource });
  };
}

function actionOn(arn: string): string | undefined {
  const service = arn.split(':')[2] ?? '';
  return Object.hasOwn(ACTIONS, service) ? ACTIONS[service] : undefined;
}
