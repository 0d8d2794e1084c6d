import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { address } from '../../../lib/console/address.ts';
import { openStage, type Stage } from '../../console/stage.ts';
import { tell } from '../../console/story.ts';
import { car } from '../../layout/car.ts';
import { HOSTILE_TEXTS } from './mutations.ts';
import { tries } from './tries.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const HOUR = 3_600_000;

const SECRET = 'nobody is to see this';

let stage: Stage;
const folder = mkdtempSync(join(tmpdir(), 'hostile-console-'));
beforeAll(async () => {
  const clientDir = join(folder, 'client');
  mkdirSync(join(clientDir, 'assets'), { recursive: true });
  writeFileSync(join(clientDir, 'index.html'), '<!doctype html>');
  writeFileSync(join(clientDir, 'assets', 'client.js'), '"client"');
  writeFileSync(join(folder, 'secret'), SECRET);
  stage = await openStage({ choreographies: [car], now: () => NOW, clientDir });
  await stage.add(tell(car, 'a', NOW - HOUR, [{ at: 0, take: 'Car Announced', to: 'Announced' }]));
});
afterAll(async () => {
  await stage.stop();
  rmSync(folder, { recursive: true });
});

describe('whatever is asked of the console', () => {
  const known = [
    'api',
    'choreographies',
    'car-journey',
    'instances',
    'inbox',
    'a',
    'assets',
    'client.js',
    'secret',
    'index.html',
    '..',
    '.',
  ];
  const escapes = [
    '%',
    '%00',
    '%2e%2e',
    '%2f',
    '%5c',
    '%ff',
    '%c0%af',
    '%F0%9F%A6%86',
    '%zz',
    ';',
    '\\',
    '//',
  ];
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known) },
    fc.constantFrom(...escapes),
    fc.constantFrom(...HOSTILE_TEXTS).map(encoded),
    fc.string({ unit: 'binary', maxLength: 20 }).map(encoded),
  );
  const path = fc.oneof(
    fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('/')}`),
    piece.map((id) => `/api/choreographies/car-journey/instances/${id}`),
    fc.constantFrom(
      `/api${address.instance('car-journey', 'a')}`,
      '/api/inbox',
      '/api/choreographies/car-journey/instances',
    ),
  );
  const name = fc.constantFrom('search', 'state', 'status', 'limit', 'run', 'kind', 'show', '__proto__');
  const value = fc.oneof(
    piece,
    fc.constantFrom('1', '-1', '1e9', '0', 'running', 'overdue', 'late', 'Announced'),
  );
  const query = fc
    .array(fc.tuple(name, value), { maxLength: 4 })
    .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.map(([key, text]) => `${key}=${text}`).join('&')}`));
  const method = fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS');

  test('it answers with what there is or says that there is none, and with nothing that could run', async () => {
    await fc.assert(
      fc.asyncProperty(method, path, query, async (asked, where, how) => {
        const response = await stage.console.fetch(
          new Request(`http://localhost${where}${how}`, { method: asked }),
        );
        const body = await response.text();
        expect([200, 304, 400, 404, 405]).toContain(response.status);
        expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
        expect(response.headers.get('x-content-type-options')).toBe('nosniff');
        expect(body).not.toContain(SECRET);
        if (
          new URL(response.url || `http://localhost${where}`).pathname.startsWith('/api/') &&
          asked !== 'HEAD'
        )
          expect(() => JSON.parse(body) as unknown).not.toThrow();
      }),
      tries(100),
    );
  }, 3_600_000);
});

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
