/** What AWS knows of the optimised integrations that are played here, and refuses in a definition. */
import { isObject } from '../json.ts';
import type { Resource } from '../model.ts';
import type { Source } from './object.ts';

type Integration = {
  /** Whether it can wait for a callback. */
  readonly callback: boolean;
  /** Whether it can run a job: `.sync`. */
  readonly job?: boolean;
  readonly required: readonly string[];
  readonly optional: readonly string[];
};

const CONDITION = [
  'ConditionalOperator',
  'ConditionExpression',
  'Expected',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnConsumedCapacity',
  'ReturnItemCollectionMetrics',
  'ReturnValues',
];

const INTEGRATIONS: { readonly [service: string]: { readonly [action: string]: Integration } | undefined } = {
  dynamodb: {
    getItem: {
      callback: false,
      required: ['Key', 'TableName'],
      optional: [
        'AttributesToGet',
        'ConsistentRead',
        'ExpressionAttributeNames',
        'ProjectionExpression',
        'ReturnConsumedCapacity',
      ],
    },
    putItem: { callback: false, required: ['Item', 'TableName'], optional: CONDITION },
    updateItem: {
      callback: false,
      required: ['Key', 'TableName'],
      optional: [...CONDITION, 'AttributeUpdates', 'UpdateExpression'],
    },
    deleteItem: { callback: false, required: ['Key', 'TableName'], optional: CONDITION },
  },
  events: { putEvents: { callback: true, required: ['Entries'], optional: ['EndpointId'] } },
  lambda: {
    invoke: {
      callback: true,
      required: ['FunctionName'],
      optional: ['ClientContext', 'InvocationType', 'LogType', 'Payload', 'Qualifier'],
    },
  },
  sns: {
    publish: {
      callback: true,
      required: ['Message'],
      optional: [
        'MessageAttributes',
        'MessageDeduplicationId',
        'MessageGroupId',
        'MessageStructure',
        'PhoneNumber',
        'Subject',
        'TargetArn',
        'TopicArn',
      ],
    },
  },
  sqs: {
    sendMessage: {
      callback: true,
      required: ['MessageBody', 'QueueUrl'],
      optional: ['DelaySeconds', 'MessageAttributes', 'MessageDeduplicationId', 'MessageGroupId'],
    },
  },
  states: {
    startExecution: {
      callback: true,
      job: true,
      required: ['StateMachineArn'],
      optional: ['Input', 'Name', 'TraceHeader'],
    },
  },
};

/** What the AWS SDK's integrations have another name for. */
const NO_SDK = ['aws-sdk:events', 'aws-sdk:states', 'aws-sdk:stepfunctions'];

export type Pattern = 'call' | 'callback' | 'job';

/** Whether AWS has it; of services that are not here it is not known. */
export function isRecognised(resourceType: string, action: string, pattern: Pattern): boolean {
  if (resourceType.startsWith('aws-sdk:'))
    return !NO_SDK.includes(resourceType) && !/^[A-Z]/.test(action) && pattern !== 'job';
  const actions = INTEGRATIONS[resourceType];
  if (actions === undefined) return true;
  const integration = actions[action];
  if (integration === undefined) return false;
  return pattern === 'call' || integration[pattern] === true;
}

/** A parameter that is not there, or in other letters. Without parameters the state's input is the call's. */
export function checkParameters(source: Source, { kind, resourceType, resource }: Resource): void {
  const [action = ''] = resource.split('.');
  const known = kind === 'service' ? INTEGRATIONS[resourceType]?.[action] : undefined;
  const field = source.language === 'JSONata' ? 'Arguments' : 'Parameters';
  const given = source.object[field];
  if (known === undefined || !isObject(given)) return;
  const at = `${source.at}/${field}`;
  const names = Object.keys(given).map((name) =>
    source.language === 'JSONata' ? name : name.replace(/\.\$$/, ''),
  );
  // Whoever replaces the task may leave out what its answer does not need.
  for (const name of source.replaced ? [] : known.required) {
    if (!names.includes(name)) source.problems.schema(`The field "${name}" is required but was missing`, at);
  }
  for (const name of names) {
    if (isMiswritten(name, [...known.required, ...known.optional]))
      source.problems.schema(`The field "${name}" is not supported by Step Functions`, at);
  }
}

/** Services get new parameters; but none that differs from another in its capitals only. */
function isMiswritten(name: string, known: readonly string[]): boolean {
  return !known.includes(name) && known.some((each) => each.toLowerCase() === name.toLowerCase());
}
