import { createHash } from 'node:crypto';
import { SHARDS } from './wire.ts';

/** The first 16 hex digits of SHA-256 over the UTF-8 text. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16);
}

/** Which index shard a correlation id belongs to: `0` … `SHARDS - 1`. */
export function shardOf(correlationId: string): string {
  return String(Number.parseInt(hashOf(correlationId).slice(0, 8), 16) % SHARDS);
}
