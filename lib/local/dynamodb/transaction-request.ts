import db, { type DynaliteStore, type TableRow } from 'dynalite/db/index.js';
import { listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { AwsError } from '../service.ts';
import { asError } from './errors.ts';
import type { Operation } from './operations.ts';
import { checkedInput, operationOf } from './perform.ts';
import type { ItemPlace } from './planning.ts';

/** One part of a transaction, as dynalite's action for it takes it. */
export type Part = {
  readonly operation: Operation;
  /** As it was given. */
  readonly input: JsonObject;
  readonly data: unknown;
  /** What has the item's key: the item itself, where it is put. */
  readonly key: JsonObject;
};

export type Member = Part & {
  /** A check of a condition does not. */
  readonly writes: boolean;
  /** Whether the item is wanted where its condition fails. */
  readonly returnsItem: boolean;
};

const MOST = 100;
const LARGEST = 4 * 1024 * 1024;

/** A condition is checked by dynalite's deletion, of which only the refusal counts. */
const ACTIONS: { readonly [member: string]: string } = {
  ConditionCheck: 'DeleteItem',
  Delete: 'DeleteItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};
const NEEDED: { readonly [member: string]: string } = {
  ConditionCheck: 'ConditionExpression',
  Update: 'UpdateExpression',
};

/** @throws AwsError */
export function membersIn(input: JsonObject, store: DynaliteStore): readonly Member[] {
  const members = partsIn(input).map((part, index) => {
    const [[name, given] = ['', {}], ...others] = Object.entries(part);
    if (!Object.hasOwn(ACTIONS, name) || others.length > 0)
      throw refused('TransactItems can only contain one of Check, Put, Update or Delete');
    const one = objectOf(given);
    const needed = NEEDED[name];
    if (needed !== undefined && one[needed] === undefined)
      throw unsatisfied(
        'null',
        `${index + 1}.member.${small(name)}.${small(needed)}`,
        'Member must not be null',
      );
    return {
      ...partOf(ACTIONS[name] ?? '', one, input, store),
      writes: name !== 'ConditionCheck',
      returnsItem: one['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD',
    };
  });
  const size = members.reduce((sum, { key }) => sum + db.itemSize(key), 0);
  if (size > LARGEST) throw refused('Transaction request size exceeds the limit of 4 MB');
  return members;
}

/** @throws AwsError */
export function readsIn(input: JsonObject, store: DynaliteStore): readonly Part[] {
  return partsIn(input).map((part, index) => {
    const { Get: get } = part;
    if (get === undefined) throw unsatisfied('null', `${index + 1}.member.get`, 'Member must not be null');
    return partOf('GetItem', objectOf(get), input, store);
  });
}

function partsIn(input: JsonObject): readonly JsonObject[] {
  const parts = listOf(input['TransactItems']).map(objectOf);
  const why = (bound: string) => `Member must have length ${bound}`;
  const shown = JSON.stringify(input['TransactItems'] ?? null).slice(0, 100);
  if (input['TransactItems'] === undefined) throw unsatisfied('null', undefined, 'Member must not be null');
  if (parts.length === 0) throw unsatisfied(shown, undefined, why('greater than or equal to 1'));
  if (parts.length > MOST) throw unsatisfied(shown, undefined, why(`less than or equal to ${MOST}`));
  return parts;
}

function partOf(action: string, one: JsonObject, whole: JsonObject, store: DynaliteStore): Part {
  const operation = operationOf(action);
  const { ReturnConsumedCapacity: capacity } = whole;
  const asks = capacity === undefined ? one : { ...one, ReturnConsumedCapacity: capacity };
  const data = checkedInput(store, operation, asks);
  return { operation, input: one, data, key: objectOf(one['Item'] ?? one['Key']) };
}

/**
 * The items that the parts are about; what is no key of its table has none, and is refused by its own action.
 *
 * @throws AwsError
 */
export async function placesOf(parts: readonly Part[], store: DynaliteStore): Promise<readonly ItemPlace[]> {
  const places = new Map<string, ItemPlace>();
  for (const { input, key: image } of parts) {
    const table = textOf(input['TableName']) ?? '';
    const row = await rowOf(store, table);
    const invalid = input['Item'] === undefined ? db.validateKey(image, row) : db.validateItem(image, row);
    if (invalid !== undefined && invalid !== null) continue;
    const key = db.createKey(image, row);
    if (places.has(`${table}~${key}`))
      throw refused('Transaction request cannot include multiple operations on one item');
    places.set(`${table}~${key}`, { table, key });
  }
  return [...places.values()];
}

function rowOf(store: DynaliteStore, table: string): Promise<TableRow> {
  return new Promise((resolve, reject) => {
    store.getTable(table, true, (error, row) => {
      if (row === undefined || (error !== undefined && error !== null)) reject(asError(error));
      else resolve(row);
    });
  });
}

function refused(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

function unsatisfied(value: string, at: string | undefined, why: string): AwsError {
  const member = at === undefined ? 'transactItems' : `transactItems.${at}`;
  const shown = value === 'null' ? value : `'${value}'`;
  return refused(
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: ${why}`,
  );
}

function small(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
