import { textOf, type JsonObject } from '../json.ts';
import { AwsError } from '../service.ts';
import type { Buses } from './buses.ts';

/** Rules and buses can be tagged. @throws AwsError */
export function taggedResource(input: JsonObject, buses: Buses): string {
  const arn = textOf(input['ResourceARN']) ?? '';
  const isThere = buses
    .list()
    .some((bus) => bus.arn === arn || [...bus.rules.values()].some((rule) => rule.arn === arn));
  if (isThere) return arn;
  throw new AwsError('ResourceNotFoundException', `Resource ${arn} does not exist.`);
}
