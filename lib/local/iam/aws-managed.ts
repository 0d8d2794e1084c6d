import type { Json } from '../service.ts';
import { readPolicy, type Policy } from './document.ts';

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const TRACES = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:GetSamplingStatisticSummaries',
];
const STREAM = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];
const QUEUE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** The policies of AWS's own that CDK attaches by itself or that people attach to such roles, by what they permit. */
const ACTIONS: { readonly [name: string]: readonly string[] } = {
  AdministratorAccess: ['*'],
  AmazonDynamoDBFullAccess: ['dynamodb:*'],
  AmazonDynamoDBFullAccess_v2: ['dynamodb:*'],
  AmazonEventBridgeFullAccess: ['events:*', 'schemas:*', 'scheduler:*', 'pipes:*'],
  AmazonSNSFullAccess: ['sns:*'],
  AmazonSQSFullAccess: ['sqs:*'],
  AmazonSQSReadOnlyAccess: [
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:ListDeadLetterSourceQueues',
    'sqs:ListQueues',
    'sqs:ListMessageMoveTasks',
    'sqs:ListQueueTags',
  ],
  AWSLambdaExecute: ['logs:*', 's3:GetObject', 's3:PutObject'],
  AWSLambda_FullAccess: ['lambda:*'],
  AWSStepFunctionsFullAccess: ['states:*'],
  AWSXRayDaemonWriteAccess: TRACES,
  AWSXrayWriteOnlyAccess: TRACES,
  CloudWatchLambdaInsightsExecutionRolePolicy: LOGS,
  'service-role/AWSLambdaBasicExecutionRole': LOGS,
  'service-role/AWSLambdaDynamoDBExecutionRole': [...STREAM, ...LOGS],
  'service-role/AWSLambdaRole': ['lambda:InvokeFunction'],
  'service-role/AWSLambdaSQSQueueExecutionRole': [...QUEUE, ...LOGS],
  'service-role/AWSLambdaVPCAccessExecutionRole': LOGS,
};

/** `undefined` for one that is not known here. */
export function awsManaged(arn: string): Policy | undefined {
  const name = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1] ?? '';
  const actions = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (actions === undefined) return undefined;
  const document: Json = { Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
  return readPolicy(arn, document).policy;
}
