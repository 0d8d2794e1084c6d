/** The table of the README names exactly the situations that are tested. */
import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

const FOLDER = new URL('./', import.meta.url);
const OWN = 'table.test.ts';

type Situation = { readonly situation: string; readonly file: string };

/** The rows of the README's first table, then those of its second. */
function tables(): readonly (readonly (readonly string[])[])[] {
  const [, ...sections] = readFileSync(new URL('README.md', FOLDER), 'utf8').split(/^\| ---.*\n/m);
  return sections.map((section) =>
    (section.split('\n\n')[0] ?? '')
      .trim()
      .split('\n')
      .map((line) =>
        line
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, -1),
      ),
  );
}

function told(): readonly Situation[] {
  return (tables()[0] ?? []).map(([situation = '', name = '']) => ({ situation, file: `${name}.test.ts` }));
}

/** The titles of a file's outermost tests and describes. */
function titlesIn(file: string): readonly string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(new URL(file, FOLDER), 'utf8'),
    ts.ScriptTarget.Latest,
  );
  return source.statements.flatMap((statement) => {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return [];
    const [title] = statement.expression.arguments;
    return title !== undefined && ts.isStringLiteral(title) ? [title.text] : [];
  });
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.test.ts') && name !== OWN);
const tested = files.flatMap((file) => titlesIn(file).map((title) => ({ file, title })));
const isOf = ({ situation, file }: Situation, test: (typeof tested)[number]): boolean =>
  test.file === file && test.title.startsWith(situation);

test('each situation of the table is tested in its file', () => {
  expect(told().length).toBeGreaterThan(30);
  expect(told().filter((situation) => !tested.some((title) => isOf(situation, title)))).toEqual([]);
});

test('each test is of one situation of the table', () => {
  const rows = told();
  expect(tested.length).toBeGreaterThanOrEqual(rows.length);
  expect(tested.filter((title) => rows.filter((row) => isOf(row, title)).length !== 1)).toEqual([]);
});

test('each fault of others is answered by a situation of the table', () => {
  const situations = new Set(told().map(({ situation }) => situation));
  const faults = tables()[1] ?? [];
  expect(faults.length).toBeGreaterThan(5);
  expect(faults.filter(([, situation = '']) => !situations.has(situation))).toEqual([]);
});
