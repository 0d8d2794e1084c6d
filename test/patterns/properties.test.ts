import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matches, matchesJson } from '../../lib/patterns/matches.ts';
import { comparable } from '../../lib/patterns/numbers.ts';
import { parsePattern } from '../../lib/patterns/parse.ts';
import { readJson, type Node } from '../../lib/patterns/json.ts';
import { parseWildcard } from '../../lib/patterns/wildcard.ts';
import { passes, pattern } from './harness.ts';

/** What JSON.parse would have made of it. */
function plain(node: Node): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]));
    case 'array':
      return node.items.map(plain);
    case 'number':
      return Number(node.text);
    case 'string':
    case 'literal':
      return node.value;
  }
}

describe('for any input', () => {
  test('JSON is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        const reading = readJson(text);
        expect(reading.kind === 'json' && plain(reading.node)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('text is refused exactly where JSON.parse refuses it', () => {
    const parses = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'null',
      ' ',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        expect([text, readJson(text).kind === 'json']).toEqual([text, parses(text)]);
      }),
      { numRuns: 3000 },
    );
  });

  test('wildcards match what the same regular expression matches', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 3 }).map((list) => list.join(''));
    const parts = fc.array(letters, { minLength: 1, maxLength: 4 });
    const text = fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 8 }).map((list) => list.join(''));
    fc.assert(
      fc.property(parts, text, (pieces, value) => {
        const wildcard = pieces.join('*');
        fc.pre(parseWildcard(wildcard).kind === 'wildcard');
        const expression = new RegExp(`^${pieces.map((piece) => piece.replaceAll('.', '\\.')).join('.*')}$`);
        const list = JSON.stringify([{ wildcard }]);
        expect(passes(list, JSON.stringify(value))).toBe(expression.test(value));
      }),
      { numRuns: 1000 },
    );
  });

  test('a key given several times matches as one list of its values does', () => {
    const scalar = fc.constantFrom('"x"', '"xy"', '1', 'null', 'true');
    const matcher = fc.constantFrom(
      '"x"',
      '1',
      '{"prefix":"x"}',
      '{"exists":false}',
      '{"anything-but":"x"}',
      '{"anything-but":[1]}',
    );
    const list = fc.array(matcher, { minLength: 1, maxLength: 2 });
    const values = fc.array(scalar, { minLength: 1, maxLength: 3 });
    const matched = (text: string, event: string): boolean => {
      const reading = readJson(event);
      return reading.kind === 'json' && matchesJson(pattern(text), reading.node);
    };
    fc.assert(
      fc.property(list, list, values, values, (forA, forB, inA, inB) => {
        const text = `{"o":{"a":[${forA.join()}],"b":[${forB.join()}]}}`;
        const given = (key: string, all: readonly string[]) => all.map((value) => `"${key}":${value}`);
        const once = `{"o":{"a":[${inA.join()}],"b":[${inB.join()}]}}`;
        const often = `{"o":{${[...given('a', inA), ...given('b', inB)].join()}}}`;
        expect(matched(text, often)).toBe(matched(text, once));
      }),
      { numRuns: 500 },
    );
  });

  test('every number of JavaScript equals itself in any spelling', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        for (const text of [String(number), number.toExponential()])
          expect(comparable(text)).toBe(Number(text));
      }),
    );
  });

  test('every value matches the pattern that lists it, and only it', () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(leaf, leaf, (value, other) => {
        const parsed = parsePattern(JSON.stringify({ a: [value] }));
        if (parsed.kind === 'invalid') throw new Error(parsed.message);
        const same = value === other;
        expect(matches(parsed.pattern, { a: value })).toBe(true);
        expect(matches(parsed.pattern, { a: other })).toBe(same);
      }),
    );
  });
});
