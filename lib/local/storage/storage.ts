/** What the local cloud remembers over its own end: entries of JSON, by kind and key. */
import type { Json } from '../service.ts';

export type Storage = {
  /** Nothing outlives the process: whoever would only work for it may leave it. */
  readonly durable: boolean;
  /** The entries of one kind. */
  entries(kind: string): StoredEntries;
  /** As `entries`, of texts that are their owner's own. */
  texts(kind: string): StoredTexts;
  /**
   * Resolves when all that was put and removed so far outlives a kill of the process. What is put and removed in one turn
   * of the event loop is saved together or not at all, so whoever moves something from one kind to another in one turn
   * neither loses nor doubles it. Rejects where it cannot be saved now.
   */
  saved(): Promise<void>;
  /** As `saved`, however long it takes: what cannot be saved is tried again. Never rejects. */
  savedAtLast(): Promise<void>;
  /** Saves what is not, and ends. */
  close(): Promise<void>;
};

export type StoredEntries = {
  /** What was there when the storage was opened, in the order of their keys (by code units). */
  all(): readonly (readonly [key: string, value: Json])[];
  /** The value is read when it is saved, at the end of the turn: what changes in it later is not, unless put again. */
  put(key: string, value: Json): void;
  /** As `put`, of what its owner has put into JSON text already, as it was at that moment. */
  putText(key: string, json: string): void;
  remove(key: string): void;
  /** One entry as it was last saved: what was put or removed since does not show. */
  get(key: string): Json | undefined;
  /**
   * Entries as they were last saved, in the order of their keys, from that key on; read as far as they are asked for,
   * within one turn of the event loop.
   */
  from(key: string): Iterable<readonly [key: string, value: Json]>;
};

export type StoredTexts = {
  /** Of several parts of whole characters, the text is all of them: to put them together first would cost more memory. */
  put(key: string, ...parts: readonly string[]): void;
  remove(key: string): void;
  /** As `get` of `StoredEntries`. */
  get(key: string): string | undefined;
  /** As `from` of `StoredEntries`. */
  from(key: string): Iterable<readonly [key: string, text: string]>;
};

/** Remembers nothing. */
export function forgetful(): Storage {
  const nothing = (): void => {
    // There is no tomorrow.
  };
  return {
    durable: false,
    entries: () => ({
      all: () => [],
      put: nothing,
      putText: nothing,
      remove: nothing,
      get: () => undefined,
      from: () => [],
    }),
    texts: () => ({ put: nothing, remove: nothing, get: () => undefined, from: () => [] }),
    saved: () => Promise.resolve(),
    savedAtLast: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
