/** Changes of one turn of the event loop, and how they lie in the journal. */
import { crc32 } from 'node:zlib';

/** `text`: JSON; undefined where the entry was removed. */
export type Change = { readonly kind: string; readonly key: string; readonly text: string | undefined };

/** Where the text of an entry lies; undefined where the entry was removed. */
export type Place = { readonly at: number; readonly bytes: number } | undefined;

/** How many bytes the turn's record has, and their checksum: a turn that was not written to its end counts for nothing. */
const HEAD = 8;
/** The lengths of kind, key and text. */
const LENGTHS = 12;
const REMOVED = 0xffffffff;

/** How much room the turn needs at most: UTF-8 has up to three bytes for each unit of a text. */
export function roomFor(changes: readonly Change[]): number {
  let units = 0;
  for (const { kind, key, text = '' } of changes) units += kind.length + key.length + text.length;
  return HEAD + changes.length * LENGTHS + 3 * units;
}

/** Writes the turn into the buffer and tells where each text lies. Returns where the turn ends. */
export function writeTurn(
  buffer: Buffer,
  start: number,
  changes: readonly Change[],
  place: (change: Change, place: Place) => void,
): number {
  let at = start + HEAD;
  for (const change of changes) {
    const { kind, key, text } = change;
    const lengths = at;
    at += LENGTHS;
    const kindBytes = buffer.write(kind, at);
    at += kindBytes;
    const keyBytes = buffer.write(key, at);
    at += keyBytes;
    const bytes = text === undefined ? 0 : buffer.write(text, at);
    buffer.writeUInt32LE(kindBytes, lengths);
    buffer.writeUInt32LE(keyBytes, lengths + 4);
    buffer.writeUInt32LE(text === undefined ? REMOVED : bytes, lengths + 8);
    place(change, text === undefined ? undefined : { at, bytes });
    at += bytes;
  }
  buffer.writeUInt32LE(at - start - HEAD, start);
  buffer.writeUInt32LE(crc32(buffer.subarray(start + HEAD, at)), start + 4);
  return at;
}

/** All whole turns, in order. What follows the first that is not whole was never acknowledged. */
export function* readTurns(buffer: Buffer): Iterable<readonly Change[]> {
  for (let start = 0; start + HEAD <= buffer.length;) {
    const bytes = buffer.readUInt32LE(start);
    const turn = buffer.subarray(start + HEAD, start + HEAD + bytes);
    if (bytes === 0 || turn.length < bytes || crc32(turn) !== buffer.readUInt32LE(start + 4)) return;
    yield readChanges(turn);
    start += HEAD + bytes;
  }
}

function readChanges(turn: Buffer): readonly Change[] {
  const changes: Change[] = [];
  for (let at = 0; at < turn.length;) {
    const take = (bytes: number): string => turn.toString('utf8', at, (at += bytes));
    const [kindBytes, keyBytes, textBytes] = [0, 4, 8].map((offset) => turn.readUInt32LE(at + offset));
    at += LENGTHS;
    const [kind, key] = [take(kindBytes ?? 0), take(keyBytes ?? 0)];
    changes.push({ kind, key, text: textBytes === REMOVED ? undefined : take(textBytes ?? 0) });
  }
  return changes;
}
