import { mkdirSync } from 'node:fs';
import { Database, lock } from './database.ts';
import { Journals } from './journals.ts';
import { problemOf, type StorageProblem } from './problem.ts';
import { readEntries, readText, readTexts } from './reading.ts';
import type { Storage, StoredEntries, StoredTexts } from './storage.ts';
import { Turn } from './turn.ts';

/** Hears when something cannot be saved, and, without a problem, when all could be again. */
export type OnProblem = (problem: StorageProblem | undefined) => void;

/** Milliseconds until what could not be saved is tried again, if nothing is saved before. */
const RETRY_MS = 1000;

/**
 * Entries in a folder: each turn of the event loop is written into a journal, and the journal is folded into a database
 * beside. What is written is handed to the operating system at once, so a killed process loses nothing; a machine that
 * loses power may lose the last moments.
 *
 * @throws StorageProblem where the folder cannot be written, or somebody else has it open
 */
export function openStorage(folder: string, onProblem: OnProblem = () => undefined): Storage {
  let unlock: (() => void) | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    unlock = lock(folder);
    const database = new Database(folder);
    return new DurableStorage({
      folder,
      database,
      journals: new Journals(folder, database),
      unlock,
      onProblem,
    });
  } catch (error) {
    unlock?.();
    throw problemOf(folder, error);
  }
}

type Opened = {
  readonly folder: string;
  readonly database: Database;
  readonly journals: Journals;
  readonly unlock: () => void;
  readonly onProblem: OnProblem;
};

class DurableStorage implements Storage {
  readonly durable = true;
  readonly #opened: Opened;
  readonly #turn = new Turn();
  #saving: Promise<void> | undefined;
  /** As long as something cannot be saved. */
  #failing: { readonly waiting: (() => void)[]; retry: NodeJS.Timeout } | undefined;
  #closed = false;

  constructor(opened: Opened) {
    this.#opened = opened;
  }

  entries(kind: string): StoredEntries {
    return {
      ...readEntries(this.#opened, kind),
      put: (key, value) => this.#change(kind, key, { value }),
      putText: (key, text) => this.#change(kind, key, { parts: [text] }),
      remove: (key) => this.#change(kind, key, undefined),
    };
  }

  texts(kind: string): StoredTexts {
    return {
      get: (key) => readText(this.#opened, kind, key),
      from: (key) => readTexts(this.#opened, kind, key),
      put: (key, ...parts) => this.#change(kind, key, { parts }),
      remove: (key) => this.#change(kind, key, undefined),
    };
  }

  #change(kind: string, key: string, entry: Parameters<Turn['change']>[2]): void {
    this.#turn.change(kind, key, entry);
    this.#saving ??= this.#saveSoon();
  }

  saved(): Promise<void> {
    if (!this.#turn.isEmpty) this.#saving ??= this.#saveSoon();
    return this.#saving ?? Promise.resolve();
  }

  async savedAtLast(): Promise<void> {
    try {
      await this.saved();
    } catch {
      const { waiting } = this.#failing ?? {};
      if (waiting !== undefined) await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  async close(): Promise<void> {
    const { database, journals, unlock } = this.#opened;
    try {
      this.#write();
    } finally {
      this.#closed = true;
      clearTimeout(this.#failing?.retry);
      await journals.close();
      database.close();
      unlock();
    }
  }

  #saveSoon(): Promise<void> {
    const soon = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#saving = undefined;
      this.#write();
      return this.#opened.journals.room();
    });
    // Told to those who wait for it; nobody has to.
    soon.catch(() => undefined);
    return soon;
  }

  /** Nothing comes between, so what could not be written is written with what is changed next. */
  #write(): void {
    if (this.#closed || this.#turn.isEmpty) return;
    try {
      this.#opened.journals.write(this.#turn.written());
    } catch (error) {
      throw this.#failed(error);
    }
    this.#turn.clear();
    if (this.#failing === undefined) return;
    clearTimeout(this.#failing.retry);
    for (const resolve of this.#failing.waiting) resolve();
    this.#failing = undefined;
    this.#opened.onProblem(undefined);
  }

  #failed(error: unknown): StorageProblem {
    const problem = problemOf(this.#opened.folder, error);
    const retry = setTimeout(() => void this.savedAtLast(), RETRY_MS).unref();
    clearTimeout(this.#failing?.retry);
    if (this.#failing !== undefined) this.#failing.retry = retry;
    else {
      this.#failing = { waiting: [], retry };
      this.#opened.onProblem(problem);
    }
    return problem;
  }
}
