import { expect, test } from '@jest/globals';
import { differences } from '../../lib/elsewhere/trace/compare.ts';
import type { Trace } from '../../lib/elsewhere/trace/trace.ts';

const names = { here: 'the local cloud', there: 'AWS' };

const told = (...lines: readonly string[]): readonly Trace[] => [
  { story: 'A parcel', parts: [{ about: 'the history', lines }] },
];

test('nothing is told of two clouds that show the same', () => {
  expect(differences(told('a', 'b'), told('a', 'b'), names)).toEqual([]);
});

test('a line that reads otherwise is told with both', () => {
  expect(differences(told('a', 'b', 'c'), told('a', 'x', 'c'), names)).toEqual([
    'A parcel: the history, line 2: the local cloud has «b», AWS has «x»',
  ]);
});

test('a line more on one side does not make the others differ', () => {
  expect(differences(told('a', 'b', 'c'), told('a', 'c'), names)).toEqual([
    'A parcel: the history, line 2: the local cloud has «b», AWS has nothing',
  ]);
  expect(differences(told('a', 'c'), told('a', 'b', 'c'), names)).toEqual([
    'A parcel: the history, line 2: the local cloud has nothing, AWS has «b»',
  ]);
});

test('of long lines what they have in common is left out', () => {
  const same = 'x'.repeat(400);
  const [line = ''] = differences(told(`${same}1`), told(`${same}2`), names);
  const common = `…${'x'.repeat(60)}`;
  expect(line).toBe(`A parcel: the history, line 1: the local cloud has «${common}1», AWS has «${common}2»`);
});

test('after six lines the rest is counted', () => {
  const [one, other] = ['a', 'b'].map((letter) => Array.from({ length: 9 }, (_, n) => `${letter}${n}`));
  const all = differences(told(...(one ?? [])), told(...(other ?? [])), names);
  expect(all).toHaveLength(7);
  expect(all.at(-1)).toBe('A parcel: the history: 3 more lines differ');
});

test('what one side does not have at all is named', () => {
  const [trace] = told('a');
  const broken = [{ story: 'A parcel', parts: [{ about: 'why it broke off', lines: ['Error: no'] }] }];
  expect(differences([trace!], broken, names)).toEqual([
    'A parcel: the history is there on the local cloud only',
    'A parcel: why it broke off is there on AWS only',
  ]);
  expect(differences([trace!], [], names)).toEqual(['A parcel: it was not played on AWS']);
});
