import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createLog } from '../../lambdas/log.ts';

const spies = () => ({
  info: jest.spyOn(console, 'info').mockImplementation(() => undefined),
  warn: jest.spyOn(console, 'warn').mockImplementation(() => undefined),
  error: jest.spyOn(console, 'error').mockImplementation(() => undefined),
});
const lines = (spy: { readonly mock: { readonly calls: readonly (readonly unknown[])[] } }) =>
  spy.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown);

// The library writes past the console otherwise.
beforeEach(() => {
  process.env['POWERTOOLS_DEV'] = 'true';
});
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env['POWERTOOLS_DEV'];
  delete process.env['POWERTOOLS_SERVICE_NAME'];
});

test('what was noted is written before the function answers, as lines that the metric filter can read', async () => {
  process.env['POWERTOOLS_SERVICE_NAME'] = 'watch';
  const { info, warn } = spies();
  const log = createLog();
  log.info('Throttled, put off', { waitedSeconds: 7 });
  log.warn('Not settled, comes again', { record: 'm1' });
  expect(await log.written(Promise.resolve('answer'))).toBe('answer');
  expect(lines(info)).toMatchObject([
    { level: 'INFO', message: 'Throttled, put off', service: 'watch', waitedSeconds: 7 },
  ]);
  expect(lines(warn)).toMatchObject([{ level: 'WARN', message: 'Not settled, comes again', record: 'm1' }]);
});

test('a function that fails has written its lines, too', async () => {
  const { error } = spies();
  const log = createLog();
  log.error('Beyond repair', { why: 'a test' });
  await expect(log.written(Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(lines(error)).toMatchObject([{ message: 'Beyond repair', why: 'a test' }]);
});
