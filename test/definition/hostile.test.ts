import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDefinition } from '../../lib/definition/parse.ts';
import { definition, problemsOf } from './harness.ts';

const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
  .concat(
    'bcdefghij'
      .split('')
      .map(
        (name, index) =>
          `${name}: &${name} [${'*' + 'abcdefghij'.charAt(index)}${(', *' + 'abcdefghij'.charAt(index)).repeat(9)}]`,
      ),
  )
  .join('\n');

describe('a text that means harm is a problem, soon', () => {
  test.each([
    ['an alias bomb', bomb, 'too-complex'],
    ['an alias inside itself', 'a: &a [*a]', 'too-complex'],
    ['lists without an end', '['.repeat(30_000), 'too-complex'],
    ['lists that are closed again', '['.repeat(20_000) + ']'.repeat(20_000), 'too-complex'],
    ['mappings without an end', '{a: '.repeat(20_000), 'too-complex'],
    ['compact lists', '- '.repeat(30_000), 'too-complex'],
    ['complex keys', '? '.repeat(30_000), 'too-complex'],
    [
      'blocks in blocks',
      Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
      'too-complex',
    ],
    ['a file without an end', 'a'.repeat(300_000), 'too-complex'],
    ['many aliases', `a: &a [${'1, '.repeat(1000)}]\nb: [${'*a, '.repeat(1000)}]`, 'too-complex'],
    ['anchors on anchors', '&a '.repeat(10_000), 'syntax'],
    ['brackets that open nothing', ']'.repeat(20_000), 'syntax'],
    ['a tag nobody knows', 'id: !!js/function "process.exit()"', 'syntax'],
    ['a list as a key', '? [a, b]\n: c', 'wrong-type'],
  ])(
    '%s',
    (_what, text, code) => {
      const { choreography, problems } = parseDefinition(text);
      expect(choreography).toBeUndefined();
      expect(problems.length).toBeLessThanOrEqual(20);
      expect(problems[0]?.code).toBe(code);
    },
    5_000,
  );

  test('many problems are all told, and in reasonable time', () => {
    const states = Array.from({ length: 1500 }, (_, index) => `  S${index}: { on: { B: T${index} } }`).join(
      '\n',
    );
    expect(problemsOf(definition({ states: `\n${states}` }))).toHaveLength(1501);
  }, 60_000);

  test('names that JavaScript objects have by themselves are names like others', () => {
    const text = definition({
      events: '{ constructor: { source: s }, toString: { source: s } }',
      start: '{ on: { constructor: valueOf } }',
      states: '{ valueOf: { on: { toString: hasOwnProperty } }, hasOwnProperty: { final: succeeded } }',
    });
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(definition({ states: '{ One: { on: { B: toString } } }' }))).toContain(
      '5:27 unknown-target',
    );
  });
});

describe('whatever the text', () => {
  const token = fc.constantFrom(
    ...[
      'id: ',
      'events:',
      'states:',
      'start:',
      'on: ',
      'all: ',
      'after: ',
      '{',
      '}',
      '[',
      ']',
      '\n',
      '  ',
      '- ',
    ],
    ...[
      'A',
      'One',
      '&a ',
      '*a',
      '"',
      "'",
      ': ',
      ', ',
      '|',
      '>',
      '#',
      '30s',
      'final: ',
      'guard: ',
      '?',
      '!!str ',
      '<<: ',
    ],
    ...[
      'parallel: ',
      'forEach: ',
      'initial: ',
      'task: ',
      'next: ',
      'catch: ',
      'always: ',
      'entry: ',
      'assign: ',
      'actions: ',
      'target: ',
      'history: ',
      'publish: ',
      'context: ',
      'labels: ',
      'due: ',
      'delay: ',
      '{% ',
      ' %}',
      '$context.a ',
    ],
  );
  test('it never throws, and every place is in the file', () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => {
        const text = tokens.join('');
        const lines = text.split('\n');
        const { choreography, problems } = parseDefinition(text);
        expect(choreography === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
        for (const { line, column } of problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
        }
      }),
      { numRuns: 500 },
    );
  });

  const part = fc.constantFrom(
    '7',
    'null',
    '[]',
    '{}',
    '[1, {a: b}]',
    '{ One: x }',
    'true',
    "''",
    '~',
    '{ on: { A: [] } }',
    '.nan',
    '1e999',
  );
  test('no shape of any part makes it throw', () => {
    const parts = fc.record(
      {
        ...{ id: part, correlation: part, events: part, start: part, states: part, hold: part, ignore: part },
        ...{ on: part, after: part, due: part, context: part, labels: part, redact: part, settle: part },
        ...{ stale: part, unexpected: part, rerun: part, always: part, entry: part },
      },
      { requiredKeys: [] },
    );
    fc.assert(fc.property(parts, (given) => void parseDefinition(definition(given))));
  });
});
