import type { DynaliteStore } from 'dynalite/db/index.js';
import validations from 'dynalite/validations/index.js';
import { isObject, objectOf } from '../json.ts';
import { AwsError, type Json } from '../service.ts';
import { asError } from './errors.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { orderRemovals } from './removals.ts';

/** What dynalite does for one call. @throws AwsError */
export async function perform(store: DynaliteStore, name: string, input: Json): Promise<Json> {
  const operation = operationOf(name);
  return act(store, operation, checkedInput(store, operation, input));
}

/** @throws AwsError for what dynalite does not have */
export function operationOf(name: string): Operation {
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation !== undefined) return operation;
  const message = `DynamoDB's ${name} is not there in the local cloud.`;
  throw new AwsError('UnknownOperationException', message);
}

/** As dynalite's own checks leave it. @throws AwsError */
export function checkedInput(store: DynaliteStore, { rules }: Operation, input: Json): unknown {
  checkArn(objectOf(input)['ResourceArn']);
  const { types, custom } = rules;
  // dynalite changes what it is given.
  const data = checked(() => validations.checkTypes(structuredClone(input), types));
  checked(() => validations.checkValidations(data, types, custom, store));
  orderRemovals(data);
  return data;
}

/** @throws AwsError */
export function act(store: DynaliteStore, { action }: Operation, data: unknown): Promise<Json> {
  return new Promise((resolve, reject) => {
    action(store, data, (error, output) => {
      if (error !== undefined && error !== null) reject(asError(error));
      else resolve(isObject(output) ? output : {});
    });
  });
}

/** dynalite's own pattern for it takes minutes over some texts. */
function checkArn(arn: Json | undefined): void {
  if (typeof arn !== 'string' || /^arn:[^:/]+:dynamodb:[^:/]+:\d+:table\/[^/]+$/.test(arn)) return;
  throw new AwsError('ValidationException', `Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
}

/** Where dynalite's checks do not refuse but break, the request has a shape that none of them was written for. */
function checked<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    const refusal = asError(error);
    if (refusal instanceof AwsError) throw refusal;
    throw new AwsError('SerializationException', `The request cannot be understood: ${refusal.message}`);
  }
}
