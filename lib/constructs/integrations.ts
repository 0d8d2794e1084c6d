/** What a Task of a compiled machine needs to be permitted, as far as its definition tells. */
import * as z from 'zod';
import type { TaskCall } from './tasks.ts';

/** Where the machine runs, and what its placeholders stand for. */
export type Surroundings = {
  readonly partition: string;
  /** An ARN in the machine's own Region and, if no other is given, account. */
  readonly arn: (service: string, resource: string, account?: string) => string;
  /** `${TableName}`, `${EventBusName}` and `${TopicArn}`, as they stand in arguments → the ARN. */
  readonly placeholders: ReadonlyMap<string, string>;
};

export type Derived =
  | { readonly kind: 'permission'; readonly action: string; readonly resources: readonly string[] }
  /** `reason` goes on after "because". */
  | { readonly kind: 'unknown'; readonly reason: string };

const SERVICE = /^arn:[^:]+:states:[^:]*:[^:]*:(?:aws-sdk:)?([^:]+):([^:.]+)(\.waitForTaskToken)?$/;
const FUNCTION = /^arn:[^:]+:lambda:[^:]+:\d+:function:[^:]+(:[^:]+)?$/;

/** The names of the AWS SDK's integrations, where the optimised ones have others. */
const ALIASES: Readonly<Record<string, string>> = { eventbridge: 'events', sfn: 'states' };

type Rule = {
  readonly action: string;
  /** What it acts on; undefined where that is computed when the machine runs. */
  readonly resources: (given: Given, at: Surroundings) => readonly string[] | undefined;
  /** The argument that `resources` reads, for the author. */
  readonly argument: string;
};
type Given = TaskCall['arguments'];

const table = (operation: string): Rule => ({
  action: `dynamodb:${operation}`,
  argument: 'TableName',
  resources: ({ TableName: name }, at) =>
    listed(arnOf(name, at, (text) => at.arn('dynamodb', `table/${text}`))),
});

const RULES: Readonly<Record<string, Rule>> = {
  'dynamodb:deleteItem': table('DeleteItem'),
  'dynamodb:getItem': table('GetItem'),
  'dynamodb:putItem': table('PutItem'),
  'dynamodb:updateItem': table('UpdateItem'),
  'events:putEvents': { action: 'events:PutEvents', argument: 'EventBusName', resources: buses },
  'lambda:invoke': { action: 'lambda:InvokeFunction', argument: 'FunctionName', resources: functions },
  'sns:publish': {
    action: 'sns:Publish',
    argument: 'TopicArn',
    resources: ({ TopicArn: topic, TargetArn: target }, at) => listed(arnOf(topic ?? target, at)),
  },
  'sqs:sendMessage': { action: 'sqs:SendMessage', argument: 'QueueUrl', resources: queues },
  'states:startExecution': {
    action: 'states:StartExecution',
    argument: 'StateMachineArn',
    resources: ({ StateMachineArn: machine }, at) => listed(arnOf(machine, at)),
  },
};

export function permissionOf({ resource, arguments: given }: TaskCall, at: Surroundings): Derived {
  if (FUNCTION.test(resource))
    return { kind: 'permission', action: 'lambda:InvokeFunction', resources: [placed(resource, at)] };
  const [, service = '', operation = ''] = SERVICE.exec(resource) ?? [];
  const key = `${ALIASES[service] ?? service}:${operation}`;
  const rule = Object.hasOwn(RULES, key) ? RULES[key] : undefined;
  if (rule === undefined)
    return { kind: 'unknown', reason: 'the permissions of this integration are not known here' };
  const resources = rule.resources(given, at);
  return resources === undefined
    ? { kind: 'unknown', reason: `its ${rule.argument} is not given as plain text` }
    : { kind: 'permission', action: rule.action, resources };
}

function listed(arn: string | undefined): readonly string[] | undefined {
  return arn === undefined ? undefined : [arn];
}

/** The ARN that a literal argument stands for; a plain name by `named`. */
function arnOf(value: unknown, at: Surroundings, named?: (name: string) => string): string | undefined {
  const text = literal(value);
  if (text === undefined) return undefined;
  const known = at.placeholders.get(text);
  if (known !== undefined) return known;
  if (text.startsWith('arn:')) return placed(text, at);
  return named?.(text);
}

function literal(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && !value.startsWith('{%') ? value : undefined;
}

function placed(arn: string, at: Surroundings): string {
  return arn.replace('${Partition}', at.partition);
}

/** Either all entries' buses are known, or nothing is. An entry that names none goes to the default bus. */
function buses({ Entries: entries }: Given, at: Surroundings): readonly string[] | undefined {
  const { data } = z.array(z.object({ EventBusName: z.unknown().optional() })).safeParse(entries);
  const arns = data?.map(({ EventBusName: bus = 'default' }) =>
    arnOf(bus, at, (name) => at.arn('events', `event-bus/${name}`)),
  );
  return arns?.every((arn) => arn !== undefined) === true ? arns : undefined;
}

/** A function by its name or its ARN, whole or from the account on, with or without a version or an alias. */
function functions({ FunctionName: name, Qualifier: qualifier }: Given, at: Surroundings) {
  const arn = arnOf(name, at, (text) => {
    const [, account, rest = text] = /^(?:(\d{12}):)?function:(.+)$/.exec(text) ?? [];
    return at.arn('lambda', `function:${rest}`, account);
  });
  if (arn === undefined || qualifier === undefined) return listed(arn);
  const version = literal(qualifier);
  return version === undefined ? undefined : [`${arn}:${version}`];
}

const QUEUE_URL = /^https:\/\/sqs\.([\w-]+)\.amazonaws\.com(?:\.cn)?\/(\d{12})\/([\w-]+(?:\.fifo)?)$/;

function queues({ QueueUrl: url }: Given, at: Surroundings): readonly string[] | undefined {
  const [, region, account, name] = QUEUE_URL.exec(literal(url) ?? '') ?? [];
  if (region === undefined || account === undefined || name === undefined) return undefined;
  return [`arn:${at.partition}:sqs:${region}:${account}:${name}`];
}
