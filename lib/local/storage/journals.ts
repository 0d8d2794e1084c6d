import type { Change } from './changes.ts';
import type { Database } from './database.ts';
import { Folding, type Folded } from './folding.ts';
import { Journal, type Found, journalsIn, readJournal, removeJournal } from './journal.ts';
import { StorageProblem } from './problem.ts';

/** Full files that may wait to be folded; whoever writes more waits until they are. */
const MOST_FULL = 6;
const RETRY_MS = 1000;

/** A burst is answered first: full files are folded when no other has become full for so long, or when they are many. */
const CALM_MS = 200;
const MANY_FULL = 4;

/** What has been saved and is not in the database yet. */
export class Journals {
  readonly #folder: string;
  readonly #folding: Folding;
  /** Oldest first; the last one is written to. */
  readonly #journals: Journal[] = [];
  readonly #waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  #next: number;
  /** The memory of the file that was folded last. */
  #used: Buffer | undefined;
  #isFolding = false;
  #retry: NodeJS.Timeout | undefined;
  #calm: NodeJS.Timeout | undefined;

  /** Folds what another process has left. */
  constructor(folder: string, database: Database) {
    this.#folder = folder;
    const left = journalsIn(folder);
    for (const number of left) {
      database.apply(readJournal(folder, number));
      removeJournal(folder, number);
    }
    this.#next = (left.at(-1) ?? 0) + 1;
    this.#folding = new Folding(folder, (folded) => this.#folded(folded));
  }

  /** All of them outlive the process when this returns; where it throws, none. */
  write(changes: readonly Change[]): void {
    let journal = this.#journals.at(-1);
    if (journal?.hasRoom(changes) !== true) {
      journal = new Journal(this.#folder, this.#next, changes, this.#used);
      this.#used = undefined;
      this.#next += 1;
      this.#journals.push(journal);
      clearTimeout(this.#calm);
      if (this.#journals.length > MANY_FULL) this.#fold();
      else this.#calm = setTimeout(() => this.#fold(), CALM_MS).unref();
    }
    journal.write(changes);
  }

  /** When so little waits to be folded that more may be written; at once, where that holds. */
  room(): Promise<void> | undefined {
    if (this.#journals.length <= MOST_FULL) return undefined;
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** The last word on the entry, if there is one. */
  find(kind: string, key: string): Found | undefined {
    for (let index = this.#journals.length - 1; index >= 0; index -= 1) {
      const word = this.#journals[index]?.find(kind, key);
      if (word !== undefined) return word;
    }
    return undefined;
  }

  /** The keys from that one on, in order, on which there is a word. */
  keys(kind: string, first: string): readonly string[] {
    const keys = new Set(this.#journals.flatMap((journal) => [...journal.keys(kind)]));
    return [...keys].filter((key) => key >= first).sort((one, other) => (one < other ? -1 : 1));
  }

  async close(): Promise<void> {
    clearTimeout(this.#retry);
    clearTimeout(this.#calm);
    await this.#folding.close();
    for (const journal of this.#journals) journal.close();
  }

  /** One at a time: the later one has the last word. */
  #fold(): void {
    const [oldest] = this.#journals;
    if (this.#isFolding || oldest === undefined || this.#journals.length < 2) return;
    this.#isFolding = true;
    this.#folding.fold(oldest.number);
  }

  #folded({ problem }: Folded): void {
    this.#isFolding = false;
    if (problem === undefined) {
      this.#used = this.#journals.shift()?.close();
      if (this.#journals.length <= MOST_FULL) for (const { resolve } of this.#waiting.splice(0)) resolve();
      this.#fold();
      return;
    }
    const failed = new StorageProblem(this.#folder, problem);
    for (const { reject } of this.#waiting.splice(0)) reject(failed);
    this.#retry = setTimeout(() => this.#fold(), RETRY_MS).unref();
  }
}
