import type { Done, DynaliteStore, ItemDb } from 'dynalite/db/index.js';
import { asError } from './errors.ts';

/** Writes that dynalite would make, to be made later. */
export type Plan = ((done: Done) => void)[];

/** A store on which dynalite's actions read as ever, but write into the plan. The caller holds the items' locks. */
export function planningStore(store: DynaliteStore, plan: Plan): DynaliteStore {
  const planned = (items: ItemDb): ItemDb => {
    const later = (write: (done: Done) => void, done: Done): void => {
      plan.push(write);
      done();
    };
    return {
      get: (key, done) => items.get(key, done),
      put: (key, item, done) => later((written) => items.put(key, item, written), done),
      del: (key, done) => later((written) => items.del(key, written), done),
      batch: (operations, done) => later((written) => items.batch(operations, written), done),
      lock: (_key, held) => held((done) => done ?? (() => undefined)),
    };
  };
  return {
    ...store,
    getItemDb: (table) => planned(store.getItemDb(table)),
    getIndexDb: (kind, table, index) => planned(store.getIndexDb(kind, table, index)),
  };
}

export async function carryOut(plan: Plan): Promise<void> {
  for (const write of plan)
    await new Promise<void>((resolve, reject) => {
      write((error) => {
        if (error === undefined || error === null) resolve();
        else reject(asError(error));
      });
    });
}

export type ItemPlace = { readonly table: string; readonly key: string };

/** Locks are taken in one order everywhere, so that no two wait for each other. */
export async function holding<T>(
  store: DynaliteStore,
  places: readonly ItemPlace[],
  act: () => Promise<T>,
): Promise<T> {
  const inOrder = [...places].sort((one, other) =>
    one.table === other.table ? compare(one.key, other.key) : compare(one.table, other.table),
  );
  const held: Done[] = [];
  try {
    for (const { table, key } of inOrder) {
      const letGo = await new Promise<Done>((resolve) =>
        store.getItemDb(table).lock(key, (release) => resolve(release())),
      );
      held.push(letGo);
    }
    return await act();
  } finally {
    for (const letGo of held) letGo();
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
