import { objectOf, textOf, textsOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import type { ResourceHandler } from '../template/deploy.ts';
import { THE_CLOUD, type World } from '../world.ts';
import { physicalName } from './names.ts';

/** `AWS::IAM::Policy` for roles by their names, and `AWS::IAM::RolePolicy` for one. */
export function rolePolicyHandler({ iam }: World): ResourceHandler {
  return ({ id, properties }) => {
    const one = textOf(properties['RoleName']);
    const roles = one === undefined ? textsOf(properties['Roles']) : [one];
    iam.roles.attach(roles, textOf(properties['PolicyName']) ?? id, properties['PolicyDocument']);
    return Promise.resolve({ ref: id, attributes: { Id: id } });
  };
}

/** It names its roles, or they name it. */
export function managedPolicyHandler({ place, iam }: World): ResourceHandler {
  return (request) => {
    const { properties } = request;
    const name = textOf(properties['ManagedPolicyName']) ?? physicalName(request, 128);
    const arn = `arn:aws:iam::${place.account}:policy${textOf(properties['Path']) ?? '/'}${name}`;
    iam.roles.addManaged(arn, name, properties['PolicyDocument']);
    iam.roles.attach(textsOf(properties['Roles']), name, properties['PolicyDocument']);
    return Promise.resolve({ ref: arn, attributes: { PolicyArn: arn, PolicyId: name } });
  };
}

export function queuePolicyHandler({ services }: World): ResourceHandler {
  return async ({ id, properties }) => {
    const one = textOf(properties['Queue']);
    for (const url of one === undefined ? textsOf(properties['Queues']) : [one]) {
      const input = { QueueUrl: url, Attributes: { Policy: textIn(properties['PolicyDocument']) } };
      await services.sqs.call('SetQueueAttributes', input, THE_CLOUD);
    }
    return { ref: id, attributes: { Id: id } };
  };
}

export function topicPolicyHandler({ services }: World): ResourceHandler {
  return async ({ id, properties }) => {
    const one = textOf(properties['TopicArn']);
    const AttributeValue = textIn(properties['PolicyDocument']);
    for (const TopicArn of one === undefined ? textsOf(properties['Topics']) : [one]) {
      const input = { TopicArn, AttributeName: 'Policy', AttributeValue };
      await services.sns.call('SetTopicAttributes', input, THE_CLOUD);
    }
    return { ref: id, attributes: { Id: id } };
  };
}

function textIn(document: Json | undefined): string {
  return typeof document === 'string' ? document : JSON.stringify(document ?? {});
}

/** A statement alone, or in the older form an action and a principal. */
export function busPolicyHandler({ place, iam }: World): ResourceHandler {
  return ({ id, properties }) => {
    const bus = textOf(properties['EventBusName']) ?? 'default';
    const arn = `arn:aws:events:${place.region}:${place.account}:event-bus/${bus}`;
    const { Statement: statement, Action: action = '', Principal: principal = '*' } = properties;
    const older = {
      Effect: 'Allow',
      Principal: principal === '*' ? '*' : { AWS: principal },
      Action: action,
      Resource: arn,
      Condition: objectOf(properties['Condition']),
    };
    iam.addResourcePolicy(arn, id, { Statement: statement ?? older });
    return Promise.resolve({ ref: id, attributes: { Id: id } });
  };
}

export function functionPermissionHandler({ place, iam }: World): ResourceHandler {
  return ({ id, properties }) => {
    const name = textOf(properties['FunctionName']) ?? '';
    const arn = name.startsWith('arn:')
      ? name
      : `arn:aws:lambda:${place.region}:${place.account}:function:${name}`;
    iam.addResourcePolicy(arn, id, { Statement: permissionOf(arn, properties) });
    return Promise.resolve({ ref: id, attributes: { Id: id } });
  };
}

/** The statement that Lambda makes of a permission. */
export function permissionOf(arn: string, properties: JsonObject): JsonObject {
  const principal = textOf(properties['Principal']) ?? '';
  const { SourceArn: source, SourceAccount: account } = properties;
  return {
    Effect: 'Allow',
    Principal: principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal },
    Action: properties['Action'] ?? '',
    Resource: arn,
    Condition: {
      ...(source === undefined ? {} : { ArnLike: { 'aws:SourceArn': source } }),
      ...(account === undefined ? {} : { StringEquals: { 'aws:SourceAccount': account } }),
    },
  };
}
