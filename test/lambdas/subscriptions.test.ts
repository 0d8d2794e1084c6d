import { expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { subscriptionsIn } from '../../lambdas/subscriptions.ts';
import { choreography } from '../projection/world/choreographies.ts';

const { subscription } = compile(choreography({ A: { on: { a: 'End' } }, End: 'succeeded' }));
const file = (other: object): unknown =>
  JSON.parse(JSON.stringify([subscription, { ...subscription, choreography: 'other', ...other }]));

test('a choreography is found by its id, as it was compiled, each time', () => {
  const subscriptions = subscriptionsIn(file({}));
  expect(subscriptions.get('m')).toEqual(JSON.parse(JSON.stringify(subscription)));
  expect(subscriptions.get('m')).toBe(subscriptions.get('m'));
  expect([subscriptions.has('m'), subscriptions.has('none'), subscriptions.get('none')]).toEqual([
    true,
    false,
    undefined,
  ]);
});

test('one that another version of the monitor wrote is refused when it is asked for, and the others are not', () => {
  const subscriptions = subscriptionsIn(file({ nextRun: undefined }));
  expect(subscriptions.get('m')?.choreography).toBe('m');
  expect(() => subscriptions.get('other')).toThrow('nextRun');
});

test('what is no list of choreographies is refused at once', () => {
  expect(() => subscriptionsIn([{ id: 'm' }])).toThrow('choreography');
});
