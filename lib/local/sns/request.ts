import { textOf, type JsonObject } from '../json.ts';
import { invalid } from './errors.ts';

/** @throws AwsError where it is not given */
export function required(input: JsonObject, name: string): string {
  const value = textOf(input[name]);
  if (value === undefined || value === '') throw invalid(`${name} Reason: no value for required parameter`);
  return value;
}

/** As texts, which is what SNS takes; templates write booleans and objects, too. */
export function attributesIn(given: JsonObject): ReadonlyMap<string, string> {
  const entries = Object.entries(given).map(
    ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  return new Map(entries);
}

const LARGEST_PAGE = 100;

/** Lists have no size to ask for. @throws AwsError for a token that no page gave */
export function pageOf(items: readonly JsonObject[], input: JsonObject, name: string): JsonObject {
  const token = textOf(input['NextToken']) ?? '';
  const after = Buffer.from(token, 'base64').toString();
  if (token !== '' && !/^\d{1,9}$/.test(after)) throw invalid('NextToken');
  const from = Number(after);
  const next = from + LARGEST_PAGE;
  return {
    [name]: items.slice(from, next),
    ...(next < items.length ? { NextToken: Buffer.from(String(next)).toString('base64') } : {}),
  };
}
