import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { byName, inJson, read, readIf } from '../../lib/projection/reading.ts';

const numbers = byName(v.number());

test('an object by name keeps every name, those of the language itself too', () => {
  const given: unknown = JSON.parse('{ "constructor": 1, "prototype": 2, "__proto__": 3, "": 4 }');
  const names = Object.entries(read(numbers, given));
  expect(names).toStrictEqual([
    ['constructor', 1],
    ['prototype', 2],
    ['__proto__', 3],
    ['', 4],
  ]);
});

test.each([[[1]], [null], ['text'], [undefined]])('%j is no object by name', (given) => {
  expect(readIf(numbers, given)).toBeUndefined();
});

test('what is refused is said with all that is wrong, and where', () => {
  const schema = v.object({ clocks: numbers, at: v.string() });
  expect(() => read(schema, { clocks: { one: 1, two: 'x' } })).toThrow(
    '× Invalid type: Expected number but received "x"\n  → at clocks.two\n' +
      '× Invalid key: Expected "at" but received undefined\n  → at at',
  );
});

test('a text is read as the JSON in it; what is none is refused', () => {
  expect(read(inJson(numbers), '{ "one": 1 }')).toStrictEqual({ one: 1 });
  expect(() => read(inJson(numbers), '{')).toThrow('Invalid JSON: Received "Expected property name');
});
