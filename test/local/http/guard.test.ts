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

test('a container may call the machine by the name it has for it, and a web site may not', () => {
  expect(refused({ host: 'host.docker.internal:4566' })).toBe(false);
  expect(refused({ host: 'host.containers.internal:4566' })).toBe(false);
  expect(refused({ host: 'host.docker.internal.evil.example:4566' })).toBe(true);
  expect(refused({ host: 'docker.internal:4566' })).toBe(true);
  expect(refused({ host: 'host.docker.internal:4566', origin: 'https://evil.example' })).toBe(true);
});

test('a page of another site or port may not call', () => {
  const called = (origin: string) => refused({ host: 'localhost:4566', origin });
  expect(called('http://localhost:4566')).toBe(false);
  expect(called('http://localhost:3000')).toBe(true);
  expect(called('http://127.0.0.1:4566')).toBe(true);
  expect(called('https://localhost:4566')).toBe(true);
  expect(called('null')).toBe(true);
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
