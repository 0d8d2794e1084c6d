import type { Json } from '../service.ts';
import type { Storage } from './storage.ts';

/** Stored entries of one shape. */
export type EntriesOf<Value> = {
  /** What was there when the storage was opened, in the order of their keys (by code units). */
  all(): readonly (readonly [key: string, value: Value])[];
  /** As it was last saved: what was put or removed since does not show. */
  get(key: string): Value | undefined;
  put(key: string, value: Value): void;
  remove(key: string): void;
};

export function entriesOf<Value extends Json>(storage: Storage, kind: string): EntriesOf<Value> {
  const { all, get, put, remove } = storage.entries(kind);
  // Only this program writes them, and a folder of another format is refused when it is opened: nothing is read twice.
  return {
    all: () => all().map(([key, value]) => [key, value as Value] as const),
    get: (key) => get(key) as Value | undefined,
    put,
    remove,
  };
}
