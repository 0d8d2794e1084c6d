import { expect, test } from '@jest/globals';
import { createIam, type Iam } from '../../../lib/local/iam/iam.ts';
import { needlessPermissions } from '../../../lib/local/iam/needless.ts';
import { permissionsOf } from '../../../lib/local/iam/permissions.ts';
import { unusedPermissions } from '../../../lib/local/iam/unused.ts';
import type { JsonObject } from '../../../lib/local/json.ts';

const PLACE = { region: 'eu-west-1', account: '123456789012', endpoint: 'http://localhost:1' };
const arnOf = (role: string) => `arn:aws:iam::123456789012:role/${role}`;
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:q';
const TABLE = 'arn:aws:dynamodb:eu-west-1:123456789012:table/t';
const TRUST = {
  Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
};

function open(): { iam: Iam; lines: string[] } {
  const lines: string[] = [];
  const clock = {
    now: () => Date.parse('2026-01-01T00:00:00Z'),
    at: () => () => undefined,
    after: () => () => undefined,
  };
  const iam = createIam({ place: PLACE, clock, log: ({ text }) => void lines.push(text) });
  return { iam, lines };
}

const allow = (Action: string | string[], Resource: string | string[], Condition: JsonObject = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});
const inline = (...Statement: JsonObject[]) => ({
  AssumeRolePolicyDocument: TRUST,
  Policies: [{ PolicyName: 'own', PolicyDocument: { Statement } }],
});
const send = { action: 'sqs:SendMessage', resource: QUEUE };

test('a role that nobody made may do everything, and so may whoever has none', () => {
  const { iam } = open();
  expect(iam.refusalAtOnce({ roleArn: arnOf('unknown') }, send)).toBeUndefined();
  expect(iam.refusalAtOnce({ roleArn: undefined }, send)).toBeUndefined();
  expect(iam.trusts(arnOf('unknown'), 'lambda.amazonaws.com')).toBe(true);
});

test('a role has its own policies, those attached to it, and managed ones; a boundary limits them', () => {
  const { iam, lines } = open();
  const policy = 'arn:aws:iam::123456789012:policy/limit';
  iam.roles.addManaged(policy, 'limit', { Statement: allow('sqs:*', '*') });
  iam.roles.add(arnOf('a'), inline(allow('sqs:SendMessage', QUEUE)));
  iam.roles.add(arnOf('b'), { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSQSFullAccess'] });
  iam.roles.add(arnOf('c'), { PermissionsBoundary: policy });
  iam.roles.add(arnOf('d'), { ManagedPolicyArns: ['arn:aws:iam::aws:policy/Unheard'] });
  iam.roles.attach(['c'], 'all', { Statement: allow('*', '*') });
  const refusals = ['a', 'b', 'c', 'd'].map((role) => iam.refusalAtOnce({ roleArn: arnOf(role) }, send));
  expect(refusals.map((refusal) => refusal === undefined)).toEqual([true, true, true, false]);
  expect(iam.refusalAtOnce({ roleArn: arnOf('c') }, { action: 'sns:Publish', resource: 't' })).toMatch(
    /because no permissions boundary allows the SNS:Publish action$/,
  );
  expect(lines[0]).toBe(
    'd has the policy arn:aws:iam::aws:policy/Unheard, which is neither in the template nor known to the local cloud: here it permits nothing.',
  );
});

test('a policy that is attached later counts from then on', () => {
  const { iam } = open();
  iam.roles.add(arnOf('a'), inline());
  expect(iam.refusalAtOnce({ roleArn: arnOf('a') }, send)).toBeDefined();
  iam.setResourcePolicy(QUEUE, 'open', {
    Statement: { ...allow('sqs:SendMessage', QUEUE), Principal: { AWS: arnOf('a') } },
  });
  expect(iam.refusalAtOnce({ roleArn: arnOf('a') }, send)).toBeUndefined();
});

test('only whom its trust policy names may take on a role', () => {
  const { iam } = open();
  iam.roles.add(arnOf('a'), inline());
  expect(iam.trusts(arnOf('a'), 'lambda.amazonaws.com')).toBe(true);
  expect(iam.trusts(arnOf('a'), 'states.amazonaws.com')).toBe(false);
});

test('what hangs on the request is decided anew for each', async () => {
  const { iam } = open();
  const condition = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['mine'] } };
  iam.roles.add(arnOf('a'), inline(allow('dynamodb:GetItem', TABLE, condition)));
  const get = (key: string) =>
    iam.refusalOf(
      { roleArn: arnOf('a') },
      {
        action: 'dynamodb:GetItem',
        resource: TABLE,
        context: () => Promise.resolve([['dynamodb:leadingkeys', [key]]]),
      },
    );
  expect(await get('mine')).toBeUndefined();
  expect(await get('yours')).toMatch(/because no identity-based policy allows the dynamodb:GetItem action$/);
  expect(await get('mine')).toBeUndefined();
});

test('a condition key that no request has is said once', () => {
  const { iam, lines } = open();
  const statement = allow('x:Y', '*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } });
  for (const name of ['one', 'one']) iam.setResourcePolicy(QUEUE, name, { Statement: statement });
  expect(lines).toEqual([
    'one: no request to the local cloud has the condition key aws:PrincipalOrgID; StringEquals is judged as for a request that has none.',
  ]);
});

test('what was not needed is told by action and by resource, with who else needed it', () => {
  const { iam } = open();
  const statement = allow(['sqs:SendMessage', 'sqs:PurgeQueue'], [QUEUE, `${QUEUE}-dead`]);
  for (const role of ['a', 'b']) iam.roles.add(arnOf(role), inline(statement));
  iam.setResourcePolicy(QUEUE, 'alarms', {
    // Nobody here acts as CloudWatch: whether that is needed cannot be told.
    Statement: { ...allow('sqs:SendMessage', QUEUE), Principal: { Service: 'cloudwatch.amazonaws.com' } },
  });
  iam.refusalAtOnce({ roleArn: arnOf('a') }, send);
  const told = unusedPermissions(iam).map(({ holder, actions, resources, usedBy }) => [
    holder.split('/')[1],
    actions.length === 1 ? actions[0] : resources[0],
    usedBy.map((other) => other.split('/')[1]),
  ]);
  expect(told).toEqual([
    ['a', 'sqs:PurgeQueue', []],
    ['a', `${QUEUE}-dead`, []],
    ['b', 'sqs:SendMessage', ['a']],
    ['b', 'sqs:PurgeQueue', []],
    ['b', QUEUE, ['a']],
    ['b', `${QUEUE}-dead`, []],
  ]);
});

test('what something else permits as well is needless', () => {
  const { iam } = open();
  iam.roles.add(arnOf('a'), inline(allow('sqs:SendMessage', QUEUE), allow('sqs:*', QUEUE)));
  iam.refusalAtOnce({ roleArn: arnOf('a') }, send);
  expect(needlessPermissions(iam)).toEqual([
    `${arnOf('a')}: sqs:SendMessage on ${QUEUE}`,
    `${arnOf('a')}: sqs:* on ${QUEUE}`,
  ]);
  iam.refusalAtOnce({ roleArn: arnOf('a') }, { action: 'sqs:PurgeQueue', resource: QUEUE });
  expect(needlessPermissions(iam)).toEqual([`${arnOf('a')}: sqs:SendMessage on ${QUEUE}`]);
});

test('what is taken away is refused until it is given back, and that alone', () => {
  const { iam } = open();
  iam.roles.add(arnOf('a'), inline(allow(['sqs:SendMessage', 'sqs:PurgeQueue'], [QUEUE, `${QUEUE}-dead`])));
  const asked = (action: string, resource: string) =>
    iam.refusalAtOnce({ roleArn: arnOf('a') }, { action, resource }) === undefined;
  const all = () =>
    ['sqs:SendMessage', 'sqs:PurgeQueue'].flatMap((action) =>
      [QUEUE, `${QUEUE}-dead`].map((resource) => asked(action, resource)),
    );
  expect(all()).toEqual([true, true, true, true]);
  const permissions = permissionsOf(iam);
  expect(permissions.map(({ holder, action, resource }) => [holder, action, resource])).toEqual([
    [arnOf('a'), 'sqs:SendMessage', QUEUE],
    [arnOf('a'), 'sqs:SendMessage', `${QUEUE}-dead`],
    [arnOf('a'), 'sqs:PurgeQueue', QUEUE],
    [arnOf('a'), 'sqs:PurgeQueue', `${QUEUE}-dead`],
  ]);
  const giveBack = permissions[2]?.withdraw();
  expect(all()).toEqual([true, true, false, true]);
  giveBack?.();
  expect(all()).toEqual([true, true, true, true]);
});
