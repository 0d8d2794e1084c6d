import type { ResourceHandler } from '../template/deploy.ts';
import type { World } from '../world.ts';
import { tableHandler } from './dynamodb.ts';
import { eventSourceHandler } from './event-source.ts';
import { archiveHandler, busHandler, ruleHandler } from './events.ts';
import { effectless, keyHandler, logGroupHandler, roleHandler } from './identity.ts';
import { functionHandler, invokeConfigHandler } from './lambda.ts';
import {
  busPolicyHandler,
  functionPermissionHandler,
  managedPolicyHandler,
  queuePolicyHandler,
  rolePolicyHandler,
  topicPolicyHandler,
} from './policies.ts';
import { subscriptionHandler, topicHandler } from './sns.ts';
import { queueHandler } from './sqs.ts';
import { stateMachineHandler } from './states.ts';

/** Everything of CloudFormation that the local cloud can make; another type is refused by name. */
export function resourceHandlers(world: World): { readonly [type: string]: ResourceHandler } {
  return {
    'AWS::CDK::Metadata': effectless,
    'AWS::CloudWatch::Alarm': effectless,
    'AWS::CloudWatch::CompositeAlarm': effectless,
    'AWS::CloudWatch::Dashboard': effectless,
    'AWS::DynamoDB::GlobalTable': tableHandler(world),
    'AWS::DynamoDB::Table': tableHandler(world),
    'AWS::Events::Archive': archiveHandler(world),
    'AWS::Events::EventBus': busHandler(world),
    'AWS::Events::EventBusPolicy': busPolicyHandler(world),
    'AWS::Events::Rule': ruleHandler(world),
    'AWS::IAM::ManagedPolicy': managedPolicyHandler(world),
    'AWS::IAM::Policy': rolePolicyHandler(world),
    'AWS::IAM::RolePolicy': rolePolicyHandler(world),
    'AWS::IAM::Role': roleHandler(world),
    'AWS::KMS::Alias': effectless,
    'AWS::KMS::Key': keyHandler(world),
    'AWS::Lambda::EventInvokeConfig': invokeConfigHandler(world),
    'AWS::Lambda::EventSourceMapping': eventSourceHandler(world),
    'AWS::Lambda::Function': functionHandler(world),
    'AWS::Lambda::Permission': functionPermissionHandler(world),
    'AWS::Logs::LogGroup': logGroupHandler(world),
    'AWS::Logs::MetricFilter': effectless,
    'AWS::Logs::ResourcePolicy': effectless,
    'AWS::SNS::Subscription': subscriptionHandler(world),
    'AWS::SNS::Topic': topicHandler(world),
    'AWS::SNS::TopicInlinePolicy': topicPolicyHandler(world),
    'AWS::SNS::TopicPolicy': topicPolicyHandler(world),
    'AWS::SQS::Queue': queueHandler(world),
    'AWS::SQS::QueueInlinePolicy': queuePolicyHandler(world),
    'AWS::SQS::QueuePolicy': queuePolicyHandler(world),
    'AWS::StepFunctions::StateMachine': stateMachineHandler(world),
  };
}
