import { parseJson } from '../json.ts';
import type { Json } from '../service.ts';
import type { Database, Row } from './database.ts';
import type { Journals } from './journals.ts';
import { StorageProblem } from './problem.ts';
import type { StoredEntries } from './storage.ts';

type Source = { readonly folder: string; readonly database: Database; readonly journals: Journals };

/** Entries of one kind as they were last saved: what the journals say, and otherwise what the database has. */
export function readEntries(source: Source, kind: string): Pick<StoredEntries, 'all' | 'get' | 'from'> {
  const { folder } = source;
  function* from(first: string): Iterable<readonly [string, Json]> {
    for (const [key, text] of readTexts(source, kind, first)) yield [key, valueOf(folder, text)];
  }
  return {
    all: () => [...from('')],
    from,
    get(key) {
      const text = readText(source, kind, key);
      return text === undefined ? undefined : valueOf(folder, text);
    },
  };
}

/** One entry's text. */
export function readText({ database, journals }: Source, kind: string, key: string): string | undefined {
  const { text } = journals.find(kind, key) ?? { text: database.find(kind, key) };
  return text;
}

/** Their texts, from that key on. */
export function* readTexts({ database, journals }: Source, kind: string, first: string): Iterable<Row> {
  const fresh = journals.keys(kind, first);
  let next = 0;
  const freshUntil = function* (end: string | undefined): Iterable<Row> {
    for (let key = fresh[next]; key !== undefined && (end === undefined || key <= end); key = fresh[next]) {
      next += 1;
      const text = journals.find(kind, key)?.text;
      if (text !== undefined) yield [key, text];
    }
  };
  for (const row of database.from(kind, first)) {
    yield* freshUntil(row[0]);
    if (journals.find(kind, row[0]) === undefined) yield row;
  }
  yield* freshUntil(undefined);
}

function valueOf(folder: string, text: string): Json {
  const parsed = parseJson(text);
  if (parsed.kind === 'json') return parsed.value;
  throw new StorageProblem(folder, `it holds what is no JSON: ${parsed.message}`);
}
