import { expect, test } from '@jest/globals';
import { readPolicy, type Policy } from '../../../lib/local/iam/document.ts';
import { evaluate, type Decision } from '../../../lib/local/iam/evaluate.ts';
import type { Principal } from '../../../lib/local/iam/request.ts';
import { sessionOf } from '../../../lib/local/iam/session.ts';
import type { JsonObject } from '../../../lib/local/json.ts';

const ROLE = 'arn:aws:iam::123456789012:role/service/reader';
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:orders';
const EVENTS: Principal = { kind: 'service', name: 'events.amazonaws.com' };

const policies = (statements: readonly JsonObject[]): Policy[] =>
  statements.length === 0 ? [] : [readPolicy('p', { Statement: statements }).policy];

type Situation = {
  identity?: readonly JsonObject[];
  resource?: readonly JsonObject[];
  boundary?: readonly JsonObject[];
  principal?: Principal;
  action?: string;
  on?: string;
  context?: { readonly [key: string]: readonly string[] };
};

function decide(situation: Situation): Decision | 'allowed' {
  const decision = decisionOn(situation);
  return decision.kind === 'allowed' ? 'allowed' : decision;
}

function decisionOn(situation: Situation): Decision {
  const { identity = [], resource = [], boundary, principal, context = {} } = situation;
  return evaluate(
    {
      principal: principal ?? sessionOf(ROLE, { roleArn: ROLE }),
      action: situation.action ?? 'sqs:SendMessage',
      resource: situation.on ?? QUEUE,
      context: new Map(Object.entries(context)),
    },
    {
      identity: policies(identity),
      resource: policies(resource),
      boundary: boundary === undefined ? undefined : policies(boundary)[0],
    },
  );
}

const allow = (Action: string | string[], Resource: string | string[] = '*', more: JsonObject = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: string, more: JsonObject = {}) => ({
  Effect: 'Deny',
  Action,
  Resource: '*',
  ...more,
});
const ALLOWED = 'allowed';
const missing = (
  by: 'identity-based policy' | 'resource-based policy' | 'permissions boundary',
): Decision => ({
  kind: 'denied',
  explicit: false,
  by,
});
const forbidden = (
  by: 'identity-based policy' | 'resource-based policy' | 'permissions boundary',
): Decision => ({
  kind: 'denied',
  explicit: true,
  by,
});

test('nothing is allowed that no policy allows', () => {
  expect(decide({})).toEqual(missing('identity-based policy'));
  expect(decide({ identity: [allow('sqs:ReceiveMessage')] })).toEqual(missing('identity-based policy'));
  expect(decide({ identity: [allow('sqs:SendMessage', `${QUEUE}-dead`)] })).toEqual(
    missing('identity-based policy'),
  );
});

test("the role's own policies allow, actions in any letters, resources as they are", () => {
  expect(decide({ identity: [allow('sqs:SendMessage', QUEUE)] })).toEqual(ALLOWED);
  expect(decide({ identity: [allow('SQS:sendmessage', QUEUE)] })).toEqual(ALLOWED);
  expect(decide({ identity: [allow(['a:B', 'sqs:Send*'], ['x', QUEUE])] })).toEqual(ALLOWED);
  expect(decide({ identity: [allow('sqs:SendMessage', QUEUE.toUpperCase())] })).toEqual(
    missing('identity-based policy'),
  );
});

test('a Deny ends it, wherever it stands', () => {
  const identity = [allow('sqs:*')];
  expect(decide({ identity: [...identity, deny('sqs:Send*')] })).toEqual(forbidden('identity-based policy'));
  expect(decide({ identity, resource: [deny('sqs:*', { Principal: '*' })] })).toEqual(
    forbidden('resource-based policy'),
  );
  expect(decide({ identity, boundary: [allow('*'), deny('sqs:SendMessage')] })).toEqual(
    forbidden('permissions boundary'),
  );
  expect(decide({ identity: [...identity, deny('sqs:ReceiveMessage')] })).toEqual(ALLOWED);
});

test('NotAction and NotResource mean all others', () => {
  const notAction = { Effect: 'Allow', NotAction: 'sqs:SendMessage', Resource: '*' };
  const notResource = { Effect: 'Allow', Action: '*', NotResource: QUEUE };
  expect(decide({ identity: [notAction] })).toEqual(missing('identity-based policy'));
  expect(decide({ identity: [notAction], action: 'sqs:DeleteMessage' })).toEqual(ALLOWED);
  expect(decide({ identity: [notResource] })).toEqual(missing('identity-based policy'));
  expect(decide({ identity: [notResource], on: `${QUEUE}-dead` })).toEqual(ALLOWED);
});

test('a boundary allows nothing, and limits what is allowed', () => {
  expect(decide({ boundary: [allow('*')] })).toEqual(missing('identity-based policy'));
  expect(decide({ identity: [allow('*')], boundary: [allow('sqs:*')] })).toEqual(ALLOWED);
  expect(decide({ identity: [allow('*')], boundary: [allow('dynamodb:*')] })).toEqual(
    missing('permissions boundary'),
  );
});

test("in one account the resource's policy is enough, if it names the role or everybody", () => {
  const open = (AWS: string) => [allow('sqs:SendMessage', QUEUE, { Principal: { AWS } })];
  expect(decide({ resource: open(ROLE) })).toEqual(ALLOWED);
  expect(decide({ resource: open('*') })).toEqual(ALLOWED);
  expect(decide({ resource: open('arn:aws:iam::123456789012:role/other') })).toEqual(
    missing('identity-based policy'),
  );
  // The account leaves it to the policies that it has given the role.
  expect(decide({ resource: open('arn:aws:iam::123456789012:root') })).toEqual(
    missing('identity-based policy'),
  );
});

test('a service needs the policy of the resource, which names it and for whom it acts', () => {
  const SourceArn = 'arn:aws:events:eu-west-1:123456789012:rule/bus/*';
  const resource = [
    allow('sqs:SendMessage', QUEUE, {
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': SourceArn } },
    }),
  ];
  const by = (rule: string, principal = EVENTS) =>
    decide({ resource, principal, context: { 'aws:sourcearn': [rule] } });
  expect(by('arn:aws:events:eu-west-1:123456789012:rule/bus/orders')).toEqual(ALLOWED);
  expect(by('arn:aws:events:eu-west-1:123456789012:rule/other')).toEqual(missing('resource-based policy'));
  expect(by(SourceArn, { kind: 'service', name: 'sns.amazonaws.com' })).toEqual(
    missing('resource-based policy'),
  );
  expect(decide({ principal: EVENTS, identity: [allow('*')] })).toEqual(missing('resource-based policy'));
});

test('what has let something through is marked, by its action and its resource', () => {
  const { policy } = readPolicy('p', {
    Statement: [
      allow(['sqs:DeleteMessage', 'sqs:SendMessage'], ['arn:aws:sqs:::a', QUEUE, '*']),
      deny('x:Y'),
    ],
  });
  evaluate(
    {
      principal: sessionOf(ROLE, { roleArn: ROLE }),
      action: 'sqs:SendMessage',
      resource: QUEUE,
      context: new Map(),
    },
    { identity: [policy], boundary: undefined, resource: [] },
  );
  expect(policy.statements.map(({ used }) => [...used])).toEqual([['1 1', '1 2'], []]);
});

test('what is denied in the end marks nothing', () => {
  const [identity, boundary] = [policies([allow('*')]), policies([allow('x:Y')])];
  const request = {
    principal: sessionOf(ROLE, { roleArn: ROLE }),
    action: 'sqs:SendMessage',
    resource: QUEUE,
    context: new Map<string, readonly string[]>(),
  };
  expect(evaluate(request, { identity, boundary: boundary[0], resource: [] }).kind).toBe('denied');
  expect(identity[0]?.statements[0]?.used.size).toBe(0);
});
