import type { DynaliteStore, ItemDb } from 'dynalite/db/index.js';
import { isObject, objectOf, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json } from '../service.ts';
import { act, checkedInput, operationOf } from './perform.ts';

const CONDITIONAL = ['DeleteItem', 'PutItem', 'UpdateItem'];

/** Whether whoever writes wants to see the item where its condition fails. @throws AwsError */
export function wantsFailedItem(operation: string, input: JsonObject): boolean {
  const { ReturnValuesOnConditionCheckFailure: wanted } = input;
  if (!CONDITIONAL.includes(operation) || wanted === undefined || wanted === 'NONE') return false;
  if (wanted === 'ALL_OLD') return true;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${textOf(wanted) ?? ''}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
  );
}

/** Writes, or refuses with the item as the condition found it. @throws AwsError */
export async function writeOrShowItem(store: DynaliteStore, name: string, input: JsonObject): Promise<Json> {
  const operation = operationOf(name);
  let found: JsonObject = {};
  const watching = watchingReads(store, (item) => {
    found = objectOf(item);
  });
  try {
    return await act(watching, operation, checkedInput(store, operation, input));
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException') throw error;
    const fields = Object.keys(found).length === 0 ? {} : { Item: found };
    throw new AwsError(error.code, error.message, { status: error.status, fields });
  }
}

/** Tells of the item that dynalite reads, once it has the lock and before it checks. */
function watchingReads(store: DynaliteStore, tell: (item: Json) => void): DynaliteStore {
  const watched = (items: ItemDb): ItemDb => ({
    get: (key, done) =>
      items.get(key, (error, item) => {
        tell(isObject(item) ? structuredClone({ ...item }) : null);
        done(error, item);
      }),
    put: (key, item, done) => items.put(key, item, done),
    del: (key, done) => items.del(key, done),
    batch: (operations, done) => items.batch(operations, done),
    lock: (key, held) => items.lock(key, held),
  });
  return { ...store, getItemDb: (table) => watched(store.getItemDb(table)) };
}
