/** Changes of one turn of the event loop, and how they lie in the journal. */
import { crc32 } from 'node:zlib';

/** `text`: JSON; undefined where the entry was removed. */
export type Change = { readonly kind: string; readonly key: string; readonly text: string | undefined };

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

/** Writes the turn into the buffer. Returns where it ends, and puts where each change begins into `places`. */
export function writeTurn(
  buffer: Buffer,
  start: number,
  changes: readonly Change[],
  places: number[],
): number {
  let at = start + HEAD;
  for (const { kind, key, text } of changes) {
    const lengths = at;
    places.push(lengths);
    at += LENGTHS;
    const kindBytes = buffer.write(kind, at);
    at += kindBytes;
    const keyBytes = buffer.write(key, at);
    at += keyBytes;
    const bytes = text === undefined ? 0 : buffer.write(text, at);
    buffer.writeUInt32LE(kindBytes, lengths);
    buffer.writeUInt32LE(keyBytes, lengths + 4);
    buffer.writeUInt32LE(text === undefined ? REMOVED : bytes, lengths + 8);
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
    const { kindEnd, keyEnd, textEnd } = boundsAt(turn, at);
    const kind = turn.toString('utf8', at + LENGTHS, kindEnd);
    const key = turn.toString('utf8', kindEnd, keyEnd);
    changes.push({ kind, key, text: textAt(turn, at) });
    at = textEnd ?? keyEnd;
  }
  return changes;
}

/** What the change that begins there says of its entry: its text, or that it was removed. */
export function textAt(buffer: Buffer, at: number): string | undefined {
  const { keyEnd, textEnd } = boundsAt(buffer, at);
  return textEnd === undefined ? undefined : buffer.toString('utf8', keyEnd, textEnd);
}

type Bounds = {
  readonly kindEnd: number;
  readonly keyEnd: number;
  /** Absent where the entry was removed. */
  readonly textEnd: number | undefined;
};

function boundsAt(buffer: Buffer, at: number): Bounds {
  const kindEnd = at + LENGTHS + buffer.readUInt32LE(at);
  const keyEnd = kindEnd + buffer.readUInt32LE(at + 4);
  const bytes = buffer.readUInt32LE(at + 8);
  return { kindEnd, keyEnd, textEnd: bytes === REMOVED ? undefined : keyEnd + bytes };
}
