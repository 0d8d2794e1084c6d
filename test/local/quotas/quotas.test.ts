import { beforeEach, expect, test } from '@jest/globals';
import { limitsOf } from '../../../lib/local/quotas/limits.ts';
import { createQuotas, type Quotas } from '../../../lib/local/quotas/quotas.ts';
import type { Service } from '../../../lib/local/service.ts';
import { VirtualClock } from '../virtual-clock.ts';

let clock: VirtualClock;
let told: string[];
let quotas: Quotas;
let states: Service;
beforeEach(() => {
  clock = new VirtualClock();
  told = [];
  quotas = createQuotas(limitsOf('eu-central-1'), { clock, tell: (text) => told.push(text) });
  states = quotas.limit({ call: () => Promise.resolve('answered') });
});

async function answered(operation: string, times: number): Promise<number> {
  const calls = Array.from({ length: times }, () => states.call(operation, {}, { roleArn: undefined }));
  const outcomes = await Promise.allSettled(calls);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected')
      expect(outcome.reason).toMatchObject({
        code: 'ThrottlingException',
        message: 'Rate exceeded',
        status: 400,
      });
  }
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

test('so many executions start at once, and so many more each second', async () => {
  expect(await answered('StartExecution', 900)).toBe(800);
  await clock.by(1000);
  expect(await answered('StartExecution', 900)).toBe(150);
  await clock.by(60_000);
  expect(await answered('StartExecution', 900)).toBe(800);
});

test('each operation has a bucket of its own, and what AWS gives plenty of has none', async () => {
  expect(await answered('DescribeExecution', 300)).toBe(250);
  expect(await answered('ListExecutions', 300)).toBe(100);
  expect(await answered('SendTaskSuccess', 1600)).toBe(1500);
  expect(await answered('CreateStateMachine', 5000)).toBe(5000);
});

test('the three large regions have more', async () => {
  states = createQuotas(limitsOf('eu-west-1'), { clock, tell: () => undefined }).limit({
    call: () => Promise.resolve('answered'),
  });
  expect(await answered('StartExecution', 1400)).toBe(1300);
});

test('a transition waits where none is left, and is told of once a minute', async () => {
  for (let taken = 0; taken < 800; taken += 1) expect(quotas.transition()).toBeUndefined();
  let waited = false;
  void quotas.transition()?.then(() => {
    waited = true;
  });
  await clock.by(1);
  expect(waited).toBe(false);
  await clock.by(1);
  expect(waited).toBe(true);
  expect(quotas.transition()).toBeUndefined();
  void quotas.transition();
  expect(told).toEqual(['Executions wait: the quota of state transitions is used up.']);
  await clock.by(59_000);
  for (let taken = 0; taken <= 800; taken += 1) void quotas.transition();
  expect(told).toHaveLength(1);
  await clock.by(2_000);
  for (let taken = 0; taken <= 800; taken += 1) void quotas.transition();
  expect(told).toHaveLength(2);
});
