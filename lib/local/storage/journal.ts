/**
 * What has been saved of late, in files that only grow. A turn's changes are one write to the operating system, so they
 * outlive the process at once; a file that is full is folded into the database and goes.
 */
import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readTurns, roomFor, textAt, writeTurn, type Change } from './changes.ts';

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

/** What all of a file's turns come to: the last word on each entry. */
export function readJournal(folder: string, number: number): readonly Change[] {
  const last = new Map<string, Change>();
  for (const turn of readTurns(readFileSync(journalFile(folder, number))))
    for (const change of turn) last.set(`${change.kind.length} ${change.kind}${change.key}`, change);
  return [...last.values()];
}

export function removeJournal(folder: string, number: number): void {
  rmSync(journalFile(folder, number), { force: true });
}

/** One file of the journal, which knows what is in it. */
export class Journal {
  readonly number: number;
  readonly #buffer: Buffer;
  readonly #descriptor: number;
  /** Where the last word on each entry begins, by kind and key. */
  readonly #places = new Map<string, Map<string, number>>();
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
    const places: number[] = [];
    const end = writeTurn(this.#buffer, this.#end, changes, places);
    try {
      for (let at = this.#end; at < end;) at += writeSync(this.#descriptor, this.#buffer, at, end - at, at);
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#end);
      throw error;
    }
    this.#end = end;
    for (const [index, { kind, key }] of changes.entries())
      this.#placesOf(kind).set(key, places[index] ?? end);
  }

  #placesOf(kind: string): Map<string, number> {
    let places = this.#places.get(kind);
    if (places === undefined) this.#places.set(kind, (places = new Map<string, number>()));
    return places;
  }

  /** The keys of this kind that it has a word on. */
  keys(kind: string): Iterable<string> {
    return this.#places.get(kind)?.keys() ?? [];
  }

  /** Its word on the entry, if it has one. */
  find(kind: string, key: string): Pick<Change, 'text'> | undefined {
    const place = this.#places.get(kind)?.get(key);
    return place === undefined ? undefined : { text: textAt(this.#buffer, place) };
  }

  /** Gives its memory back: the system takes longer to clear new memory than to write into this. */
  close(): Buffer {
    closeSync(this.#descriptor);
    return this.#buffer;
  }
}
