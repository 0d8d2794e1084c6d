/** Changes of one turn of the event loop, and how they lie in the journal. */
import { crc32 } from 'node:zlib';

/** `parts`: the entry's text, mostly JSON, and mostly one; undefined where the entry was removed. */
export type Change = {
  readonly kind: string;
  readonly key: string;
  readonly parts: readonly string[] | undefined;
};

/** A change in a buffer: where its text lies. */
export type Placed = {
  readonly kind: string;
  readonly key: string;
  readonly start: number;
  /** Undefined where the entry was removed. */
  readonly end: number | undefined;
};

/**
 * How many bytes follow these twelve, their checksum, and how many changes they are: a turn that was not written to its
 * end counts for nothing. A table of the changes' lengths follows, and then their kinds, keys and texts.
 */
const HEAD = 12;
/** The lengths of kind, key and text. A kind of no length is that of the change before. */
const LENGTHS = 12;
const REMOVED = 0xffffffff;

/** How much room the turn needs at most: UTF-8 has up to three bytes for each unit of a text. */
export function roomFor(changes: readonly Change[]): number {
  let units = 0;
  for (const { kind, key, parts = [] } of changes) {
    units += kind.length + key.length;
    for (const part of parts) units += part.length;
  }
  return HEAD + changes.length * LENGTHS + 3 * units;
}

/** Writes the turn into the buffer. Returns where it ends. */
export function writeTurn(buffer: Buffer, start: number, changes: readonly Change[]): number {
  let lengths = start + HEAD;
  let end = lengths + changes.length * LENGTHS;
  let before = '';
  for (const { kind, key, parts } of changes) {
    const kindBytes = kind === before ? 0 : buffer.write(kind, end);
    end += kindBytes;
    const keyBytes = buffer.write(key, end);
    end += keyBytes;
    const textStart = end;
    for (const part of parts ?? []) end += buffer.write(part, end);
    buffer.writeUInt32LE(kindBytes, lengths);
    buffer.writeUInt32LE(keyBytes, lengths + 4);
    buffer.writeUInt32LE(parts === undefined ? REMOVED : end - textStart, lengths + 8);
    before = kind;
    lengths += LENGTHS;
  }
  buffer.writeUInt32LE(end - start - HEAD, start);
  buffer.writeUInt32LE(changes.length, start + 8);
  buffer.writeUInt32LE(crc32(buffer.subarray(start + 8, end)), start + 4);
  return end;
}

/**
 * The changes of all whole turns from that place on, in order. What follows the first that is not whole was never
 * acknowledged.
 */
export function* readTurns(buffer: Buffer, from = 0): Iterable<readonly Placed[]> {
  for (let start = from; start + HEAD <= buffer.length;) {
    const end = start + HEAD + buffer.readUInt32LE(start);
    if (end > buffer.length || crc32(buffer.subarray(start + 8, end)) !== buffer.readUInt32LE(start + 4))
      return;
    yield readTurn(buffer, start);
    start = end;
  }
}

function readTurn(buffer: Buffer, start: number): readonly Placed[] {
  const count = buffer.readUInt32LE(start + 8);
  const changes: Placed[] = [];
  let lengths = start + HEAD;
  let at = lengths + count * LENGTHS;
  let kind = '';
  for (let index = 0; index < count; index += 1, lengths += LENGTHS) {
    const kindEnd = at + buffer.readUInt32LE(lengths);
    const keyEnd = kindEnd + buffer.readUInt32LE(lengths + 4);
    const bytes = buffer.readUInt32LE(lengths + 8);
    if (kindEnd > at) kind = buffer.toString('utf8', at, kindEnd);
    const end = bytes === REMOVED ? undefined : keyEnd + bytes;
    changes.push({ kind, key: buffer.toString('utf8', kindEnd, keyEnd), start: keyEnd, end });
    at = end ?? keyEnd;
  }
  return changes;
}
