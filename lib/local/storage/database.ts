/** The entries in an SQLite database: what the journal has been folded into. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Word } from './journal.ts';
import { StorageProblem } from './problem.ts';

/** Of the table below, and of what lies in it; another one is not read. */
const FORMAT = 4;

/** Milliseconds to wait for the other thread of this process: the one reads while the other folds. */
const PATIENCE = 10_000;

/** Bytes. Many entries have more than 1 KB: of four times the usual size, a page holds them without pages beside it. */
const PAGE = 16_384;

const READ_FROM = 'SELECT key, value FROM entries WHERE kind = ? AND key >= ? ORDER BY key';

export type Row = readonly [key: string, text: string];

export class Database {
  readonly #database: DatabaseSync;

  constructor(folder: string) {
    const database = new DatabaseSync(join(folder, 'local-cloud.sqlite'), { timeout: PATIENCE });
    this.#database = database;
    // A journal's file is removed once it is in here, so what is committed must outlive even the machine.
    database.exec(`PRAGMA page_size = ${PAGE}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL`);
    const { user_version: format } = database.prepare('PRAGMA user_version').get() ?? {};
    if (format !== 0 && format !== FORMAT) {
      database.close();
      throw new StorageProblem(folder, `it was written by another version (format ${String(format)}).`);
    }
    if (format === FORMAT) return;
    database.exec(`BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS entries (
        kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key)
      ) WITHOUT ROWID;
      PRAGMA user_version = ${FORMAT};
      COMMIT`);
  }

  find(kind: string, key: string): string | undefined {
    const found = this.#database
      .prepare('SELECT value FROM entries WHERE kind = ? AND key = ?')
      .get(kind, key);
    return found === undefined ? undefined : textOf(found['value']);
  }

  /** In the order of their keys. A reader may stop half-way. */
  *from(kind: string, first: string): Iterable<Row> {
    for (const { key, value } of this.#database.prepare(READ_FROM).iterate(kind, first))
      yield [String(key), textOf(value)];
  }

  /** All of them or none. */
  apply(words: readonly Word[]): void {
    const database = this.#database;
    const write = database.prepare('INSERT OR REPLACE INTO entries (kind, key, value) VALUES (?, ?, ?)');
    const erase = database.prepare('DELETE FROM entries WHERE kind = ? AND key = ?');
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const { kind, key, text } of words) {
        if (text === undefined) erase.run(kind, key);
        else write.run(kind, key, text);
      }
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }
}

/** Bytes of UTF-8: so it comes from the journal. */
function textOf(value: unknown): string {
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.length).toString()
    : '';
}

/** Locks the folder until the result is called, or the process ends however it does: two would each have half of the truth. */
export function lock(folder: string): () => void {
  const database = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw error;
  }
  return () => database.close();
}
