import { describe, expect, test } from '@jest/globals';
import { lostAfter, type Case } from './strangers.ts';

const CASES: Readonly<Record<string, Case>> = {
  'asked for once, a crash': { asks: 1, deploys: true, crash: 1, replyLost: 0, doubled: 0 },
  'asked for twice at once': { asks: 2, deploys: true, crash: 0, replyLost: 0, doubled: 0 },
  'asked for twice, a crash, a reply lost': { asks: 2, deploys: false, crash: 1, replyLost: 1, doubled: 0 },
  'asked for twice, doubled': { asks: 2, deploys: false, crash: 0, replyLost: 0, doubled: 1 },
};

describe('an event of no instance that is given to its queue again is in the inbox, or its instance has it', () => {
  test.each(Object.entries(CASES))('%s', (_, some) => {
    expect(lostAfter(some).lost).toBeUndefined();
  });
});
