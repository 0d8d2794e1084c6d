import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLambda, type Lambda } from '../../../lib/local/lambda/lambda.ts';
import type { LogLine } from '../../../lib/local/log.ts';
import type { Json } from '../../../lib/local/service.ts';

const ARN = 'arn:aws:lambda:eu-central-1:000000000000:function:counter';
const NOBODY = { roleArn: undefined };

let directory: string;
let lambda: Lambda;
let lines: LogLine[];
let timers: { at: number; fire: () => void }[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lambda-'));
  lines = [];
  timers = [];
  lambda = createLambda({
    place: { region: 'eu-central-1', account: '123456789012', endpoint: 'http://localhost:1' },
    log: (line) => lines.push(line),
    clock: {
      now: () => 0,
      at(at, fire) {
        const timer = { at, fire };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), 1);
      },
      after(milliseconds, fire) {
        return this.at(milliseconds, fire);
      },
    },
  });
  writeFileSync(
    join(directory, 'index.mjs'),
    `let calls = 0;
    export const handler = async (event) => {
      calls += 1;
      if (calls < event.from) throw new Error('call ' + calls);
      return { calls, event };
    };`,
  );
  lambda.add({
    name: 'counter',
    arn: ARN,
    roleArn: '',
    directory,
    handler: 'index.handler',
    timeout: 900,
    memory: 128,
    concurrency: 1,
    environment: {},
  });
});
afterEach(async () => {
  await lambda.stop();
  rmSync(directory, { recursive: true });
});

/** Waits for the next attempt to be planned (the time limit of a running one is no attempt), and lets it begin. */
async function nextAttempt(delay: number): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    const planned = timers.find(({ at }) => at === delay);
    if (planned !== undefined) {
      timers.splice(timers.indexOf(planned), 1);
      planned.fire();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`No attempt is planned after ${delay} ms.`);
}

describe('Invoke', () => {
  test('answers with what the function returns, by name or by ARN', async () => {
    const expected = (calls: number): Json => ({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      Payload: { calls, event: { from: 0 } },
    });
    const call = (name: string) =>
      lambda.call('Invoke', { FunctionName: name, Payload: { from: 0 } }, NOBODY);
    expect(await call('counter')).toEqual(expected(1));
    expect(await call(ARN)).toEqual(expected(2));
    expect(await call(`${ARN}:$LATEST`)).toEqual(expected(3));
  });

  test('refuses a function that is not there', async () => {
    const prefix = 'Function not found: arn:aws:lambda:eu-central-1:123456789012:function:';
    const refused = (message: string) => ({ code: 'ResourceNotFoundException', message, status: 404 });
    const call = (input: Json) => lambda.call('Invoke', input, NOBODY);
    await expect(call({ FunctionName: 'nobody' })).rejects.toMatchObject(refused(`${prefix}nobody`));
    await expect(call({ FunctionName: 'counter', Qualifier: '7' })).rejects.toMatchObject(
      refused(`${prefix}counter:7`),
    );
  });

  test('is throttled where nothing is reserved for the function', async () => {
    lambda.add({
      name: 'stopped',
      arn: ARN,
      roleArn: '',
      directory,
      handler: 'index.handler',
      timeout: 900,
      memory: 128,
      concurrency: 0,
      environment: {},
    });
    await expect(lambda.call('Invoke', { FunctionName: 'stopped' }, NOBODY)).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      status: 429,
      fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    });
  });

  test('refuses a type of invocation that there is not', async () => {
    const input = { FunctionName: 'counter', InvocationType: 'Sometime' };
    await expect(lambda.call('Invoke', input, NOBODY)).rejects.toMatchObject({
      code: 'ValidationException',
      message:
        "1 validation error detected: Value 'Sometime' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
    });
  });
});

describe('an asynchronous invocation', () => {
  test('is tried again after one minute, and after two more', async () => {
    lambda.invokeLater(ARN, { from: 3 });
    await nextAttempt(60_000);
    await nextAttempt(120_000);
    const output = await lambda.call('Invoke', { FunctionName: 'counter', Payload: { from: 0 } }, NOBODY);
    expect(output).toMatchObject({ Payload: { calls: 4 } });
    expect(lines.filter(({ text }) => text.includes('given up'))).toEqual([]);
  });

  test('that fails for good goes to its destination', async () => {
    const given = new Promise<Json>((resolve) =>
      lambda.configureAsync('counter', {
        retries: 1,
        giveUp: async (message) => resolve(message),
      }),
    );
    lambda.invokeLater(ARN, { from: 9 });
    await nextAttempt(60_000);
    expect(await given).toMatchObject({
      requestContext: { functionArn: ARN, condition: 'RetriesExhausted', approximateInvokeCount: 2 },
      requestPayload: { from: 9 },
      responsePayload: { errorType: 'Error', errorMessage: 'call 2' },
    });
  });

  test('that fails for good goes to the dead letters too, whatever else is configured', async () => {
    const dead = new Promise<readonly Json[]>((resolve) => {
      lambda.setDeadLetters('counter', async (event, _, error) => resolve([event, error.errorMessage]));
    });
    const told: Json[] = [];
    lambda.configureAsync('counter', { retries: 0, giveUp: async (message) => void told.push(message) });
    lambda.invokeLater(ARN, { from: 9 });
    expect(await dead).toEqual([{ from: 9 }, 'call 1']);
    expect(told).toMatchObject([{ requestContext: { condition: 'RetriesExhausted' } }]);
  });

  test('that would be too old for another attempt is given up before it', async () => {
    const given = new Promise<Json>((resolve) =>
      lambda.configureAsync('counter', {
        retries: 2,
        longestAge: 59,
        giveUp: async (message) => resolve(message),
      }),
    );
    lambda.invokeLater(ARN, { from: 9 });
    expect(await given).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 1 },
    });
  });

  test('that succeeds is told of', async () => {
    const given = new Promise<Json>((resolve) =>
      lambda.configureAsync('counter', {
        ...{ retries: 2, giveUp: undefined },
        succeed: async (message) => resolve(message),
      }),
    );
    lambda.invokeLater(ARN, { from: 0 });
    expect(await given).toMatchObject({
      requestContext: { functionArn: ARN, condition: 'Success', approximateInvokeCount: 1 },
      requestPayload: { from: 0 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: { calls: 1, event: { from: 0 } },
    });
  });
});
