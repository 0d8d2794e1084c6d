import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { checkDefinition, DefinitionError, defineChoreography } from '../../lib/definition/define.ts';
import { parseDefinition } from '../../lib/definition/parse.ts';
import { TYPED_EXAMPLES } from './typed-examples.ts';

const root = new URL('../../', import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, root), 'utf8');
const namesIn = (folder: string) =>
  readdirSync(new URL(folder, root)).filter((name) => name.endsWith('.yaml'));

/** Only a text can have these: an object holds no key twice, no alias, no second document; it is too complex in other words. */
const OF_TEXT = ['syntax', 'duplicate-key', 'too-complex'];

function errorOf(attempt: () => unknown): DefinitionError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof DefinitionError) return error;
  }
  throw new Error('It was not refused.');
}

describe('a choreography in TypeScript', () => {
  test.each(Object.entries(TYPED_EXAMPLES))('%s is the same as in YAML', (id, define) => {
    expect(define()).toStrictEqual(parseDefinition(textOf(`statemachines/${id}.yaml`)).choreography);
  });

  test.each(namesIn('test/corpus/valid'))('%s of the corpus is the same as an object', (name) => {
    const text = textOf(`test/corpus/valid/${name}`);
    const { choreography, problems } = parseDefinition(text);
    const object = checkDefinition(parse(text));
    expect(object.choreography).toStrictEqual(choreography);
    expect(object.problems).toHaveLength(problems.length);
  });

  test.each(namesIn('test/corpus/invalid'))('%s of the corpus has the same problems as an object', (name) => {
    const text = textOf(`test/corpus/invalid/${name}`);
    const expected = parseDefinition(text).problems;
    if (expected.some(({ code }) => OF_TEXT.includes(code))) return;
    const { problems } = checkDefinition(parse(text));
    const inOrder = (codes: readonly object[]) => codes.map((each) => JSON.stringify(each)).sort();
    expect(inOrder(problems)).toEqual(
      inOrder(expected.map(({ code, severity, message, path }) => ({ code, severity, message, path }))),
    );
  });

  test('lists all problems in one error, each with its path, in the order of the definition', () => {
    const broken = () =>
      defineChoreography({
        id: 'Broken',
        events: { A: { source: 's' }, 'B c': { source: 's', correlation: 'detail.(' } },
        start: { on: { A: 'One' } },
        states: {
          One: { on: { 'B c': [{ guard: 'detail.ok =', target: 'Two' }] }, due: 'P' },
          Two: { final: 'succeeded', error: 'No' },
        },
      });
    expect(broken).toThrow(DefinitionError);
    const { message, problems } = errorOf(broken);
    const starts = [
      'id: error id-format ',
      'events.A: error missing-correlation ',
      'events["B c"].correlation: error expression-invalid ',
      'states.One.on["B c"][0].guard: error expression-invalid ',
      'states.One.due: error duration-invalid ',
      'states.Two.error: error mixed-kinds ',
    ];
    expect(message.split('\n')).toEqual([
      'The choreography "Broken" cannot be used:',
      ...starts.map((start, index) => `${start}${problems[index]?.message ?? ''}`),
    ]);
    expect(problems.map(({ path }) => path).slice(2, 4)).toEqual([
      ['events', 'B c', 'correlation'],
      ['states', 'One', 'on', 'B c', 0, 'guard'],
    ]);
  });

  test('a member that is undefined counts as absent', () => {
    const { problems } = checkDefinition({
      id: 'sample',
      title: undefined,
      correlation: 'detail.id',
      events: { A: { source: 's', pattern: undefined } },
      start: { on: { A: 'One' } },
      states: { One: { final: 'succeeded', cause: undefined } },
    });
    expect(problems).toEqual([]);
  });

  test.each([
    [12, 'The file is the number 12; it must be a mapping.'],
    [undefined, 'The file is empty; it must be a mapping.'],
    [
      () => 1,
      'The definition is a function. A definition is plain data: text, numbers, `true` and `false`, lists and objects.',
    ],
  ])('refuses %s', (value, message) => {
    expect(checkDefinition(value).problems.map((problem) => problem.message)).toContain(message);
    expect(checkDefinition(value).choreography).toBeUndefined();
  });

  test('refuses what is no data where it stands', () => {
    const { problems } = checkDefinition({
      id: 'sample',
      events: { A: { source: new Date(0) } },
      states: Number.NaN,
    });
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ['syntax', ['events', 'A', 'source']],
      ['syntax', ['states']],
    ]);
  });

  test('refuses what contains itself', () => {
    const events: Record<string, unknown> = {};
    events['A'] = { source: 's', pattern: events };
    expect(checkDefinition({ id: 'sample', events }).problems.map(({ code }) => code)).toEqual([
      'too-complex',
    ]);
  });
});
