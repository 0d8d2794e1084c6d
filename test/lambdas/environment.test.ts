import { expect, test } from '@jest/globals';
import { fromEnvironment } from '../../lambdas/credentials.ts';
import { parseEnvironment } from '../../lambdas/environment.ts';

const VARIABLES = {
  TABLE_NAME: 'instances',
  BUS_NAME: 'shop',
  STATE_MACHINE_ARN_PREFIX: 'arn:aws:states:eu-west-1:1:stateMachine:watch-',
  CLOSINGS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/1/watch-closings',
};

test('the environment says where everything is', () => {
  expect(parseEnvironment(VARIABLES)).toStrictEqual({
    tableName: 'instances',
    busName: 'shop',
    prefix: 'watch-',
    stateMachineArnPrefix: 'arn:aws:states:eu-west-1:1:stateMachine:watch-',
    queueUrlPrefix: 'https://sqs.eu-west-1.amazonaws.com/1/watch-',
  });
});

test('what is missing is named', () => {
  expect(() => parseEnvironment({ ...VARIABLES, BUS_NAME: '', TABLE_NAME: undefined })).toThrow(
    "The function's environment lacks TABLE_NAME, BUS_NAME.",
  );
  expect(() => parseEnvironment({ ...VARIABLES, CLOSINGS_QUEUE_URL: 'https://x/1/other' })).toThrow(
    'CLOSINGS_QUEUE_URL is "https://x/1/other", but it must end with "-closings".',
  );
});

test('credentials are those of the environment', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' };
  expect(fromEnvironment(keys)).toStrictEqual({ accessKeyId: 'a', secretAccessKey: 's' });
  expect(fromEnvironment({ ...keys, AWS_SESSION_TOKEN: 't' })).toStrictEqual({
    accessKeyId: 'a',
    secretAccessKey: 's',
    sessionToken: 't',
  });
  expect(() => fromEnvironment({})).toThrow(
    'The environment has no AWS_ACCESS_KEY_ID or no AWS_SECRET_ACCESS_KEY.',
  );
});
