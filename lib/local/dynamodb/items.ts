import type { DynaliteStore } from 'dynalite/db/index.js';
import { isObject, type JsonObject } from '../json.ts';

/** Told of one write: the key as dynalite writes it, and the item before and after. */
export type OnChange = (key: string, before: JsonObject | undefined, after: JsonObject | undefined) => void;

/** By item, of those that a transaction is writing: what is to be told when all of them are written, in one turn. */
export type Together = Map<string, (() => void)[]>;

export function itemIn(table: string, key: string): string {
  return `${table}~${key}`;
}

/**
 * Tells of every change of the table's items. The item db is wrapped where dynalite writes while it holds its lock on the
 * key; so the old image is what the write replaced, and the changes of one key come in the order of its writes. Reading
 * after the write, without the lock, would be wrong in nearly every race.
 *
 * Whoever reads the new item is answered later than `onChange` is called.
 */
export function watchItems(
  { store, together }: { readonly store: DynaliteStore; readonly together: Together },
  table: string,
  tell: OnChange,
): void {
  const items = store.getItemDb(table);
  const onChange: OnChange = (...change) => {
    const others = together.get(itemIn(table, change[0]));
    if (others === undefined) tell(...change);
    else others.push(() => tell(...change));
  };
  const { get, put, del } = items;
  items.put = (key, item, done) => {
    get.call(items, key, (_missing, before) => {
      put.call(items, key, item, (error) => {
        if (isFailure(error)) {
          done(error);
          return;
        }
        onChange(key, imageOf(before), imageOf(item));
        done(null);
      });
    });
  };
  items.del = (key, done) => {
    get.call(items, key, (_missing, before) => {
      del.call(items, key, (error) => {
        if (isFailure(error)) {
          done(error);
          return;
        }
        onChange(key, imageOf(before), undefined);
        done(null);
      });
    });
  };
}

function isFailure(error: unknown): boolean {
  return error !== undefined && error !== null;
}

/** A copy: dynalite hands the same object to the caller of its API. */
function imageOf(item: unknown): JsonObject | undefined {
  if (!isObject(item)) return undefined;
  return structuredClone({ ...item });
}
