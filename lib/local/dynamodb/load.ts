import dynalite, { type Batched, type DynaliteStore, type TableRow } from 'dynalite/db/index.js';
import type { JsonObject } from '../json.ts';

const AT_ONCE = 1000;

/** Brings stored items back into their table and its indexes, by the ways on which dynalite itself puts them there. */
export async function loadItems(
  store: DynaliteStore,
  table: string,
  stored: readonly (readonly [key: string, item: JsonObject])[],
): Promise<void> {
  if (stored.length === 0) return;
  const row = await rowOf(store, table);
  for (let start = 0; start < stored.length; start += AT_ONCE) {
    const items = stored.slice(start, start + AT_ONCE);
    const puts = items.map(([key, value]) => ({ type: 'put', key, value }) as const);
    await written(store.getItemDb(table), puts);
    await index(store, row, items);
  }
}

async function index(
  store: DynaliteStore,
  row: TableRow,
  items: readonly (readonly [key: string, item: JsonObject])[],
): Promise<void> {
  for (const kind of ['Local', 'Global'] as const) {
    const puts = new Map<string, Batched[]>();
    for (const [, item] of items) {
      const actions = dynalite.getIndexActions(row[`${kind}SecondaryIndexes`] ?? [], null, item, row);
      for (const { index: name, key, item: value } of actions.puts) {
        const batch = puts.get(name) ?? [];
        batch.push({ type: 'put', key, value });
        puts.set(name, batch);
      }
    }
    for (const [name, batch] of puts) await written(store.getIndexDb(kind, row.TableName, name), batch);
  }
}

export function rowOf(store: DynaliteStore, table: string): Promise<TableRow> {
  return new Promise((resolve, reject) => {
    store.getTable(table, false, (error, row) => {
      if (row === undefined)
        reject(error instanceof Error ? error : new Error(`There is no table ${table}.`));
      else resolve(row);
    });
  });
}

function written(db: ReturnType<DynaliteStore['getItemDb']>, operations: readonly Batched[]): Promise<void> {
  return new Promise((resolve, reject) => {
    db.batch(operations, (error) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}
