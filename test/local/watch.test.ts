import { expect, test } from '@jest/globals';
import { AwsError, type Json, type Service } from '../../lib/local/service.ts';
import { watched, type Watch } from '../../lib/local/watch.ts';

const SERVICE: Service = {
  call: (operation, input): Promise<Json> =>
    operation === 'Refused'
      ? Promise.reject(new AwsError('ThrottlingException', 'Rate exceeded'))
      : Promise.resolve({ echoed: input }),
};

test('every call is told when it begins, and with what it was answered or refused', async () => {
  const told: unknown[] = [];
  const watch: Watch = {
    begin: (service, operation) => told.push(`${service} ${operation}`),
    call: (call) => told.push(call),
    change: () => undefined,
  };
  const service = watched(SERVICE, 'states', watch);
  expect(await service.call('Said', { a: 1 }, { roleArn: 'arn:role' })).toEqual({ echoed: { a: 1 } });
  await expect(service.call('Refused', {}, { roleArn: undefined })).rejects.toThrow('Rate exceeded');
  const common = { service: 'states' };
  expect(told).toEqual([
    'states Said',
    {
      ...common,
      operation: 'Said',
      input: { a: 1 },
      output: { echoed: { a: 1 } },
      error: undefined,
      roleArn: 'arn:role',
    },
    'states Refused',
    {
      ...common,
      operation: 'Refused',
      input: {},
      output: undefined,
      error: 'ThrottlingException',
      roleArn: undefined,
    },
  ]);
});

test('nothing is wrapped where nobody watches', () => {
  expect(watched(SERVICE, 'states', undefined)).toBe(SERVICE);
});
