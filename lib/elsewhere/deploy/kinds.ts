import type { Account } from '../account.ts';
import { table } from './dynamodb.ts';
import { bus, rule } from './events.ts';
import { inlinePolicy, managedPolicy, role } from './iam.ts';
import type { Kind } from './kind.ts';
import { invokeConfig, lambdaFunction, permission, type Surroundings } from './lambda.ts';
import { logGroup } from './logs.ts';
import { eventSourceMapping } from './mapping.ts';
import { subscription, topic, topicPolicy } from './sns.ts';
import { queue, queuePolicy } from './sqs.ts';
import { stateMachine } from './states.ts';

/** Everything that can be put through an endpoint's APIs; another type is refused by name. */
export function kinds(account: Account, surroundings: Surroundings): { readonly [type: string]: Kind } {
  return {
    'AWS::CDK::Metadata': leftOut,
    'AWS::CloudWatch::Alarm': leftOut,
    'AWS::CloudWatch::CompositeAlarm': leftOut,
    'AWS::CloudWatch::Dashboard': leftOut,
    'AWS::DynamoDB::GlobalTable': table(account),
    'AWS::DynamoDB::Table': table(account),
    'AWS::Events::EventBus': bus(account),
    'AWS::Events::Rule': rule(account),
    'AWS::IAM::ManagedPolicy': managedPolicy(account),
    'AWS::IAM::Policy': inlinePolicy(account),
    'AWS::IAM::Role': role(account),
    'AWS::Lambda::EventInvokeConfig': invokeConfig(account),
    'AWS::Lambda::EventSourceMapping': eventSourceMapping(account),
    'AWS::Lambda::Function': lambdaFunction(account, surroundings),
    'AWS::Lambda::Permission': permission(account),
    'AWS::Logs::LogGroup': logGroup(account),
    'AWS::Logs::MetricFilter': leftOut,
    'AWS::SNS::Subscription': subscription(account),
    'AWS::SNS::Topic': topic(account),
    'AWS::SNS::TopicPolicy': topicPolicy(account),
    'AWS::SQS::Queue': queue(account),
    'AWS::SQS::QueuePolicy': queuePolicy(account),
    'AWS::StepFunctions::StateMachine': stateMachine(account),
  };
}

/** It watches the monitor, which does not need it; what watches at an endpoint is the endpoint's own. */
export const leftOut: Kind = {
  expected: ({ id, type }) => ({ ref: id, attributes: { Arn: `${type}:${id}`, Id: id } }),
  put: (request) => Promise.resolve(leftOut.expected(request)),
  remove: () => Promise.resolve(),
};
