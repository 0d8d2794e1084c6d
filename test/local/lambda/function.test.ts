import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createFunction, type LocalFunction } from '../../../lib/local/lambda/function.ts';
import type { LogLine } from '../../../lib/local/log.ts';
import type { TimeScale } from '../../../lib/local/scaled-clock.ts';
import { systemClock } from '../../../lib/local/system-clock.ts';

let directory: string;
let lines: LogLine[];
let made: LocalFunction[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'function-'));
  lines = [];
  made = [];
});
afterEach(async () => {
  await Promise.all(made.map((each) => each.stop()));
  rmSync(directory, { recursive: true });
});

function functionOf(
  source: string,
  settings: { timeout?: number; handler?: string; time?: TimeScale } = {},
): LocalFunction {
  writeFileSync(join(directory, 'index.mjs'), source);
  const name = 'greeter';
  const made1 = createFunction(
    {
      name,
      arn: `arn:aws:lambda:eu-central-1:000000000000:function:${name}`,
      roleArn: 'arn:aws:iam::000000000000:role/greeter',
      directory,
      handler: settings.handler ?? 'index.handler',
      timeout: settings.timeout ?? 20,
      memory: 64,
      concurrency: undefined,
      environment: { GREETING: 'Hello' },
    },
    { clock: systemClock(), time: settings.time, log: (line) => lines.push(line) },
  );
  made.push(made1);
  return made1;
}

describe('a function in a worker thread', () => {
  test('that ends between two invocations is started anew', async () => {
    const mortal = functionOf(`
      export const handler = async () => {
        setTimeout(() => process.exit(1), 20);
        return 'alive';
      };`);
    for (let invocation = 1; invocation <= 4; invocation += 1) {
      expect(await mortal.invoke({})).toEqual({ kind: 'returned', payload: 'alive' });
      await sleep(200);
    }
  });

  test('gets its event, its own environment and a context', async () => {
    const greeter = functionOf(`
      export const handler = async (event, context) => ({
        text: process.env.GREETING + ' ' + event.name,
        others: process.env.HOME === undefined,
        name: context.functionName,
        memory: context.memoryLimitInMB,
        arn: context.invokedFunctionArn,
        left: context.getRemainingTimeInMillis() > 1000,
        request: typeof context.awsRequestId,
      });`);
    expect(await greeter.invoke({ name: 'Ada' })).toEqual({
      kind: 'returned',
      payload: {
        text: 'Hello Ada',
        others: true,
        name: 'greeter',
        memory: '64',
        arn: 'arn:aws:lambda:eu-central-1:000000000000:function:greeter',
        left: true,
        request: 'string',
      },
    });
  });

  test('stays warm from one invocation to the next', async () => {
    const counter = functionOf('let n = 0; export const handler = async () => (n += 1);');
    await counter.invoke(null);
    expect(await counter.invoke(null)).toEqual({ kind: 'returned', payload: 2 });
  });

  test('runs invocations side by side, in threads of their own', async () => {
    const slow = functionOf(`
      import { threadId } from 'node:worker_threads';
      export const handler = () => new Promise((done) => setTimeout(() => done(threadId), 300));`);
    const outcomes = await Promise.all([slow.invoke(1), slow.invoke(2)]);
    expect(new Set(outcomes.map((outcome) => outcome.kind === 'returned' && outcome.payload)).size).toBe(2);
  });

  test('fails with the type, message and stack of what it throws', async () => {
    const failing = functionOf(`
      export const handler = async () => { throw new RangeError('too far'); };`);
    expect(await failing.invoke({})).toEqual({
      kind: 'failed',
      error: {
        errorType: 'RangeError',
        errorMessage: 'too far',
        trace: expect.arrayContaining(['RangeError: too far']),
      },
    });
  });

  test('is killed at its time limit, and works again afterwards', async () => {
    const sleeper = functionOf(
      `export const handler = async (event) => { while (event.sleep) {} return 'awake'; };`,
      { timeout: 1 },
    );
    const outcome = await sleeper.invoke({ sleep: true });
    expect(outcome).toEqual({
      kind: 'failed',
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/),
      },
    });
    expect(await sleeper.invoke({})).toEqual({ kind: 'returned', payload: 'awake' });
  });

  test('returns null where there is no JSON of what it returns, and fails where there can be none', async () => {
    const odd = functionOf(`
      export const handler = async ({ kind }) =>
        kind === 'function' ? () => 1 : kind === 'symbol' ? Symbol('s') : 1n;`);
    expect(await odd.invoke({ kind: 'function' })).toEqual({ kind: 'returned', payload: null });
    expect(await odd.invoke({ kind: 'symbol' })).toEqual({ kind: 'returned', payload: null });
    expect(await odd.invoke({ kind: 'bigint' })).toMatchObject({
      kind: 'failed',
      error: { errorType: 'Error', errorMessage: 'Unable to stringify response body' },
    });
  });

  test('fails where it returns more than Lambda hands on', async () => {
    const large = functionOf(`export const handler = async ({ bytes }) => 'x'.repeat(bytes - 2);`);
    expect(await large.invoke({ bytes: 6_291_556 })).toMatchObject({ kind: 'returned' });
    expect(await large.invoke({ bytes: 6_291_557 })).toEqual({
      kind: 'failed',
      error: {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
      },
    });
  });

  test('that cannot be loaded, or has no such handler, says so', async () => {
    const broken = functionOf('export const handler = (;');
    expect(await broken.invoke({})).toMatchObject({ kind: 'failed', error: { errorType: 'SyntaxError' } });
    const other = functionOf('export const main = () => 1;', { handler: 'index.handler' });
    expect(await other.invoke({})).toMatchObject({
      kind: 'failed',
      error: {
        errorType: 'Runtime.HandlerNotFound',
        errorMessage: 'index.handler is undefined or not exported',
      },
    });
  });

  test('that takes more memory than it has fails, and harms nobody else', async () => {
    const greedy = functionOf(`
      export const handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); };`);
    expect(await greedy.invoke({})).toMatchObject({
      kind: 'failed',
      error: { errorMessage: expect.stringContaining('out of memory') },
    });
  });

  test('speaks to the log', async () => {
    const talker = functionOf(`export const handler = async () => { console.log('one\\ntwo'); };`);
    await talker.invoke({});
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lines).toEqual([
      { source: 'greeter', level: 'info', text: 'one' },
      { source: 'greeter', level: 'info', text: 'two' },
    ]);
  });

  test('that ends its thread fails, and the next invocation gets a new one', async () => {
    const quitter = functionOf(
      `export const handler = async (event) => { if (event.quit) process.exit(1); return 'here'; };`,
    );
    expect(await quitter.invoke({ quit: true })).toMatchObject({
      kind: 'failed',
      error: { errorType: 'Runtime.ExitError' },
    });
    expect(await quitter.invoke({})).toEqual({ kind: 'returned', payload: 'here' });
  });
});

test('where days pass in seconds its Date does so, and what it may take stays as it is', async () => {
  const from = Date.parse('2030-01-01T00:00:00Z');
  const made1 = functionOf(
    `export const handler = async (event, context) => {
      const [before, left] = [Date.now(), context.getRemainingTimeInMillis()];
      await new Promise((resolve) => setTimeout(resolve, 50));
      return {
        hours: (Date.now() - before) / 3_600_000,
        year: new Date().getFullYear(),
        called: typeof Date(),
        given: new Date(0).toISOString(),
        is: new Date() instanceof Date,
        left,
      };
    };`,
    { timeout: 20, time: { from, machine: Date.now(), scale: 3_600_000 } },
  );
  const outcome = await made1.invoke({});
  expect(outcome).toMatchObject({
    kind: 'returned',
    payload: { called: 'string', given: '1970-01-01T00:00:00.000Z', is: true },
  });
  const { hours, year, left } = seen.parse(outcome).payload;
  expect(hours).toBeGreaterThanOrEqual(49);
  expect(year).toBeGreaterThanOrEqual(2030);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(20_000);
});

const seen = z.object({ payload: z.object({ hours: z.number(), year: z.number(), left: z.number() }) });
