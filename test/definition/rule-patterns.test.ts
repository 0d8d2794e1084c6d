import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { compile } from '../../lib/compiler/compile.ts';
import { parseDefinition } from '../../lib/definition/parse.ts';
import { rulePatterns } from '../../lib/definition/rule-patterns.ts';

test('patterns that differ in their detail types only become one', () => {
  expect(
    rulePatterns([
      { source: ['a'], 'detail-type': ['x'] },
      { source: ['b'], 'detail-type': ['z'] },
      { source: ['a'], 'detail-type': ['y', 'x'] },
    ]),
  ).toEqual({
    $or: [
      { source: ['a'], 'detail-type': ['x', 'y'] },
      { source: ['b'], 'detail-type': ['z'] },
    ],
  });
});

test('no pattern makes no rule', () => {
  expect(rulePatterns([])).toBeUndefined();
});

test.each([
  'statemachines/order-fulfilment',
  'statemachines/car-journey',
  'test/corpus/valid/everything',
  'test/corpus/valid/apart-by-patterns',
])('the rules of %s are as long as they were measured', (file) => {
  const text = readFileSync(new URL(`../../${file}.yaml`, import.meta.url), 'utf8');
  const choreography = parseDefinition(text).choreography!;
  const starting = choreography.start.map(({ event }) => event);
  const subscribed = choreography.events.filter(({ ignored }) => !ignored);
  const measured = (start: boolean) =>
    rulePatterns(
      subscribed.filter(({ name }) => starting.includes(name) === start).map(({ pattern }) => pattern),
    );
  expect(compile(choreography).rules).toEqual({ start: measured(true), events: measured(false) });
});
