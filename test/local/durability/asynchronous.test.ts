import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createAsynchronous, type Asynchronous } from '../../../lib/local/lambda/asynchronous.ts';
import type { LocalFunction } from '../../../lib/local/lambda/function.ts';
import type { InvocationOutcome } from '../../../lib/local/lambda/instance.ts';
import type { Json } from '../../../lib/local/service.ts';
import type { Storage } from '../../../lib/local/storage/storage.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { FAILED, functionOf, never, RETURNED } from '../functions.ts';
import { temporaryFolder, type Folder } from './restart.ts';

let folder: Folder;
let storage: Storage;
let clock: VirtualClock;
let asynchronous: Asynchronous;
let target: LocalFunction;
let invoked: Json[];
let givenUp: Json[];
let lines: string[];

beforeEach(() => {
  folder = temporaryFolder();
  clock = new VirtualClock();
});
afterEach(async () => {
  await end();
  folder.remove();
});

async function start(answer: () => Promise<InvocationOutcome>, isThere = true): Promise<void> {
  storage = folder.open();
  [invoked, givenUp, lines] = [[], [], []];
  target = functionOf((event) => {
    invoked.push(event);
    return answer();
  });
  asynchronous = createAsynchronous({
    clock,
    storage,
    log: ({ text }) => lines.push(text),
    find: () => (isThere ? target : undefined),
  });
  const giveUp = (message: Json): Promise<void> => {
    givenUp.push(message);
    return Promise.resolve();
  };
  asynchronous.configure('f', { retries: 1, giveUp });
  asynchronous.resume();
  await clock.by(0);
}

async function end(): Promise<void> {
  await storage.saved();
  asynchronous.stop();
  await storage.close();
}

test('what was accepted and not handled when the process ended is invoked at the next start, and once it is handled not again', async () => {
  await start(never);
  asynchronous.accept(target, { n: 1 });
  await end();
  await start(() => Promise.resolve(RETURNED));
  expect(invoked).toEqual([{ n: 1 }]);
  await end();
  await start(() => Promise.resolve(RETURNED));
  expect(invoked).toEqual([]);
});

test('a retry is made at its time, after a restart too, and is the last that it would have been', async () => {
  await start(() => Promise.resolve(FAILED));
  asynchronous.accept(target, { n: 1 });
  await clock.by(30_000);
  await end();
  await start(() => Promise.resolve(FAILED));
  await clock.by(29_999);
  expect(invoked).toEqual([]);
  await clock.by(1);
  expect(invoked).toEqual([{ n: 1 }]);
  expect(givenUp).toMatchObject([
    { requestContext: { approximateInvokeCount: 2 }, requestPayload: { n: 1 } },
  ]);
  await end();
  await start(() => Promise.resolve(FAILED));
  await clock.by(1_000_000);
  expect(invoked).toEqual([]);
});

test('a retry is made by the code that the function has then', async () => {
  await start(() => Promise.resolve(FAILED));
  asynchronous.accept(target, { n: 1 });
  await clock.by(0);
  const updated: Json[] = [];
  target = functionOf((event) => {
    updated.push(event);
    return Promise.resolve(RETURNED);
  });
  await clock.by(60_000);
  expect([invoked, updated, givenUp]).toEqual([[{ n: 1 }], [{ n: 1 }], []]);
});

test('what the cloud’s own end cuts off has not failed', async () => {
  let cut: (outcome: InvocationOutcome) => void = () => undefined;
  await start(() => new Promise((resolve) => (cut = resolve)));
  asynchronous.accept(target, { n: 1 });
  asynchronous.stop();
  cut(FAILED);
  await clock.by(0);
  await end();
  await start(() => Promise.resolve(RETURNED));
  expect(invoked).toEqual([{ n: 1 }]);
});

test('an invocation of a function that is not there any more is dropped, and said', async () => {
  await start(never);
  asynchronous.accept(target, { n: 1 });
  await end();
  await start(never, false);
  expect(lines).toEqual(['An asynchronous invocation is dropped: the function f is not there any more.']);
  await end();
  await start(() => Promise.resolve(RETURNED));
  expect(invoked).toEqual([]);
});
