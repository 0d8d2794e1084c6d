import { expect, test } from '@jest/globals';
import { refusalOf } from '../../../lib/local/http/guard.ts';

function refused(headers: Record<string, string>, method = 'POST', host = '127.0.0.1'): boolean {
  return refusalOf(new Request('http://localhost:4566/', { method, headers }), host) !== undefined;
}

test('a name that is not this machine is refused, whatever the method', () => {
  expect(refused({ host: 'evil.example:4566' }, 'GET')).toBe(true);
  expect(refused({ host: 'localhost.evil.example' }, 'GET')).toBe(true);
  expect(refused({}, 'GET')).toBe(true);
  expect(refused({ host: 'localhost:4566' })).toBe(false);
  expect(refused({ host: '127.0.0.1:4566' })).toBe(false);
  expect(refused({ host: '[::1]:4566' })).toBe(false);
  expect(refused({ host: 'sync-states.localhost:4566' })).toBe(false);
});

test('a link from another site may open a page', () => {
  expect(refused({ host: 'localhost:4566', 'sec-fetch-site': 'cross-site' }, 'GET')).toBe(false);
  expect(refused({ host: 'localhost:4566', 'sec-fetch-site': 'cross-site' })).toBe(true);
});

test('whoever binds to every address is reached by every name', () => {
  expect(refused({ host: 'build-server:4566' }, 'POST', '0.0.0.0')).toBe(false);
  expect(refused({ host: 'build-server:4566', origin: 'https://evil.example' }, 'POST', '0.0.0.0')).toBe(
    true,
  );
});
