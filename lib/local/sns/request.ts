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
