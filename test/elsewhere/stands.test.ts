import { expect, test } from '@jest/globals';
import { hashOf } from '../../lib/definition/hash.ts';
import { stands } from '../../lib/elsewhere/stories/waiting.ts';

const open = { key: 'INSTANCE', status: 'open' };
const wait = (path: string, token: string) => ({ key: `WAIT#${path}`, token });
const consumedBy = (token: string) => ({ key: 'EVENT#1', status: 'consumed', waitHash: hashOf(token) });

test.each([
  ['has never been opened', [{ key: 'EVENT#1', status: 'held' }], true],
  ['is over', [{ key: 'INSTANCE', status: 'closed' }], true],
  ['waits', [open, wait('', 'a')], true],
  ['has not put its first wait', [open], false],
  ['was moved, and has not put its next wait', [open, wait('', 'a'), consumedBy('a')], false],
  ['was moved in one of its regions', [open, wait('one', 'a'), consumedBy('a'), wait('two', 'b')], true],
])('an instance that %s', (_what, rows, expected) => {
  expect(stands(rows)).toBe(expected);
});
