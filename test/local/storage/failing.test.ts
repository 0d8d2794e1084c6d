/** A folder that cannot be written for a while: it is away, as a disk that is full or a share that is gone. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { answeringWhenSaved } from '../../../lib/local/storage/answers.ts';
import { openStorage } from '../../../lib/local/storage/durable.ts';
import type { Storage } from '../../../lib/local/storage/storage.ts';
import { Cloud, EXECUTION, WAITING } from '../stepfunctions/cloud.ts';

let folder: string;
let storage: Storage;
let problems: (string | undefined)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-storage-'));
  problems = [];
  storage = openStorage(folder, (problem) => problems.push(problem?.message.replace(folder, 'FOLDER')));
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  await storage.close();
  rmSync(folder, { recursive: true, force: true });
});

const REASON = /^The folder FOLDER cannot be used to keep data: ENOENT: no such file or directory, open/;

test('it is said once, to whoever waits each time, and saved as soon as it can be', async () => {
  const things = storage.entries('things');
  things.put('a', 1);
  const atLast = storage.savedAtLast();
  await expect(storage.saved()).rejects.toThrow('ENOENT');
  // Nothing has changed since, and it is not saved for all that.
  await expect(storage.saved()).rejects.toThrow('ENOENT');
  expect(problems).toEqual([expect.stringMatching(REASON)]);
  mkdirSync(folder);
  await atLast;
  expect(problems).toEqual([expect.stringMatching(REASON), undefined]);
  expect(things.get('a')).toBe(1);
  await storage.saved();
});

test('a request is answered with a refusal that clients take for a moment', async () => {
  const answer = answeringWhenSaved(() => {
    storage.entries('things').put('a', 1);
    return Response.json({});
  }, storage);
  const response = await answer(new Request('http://localhost/', { method: 'POST' }));
  expect([response.status, await response.json()]).toEqual([
    503,
    { __type: 'ServiceUnavailableException', message: expect.stringContaining(`${folder} cannot be used`) },
  ]);
  mkdirSync(folder);
  expect((await answer(new Request('http://localhost/'))).status).toBe(200);
});

test('an execution calls nothing before it is kept that it does, and goes on then', async () => {
  const cloud = new Cloud({ storage });
  mkdirSync(folder);
  await cloud.create(WAITING);
  await storage.saved();
  // What was written is away, so what comes next needs a file of its own.
  const large = { filling: 'x'.repeat(250_000) };
  for (let number = 0; number < 5; number += 1) await cloud.start(`filling-${number}`, large);
  const tokens = cloud.tokens.length;
  rmSync(folder, { recursive: true });
  const starts = Array.from({ length: 20 }, (_, number) => cloud.start(`a-${number}`, large));
  await expect(Promise.all(starts)).rejects.toThrow('ENOENT');
  expect(cloud.tokens).toHaveLength(tokens);
  expect(
    await cloud.service
      .call('DescribeExecution', { executionArn: `${EXECUTION}filling-0` }, { roleArn: undefined })
      .catch(String),
  ).toContain('ENOENT');
  mkdirSync(folder);
  await storage.savedAtLast();
  await new Promise((resolve) => setImmediate(resolve));
  await cloud.service.idle();
  expect(cloud.tokens).toHaveLength(tokens + 20);
  await cloud.service.stop();
});
