import { expect, test } from '@jest/globals';
import { denialError, denialMessage, type ServiceName } from '../../../lib/local/iam/denial.ts';
import { sessionOf } from '../../../lib/local/iam/session.ts';

const ROLE = 'arn:aws:iam::123456789012:role/path/worker';
const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:fn';
const WORKER = sessionOf(ROLE, { roleArn: ROLE, functionArn });
const missing = { kind: 'denied', explicit: false, by: 'identity-based policy' } as const;

test('the sentence is that of AWS, the session named after the function', () => {
  const check = { action: 'dynamodb:PutItem', resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/t' };
  expect(denialMessage(WORKER, check, missing)).toBe(
    'User: arn:aws:sts::123456789012:assumed-role/worker/fn is not authorized to perform: dynamodb:PutItem ' +
      'on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/t ' +
      'because no identity-based policy allows the dynamodb:PutItem action',
  );
  expect(denialMessage(WORKER, check, { ...missing, explicit: true })).toMatch(
    /table\/t with an explicit deny in an identity-based policy$/,
  );
  expect(denialMessage(WORKER, check, { ...missing, explicit: true, by: 'resource-based policy' })).toMatch(
    /table\/t with an explicit deny in a resource-based policy$/,
  );
});

test('SQS writes its actions small, SNS its own name large', () => {
  expect(denialMessage(WORKER, { action: 'sqs:SendMessage', resource: 'q' }, missing)).toMatch(
    /perform: sqs:sendmessage on resource: q because no identity-based policy allows the sqs:sendmessage action$/,
  );
  expect(denialMessage(WORKER, { action: 'sns:Publish', resource: 't' }, missing)).toMatch(
    /perform: SNS:Publish on resource: t because no identity-based policy allows the SNS:Publish action$/,
  );
});

test('a service is named as such', () => {
  const events = { kind: 'service', name: 'events.amazonaws.com' } as const;
  expect(
    denialMessage(
      events,
      { action: 'lambda:InvokeFunction', resource: 'f' },
      { ...missing, by: 'resource-based policy' },
    ),
  ).toBe(
    'User: events.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: f ' +
      'because no resource-based policy allows the lambda:InvokeFunction action',
  );
});

test('an execution has a session of 32 letters, the same each time', () => {
  const session = sessionOf(ROLE, { roleArn: ROLE });
  expect(session).toEqual(sessionOf(ROLE, { roleArn: ROLE }));
  expect(session.kind === 'role' && session.sessionArn).toMatch(
    /^arn:aws:sts::123456789012:assumed-role\/worker\/[A-Za-z]{32}$/,
  );
});

test.each<[ServiceName, string, number]>([
  ['dynamodb', 'AccessDeniedException', 400],
  ['states', 'AccessDeniedException', 400],
  ['events', 'AccessDeniedException', 400],
  ['lambda', 'AccessDeniedException', 403],
  ['sqs', 'AccessDenied', 403],
  ['sns', 'AuthorizationError', 403],
])('%s refuses by %s with status %i', (service, code, status) => {
  expect(denialError(service, 'no')).toMatchObject({ code, status, message: 'no' });
});
