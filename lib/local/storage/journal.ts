/**
 * What has been saved of late, in files that only grow. A turn's changes are one write to the operating system, so they
 * outlive the process at once; a file that is full is folded into the database and goes.
 */
import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readTurns, roomFor, writeTurn, type Change, type Placed } from './changes.ts';

/** Of one file, unless a single turn is larger. */
const BYTES = 4 * 1024 * 1024;

const NAME = /^journal-(\d{9})$/;

export function journalFile(folder: string, number: number): string {
  return join(folder, `journal-${String(number).padStart(9, '0')}`);
}

/** The numbers of the files that are there, oldest first. */
export function journalsIn(folder: string): readonly number[] {
  return readdirSync(folder)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((one, other) => one - other);
}

/** The last word on an entry. `text`: in UTF-8; undefined where it was removed. */
export type Word = { readonly kind: string; readonly key: string; readonly text: Buffer | undefined };

/** What all of a file's turns come to. */
export function readJournal(folder: string, number: number): readonly Word[] {
  const buffer = readFileSync(journalFile(folder, number));
  const last = new Map<string, Placed>();
  for (const turn of readTurns(buffer))
    for (const change of turn) last.set(`${change.kind.length} ${change.kind}${change.key}`, change);
  return Array.from(last.values(), ({ kind, key, start, end }) => ({
    kind,
    key,
    text: end === undefined ? undefined : buffer.subarray(start, end),
  }));
}

export function removeJournal(folder: string, number: number): void {
  rmSync(journalFile(folder, number), { force: true });
}

/** `text`: undefined where the entry was removed. */
export type Found = { readonly text: string | undefined };

/** One file of the journal, which knows what is in it. */
export class Journal {
  readonly number: number;
  readonly #buffer: Buffer;
  readonly #descriptor: number;
  /** Where the last word on each entry lies, by kind and key; of the turns before `#indexed`. */
  readonly #places = new Map<string, Map<string, Placed>>();
  #indexed = 0;
  #end = 0;

  /** A new one, with room for these at least; `used` is the memory of one that is closed. */
  constructor(folder: string, number: number, changes: readonly Change[], used?: Buffer) {
    this.number = number;
    const room = Math.max(BYTES, roomFor(changes));
    this.#buffer = used?.length === room ? used : Buffer.allocUnsafeSlow(room);
    this.#descriptor = openSync(journalFile(folder, number), 'wx');
  }

  hasRoom(changes: readonly Change[]): boolean {
    return this.#end + roomFor(changes) <= this.#buffer.length;
  }

  /** All of them, or, where that goes wrong, none. */
  write(changes: readonly Change[]): void {
    const end = writeTurn(this.#buffer, this.#end, changes);
    try {
      for (let at = this.#end; at < end;) at += writeSync(this.#descriptor, this.#buffer, at, end - at, at);
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#end);
      throw error;
    }
    this.#end = end;
  }

  /** Most of what is written is never read here: it is looked through when somebody asks. */
  #placesOf(kind: string): ReadonlyMap<string, Placed> | undefined {
    if (this.#indexed < this.#end) {
      for (const turn of readTurns(this.#buffer.subarray(0, this.#end), this.#indexed))
        for (const change of turn) this.#index(change);
      this.#indexed = this.#end;
    }
    return this.#places.get(kind);
  }

  #index(change: Placed): void {
    const places = this.#places.get(change.kind);
    if (places === undefined) this.#places.set(change.kind, new Map([[change.key, change]]));
    else places.set(change.key, change);
  }

  /** The keys of this kind that it has a word on. */
  keys(kind: string): Iterable<string> {
    return this.#placesOf(kind)?.keys() ?? [];
  }

  /** Its word on the entry, if it has one. */
  find(kind: string, key: string): Found | undefined {
    const place = this.#placesOf(kind)?.get(key);
    if (place === undefined) return undefined;
    const { start, end } = place;
    return { text: end === undefined ? undefined : this.#buffer.toString('utf8', start, end) };
  }

  /** Gives its memory back: the system takes longer to clear new memory than to write into this. */
  close(): Buffer {
    closeSync(this.#descriptor);
    return this.#buffer;
  }
}
