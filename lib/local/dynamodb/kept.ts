import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../json.ts';
import type { Storage } from '../storage/storage.ts';
import { entriesOf, type EntriesOf } from '../storage/typed.ts';

/** What of a table outlives the process, beside its definition. */
export type KeptTable = {
  /** By the key that dynalite gives them. */
  readonly items: EntriesOf<JsonObject>;
  /**
   * Of the table that had this name at the last start, or else of the new one, which keeps it. A table with another key
   * is another table: as on AWS, the items of the former do not come with it.
   */
  identity(fresh: TableIdentity): TableIdentity;
  /** Of the next change; rises over the ends of the process. */
  nextSequence(): number;
  /** Everything that is saved: to be called when the table has been deleted, and all is saved. */
  clear(): void;
};

export type TableIdentity = {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** The names and types of what items are found by. */
  readonly key: readonly string[];
};

/** So many numbers are taken at once: what a killed process had not given out is left out, as AWS leaves out many. */
const RESERVE = 1000;

export function keptTable(storage: Storage, name: string): KeptTable {
  const items = entriesOf<JsonObject>(storage, `dynamodb item ${name}`);
  const identities = entriesOf<TableIdentity>(storage, 'dynamodb identity');
  const sequences = entriesOf<number>(storage, 'dynamodb sequence');
  let reserved = sequences.get(name) ?? 0;
  let sequence = reserved;
  return {
    items,
    identity(fresh) {
      const known = identities.get(name);
      if (known !== undefined && isDeepStrictEqual(known.key, fresh.key)) return known;
      for (const [key] of items.all()) items.remove(key);
      identities.put(name, fresh);
      return fresh;
    },
    nextSequence() {
      sequence += 1;
      if (sequence > reserved) {
        reserved += RESERVE;
        sequences.put(name, reserved);
      }
      return sequence;
    },
    clear() {
      for (const [key] of items.all()) items.remove(key);
      identities.remove(name);
    },
  };
}
