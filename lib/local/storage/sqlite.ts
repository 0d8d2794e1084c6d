import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, parseJson } from '../json.ts';
import type { Json } from '../service.ts';
import type { Storage } from './storage.ts';

/** The folder cannot be used. */
export class StorageProblem extends Error {
  constructor(folder: string, reason: string, cause?: unknown) {
    super(`The folder ${folder} cannot be used to keep data: ${reason}`, { cause });
    this.name = 'StorageProblem';
  }
}

/** Of the tables below; another one is not read. */
const FORMAT = 1;

const READ_FROM = 'SELECT key, value FROM entries WHERE kind = ? AND key >= ? ORDER BY key';

/** To be written down when the turn ends, or written down already. */
type Entry = { readonly value: Json } | { readonly json: string };

/**
 * Entries in an SQLite database, written once for each turn of the event loop. The write-ahead log is handed to the
 * operating system with each write, so a killed process loses nothing; a machine that loses power may lose the last
 * moments.
 *
 * @throws StorageProblem where the folder cannot be written, or somebody else has it open
 */
export function openStorage(folder: string): Storage {
  const database = openDatabase(folder);
  const read = database.prepare('SELECT key, value FROM entries WHERE kind = ? ORDER BY key');
  const readOne = database.prepare('SELECT value FROM entries WHERE kind = ? AND key = ?');
  const write = database.prepare('INSERT OR REPLACE INTO entries (kind, key, value) VALUES (?, ?, ?)');
  const erase = database.prepare('DELETE FROM entries WHERE kind = ? AND key = ?');
  /** By kind, then key; undefined: to be removed. */
  let changes = new Map<string, Map<string, Entry | undefined>>();
  let saving: Promise<void> | undefined;
  let closed = false;

  const save = (): void => {
    const changed = changes;
    changes = new Map();
    saving = undefined;
    if (closed || changed.size === 0) return;
    try {
      database.exec('BEGIN');
      for (const [kind, entries] of changed) {
        for (const [key, entry] of entries) {
          if (entry === undefined) erase.run(kind, key);
          else write.run(kind, key, 'json' in entry ? entry.json : JSON.stringify(entry.value));
        }
      }
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      // Nothing came between: what cannot be saved now (a full disk) is saved with what is changed next.
      changes = changed;
      throw new StorageProblem(folder, messageOf(error), error);
    }
  };
  const change = (kind: string, key: string, entry: Entry | undefined): void => {
    const entries = changes.get(kind) ?? new Map<string, Entry | undefined>();
    entries.set(key, entry);
    changes.set(kind, entries);
    saving ??= saveSoon();
  };
  const saveSoon = (): Promise<void> => {
    const soon = new Promise<void>((resolve) => setImmediate(resolve)).then(save);
    // Told to those who wait for it; nobody has to.
    soon.catch(() => undefined);
    return soon;
  };

  return {
    durable: true,
    entries: (kind) => ({
      all: () => read.all(kind).map(({ key, value }) => [String(key), valueOf(folder, value)] as const),
      put: (key, value) => change(kind, key, { value }),
      putText: (key, json) => change(kind, key, { json }),
      remove: (key) => change(kind, key, undefined),
      get(key) {
        const found = readOne.get(kind, key);
        return found === undefined ? undefined : valueOf(folder, found['value']);
      },
      *from(first) {
        // A statement of its own: a reader that stops half-way must not disturb another.
        const rows = database.prepare(READ_FROM).iterate(kind, first);
        for (const { key, value } of rows) yield [String(key), valueOf(folder, value)];
      },
    }),
    saved: () => saving ?? Promise.resolve(),
    close() {
      save();
      closed = true;
      database.close();
      return Promise.resolve();
    },
  };
}

function openDatabase(folder: string): DatabaseSync {
  try {
    mkdirSync(folder, { recursive: true });
    const database = new DatabaseSync(join(folder, 'local-cloud.sqlite'), { timeout: 0 });
    // One process at a time: two would each have half of the truth.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const { user_version: format } = database.prepare('PRAGMA user_version').get() ?? {};
    if (format !== 0 && format !== FORMAT) {
      database.close();
      throw new StorageProblem(folder, `it was written by another version (format ${String(format)}).`);
    }
    database.exec(`BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS entries (
        kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)
      ) WITHOUT ROWID;
      PRAGMA user_version = ${FORMAT};
      COMMIT`);
    return database;
  } catch (error) {
    if (error instanceof StorageProblem) throw error;
    throw new StorageProblem(folder, reasonOf(error), error);
  }
}

function reasonOf(error: unknown): string {
  const message = messageOf(error);
  const code = Error.isError(error) && 'code' in error ? error.code : undefined;
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'it is no folder.';
  return /database is locked/.test(message) ? 'another local cloud has it open.' : message;
}

function valueOf(folder: string, text: unknown): Json {
  const parsed = parseJson(String(text));
  if (parsed.kind === 'json') return parsed.value;
  throw new StorageProblem(folder, `it holds what is no JSON: ${parsed.message}`);
}
