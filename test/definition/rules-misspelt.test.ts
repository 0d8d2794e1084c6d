import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { checkDefinition } from '../../lib/definition/define.ts';
import type { Path } from '../../lib/definition/problems.ts';
import { readDraft } from '../../lib/definition/read-draft.ts';
import { awaitedIn, targetsIn } from '../../lib/definition/rules/walk.ts';
import { statesIn } from '../../lib/definition/tree.ts';
import type { Data } from '../../lib/definition/data.ts';

const folders = ['../../statemachines/', '../corpus/valid/'].map((path) => new URL(path, import.meta.url));
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => [file, readFileSync(new URL(file, folder), 'utf8')] as const),
);

/** A copy in which the text, or the key, at this path is another one. */
function renamed(data: Data, path: Path, to: string, key: boolean): Data {
  const [step, ...rest] = path;
  const here = rest.length === 0;
  if (Array.isArray(data)) {
    return data.map((item: Data, index) =>
      index !== step ? item : here ? to : renamed(item, rest, to, key),
    );
  }
  return Object.fromEntries(
    Object.entries(data as Record<string, Data>).map(([name, value]) => {
      if (name !== step) return [name, value];
      return here ? (key ? [to, value] : [name, to]) : [name, renamed(value, rest, to, key)];
    }),
  );
}

/** One letter too many, where people do not see it. */
function misspelt(name: string): string {
  const middle = Math.ceil(name.length / 2);
  return name.slice(0, middle) + name.charAt(middle - 1) + name.slice(middle);
}

describe.each(files)(
  'of %s each misspelt name is one problem, and the right one is suggested:',
  (_file, text) => {
    const data = parse(text) as Data;
    const draft = readDraft(data);

    test('targets', () => {
      for (const { target } of targetsIn(draft)) {
        const { problems } = checkDefinition(renamed(data, target.path, misspelt(target.text), false));
        expect(problems.map(({ code, path }) => ({ code, path }))).toEqual([
          { code: 'unknown-target', path: target.path },
        ]);
        expect(problems[0]?.message).toContain(JSON.stringify(target.text));
      }
    });

    test('events', () => {
      for (const event of awaitedIn(draft)) {
        const wrong = misspelt(event.text);
        const { problems } = checkDefinition(renamed(data, event.path, wrong, event.at === 'key'));
        const path = event.at === 'key' ? [...event.path.slice(0, -1), wrong] : event.path;
        expect(problems.map((problem) => ({ code: problem.code, path: problem.path }))).toEqual([
          { code: 'unknown-event', path },
        ]);
        expect(problems[0]?.message).toContain(JSON.stringify(event.text));
      }
    });

    test('initials', () => {
      const initials = statesIn(draft).flatMap(({ state }) => [
        ...(state.initial === undefined ? [] : [state.initial]),
        ...state.regions.flatMap(({ initial }) => (initial === undefined ? [] : [initial])),
      ]);
      for (const initial of initials) {
        const { problems } = checkDefinition(renamed(data, initial.path, misspelt(initial.text), false));
        expect(problems.map(({ code, path }) => ({ code, path }))).toEqual([
          { code: 'unknown-initial', path: initial.path },
        ]);
        expect(problems[0]?.message).toContain(JSON.stringify(initial.text));
      }
    });

    test('keys', () => {
      for (const { path, key } of keysIn(data, []).filter(isNew)) {
        const wrong = misspelt(key);
        const { problems } = checkDefinition(renamed(data, [...path, key], wrong, true));
        expect(problems.map((problem) => ({ code: problem.code, path: problem.path }))).toEqual([
          { code: 'unknown-key', path: [...path, wrong] },
        ]);
        if (!ASL_WORDS.has(key)) expect(problems[0]?.message).toContain(`Did you mean "${key}"`);
      }
    }, 60_000);
  },
);

/** They may stand where the language has words of its own, which are suggested instead. */
const ASL_WORDS = new Set(['ErrorEquals', 'Next']);

/** Under these stands what is no part of the language. */
const FOREIGN = new Set<unknown>([
  'context',
  'pattern',
  'arguments',
  'detail',
  'assign',
  'labels',
  'source',
  'detailType',
]);
/** Under these the author's own names stand. */
const OWN_NAMES = new Set<unknown>(['events', 'states', 'parallel', 'on', 'all', 'after', 'catch']);

/** A key is tried once for each kind of place that it stands in. */
const tried = new Set<string>();
function isNew({ path, key }: { readonly path: Path; readonly key: string }): boolean {
  const place = path.map((step, index) => (OWN_NAMES.has(path[index - 1]) ? '' : step)).slice(-4);
  const sign = JSON.stringify([...place, key]);
  return !tried.has(sign) && tried.add(sign).has(sign);
}

/** Every key of the language, with the path of the mapping it stands in. */
function keysIn(part: Data, path: Path): readonly { readonly path: Path; readonly key: string }[] {
  if (FOREIGN.has(path.at(-1))) return [];
  if (Array.isArray(part)) return part.flatMap((item: Data, index) => keysIn(item, [...path, index]));
  if (part === null || typeof part !== 'object') return [];
  const own = OWN_NAMES.has(path.at(-1));
  return Object.entries(part).flatMap(([key, value]) => [
    ...(own ? [] : [{ path, key }]),
    ...keysIn(value, [...path, key]),
  ]);
}
