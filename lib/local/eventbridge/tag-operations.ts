import { listOf, objectOf, textOf, textsOf, type JsonObject } from '../json.ts';
import { AwsError } from '../service.ts';
import type { Tags } from '../tags.ts';
import type { Buses } from './buses.ts';
import type { Operations } from './operations.ts';

/** Rules and buses can be tagged. */
export function tagOperations(buses: Buses, tags: Tags): Operations {
  const tagged = (input: JsonObject): string => {
    const arn = textOf(input['ResourceARN']) ?? '';
    const isThere = buses
      .list()
      .some((bus) => bus.arn === arn || [...bus.rules.values()].some((rule) => rule.arn === arn));
    if (isThere) return arn;
    throw new AwsError('ResourceNotFoundException', `Resource ${arn} does not exist.`);
  };
  return {
    ListTagsForResource: (input) => ({
      Tags: Object.entries(tags.of(tagged(input))).map(([Key, Value]) => ({ Key, Value })),
    }),
    TagResource(input) {
      tags.add(tagged(input), tagsIn(input));
      return {};
    },
    UntagResource(input) {
      tags.remove(tagged(input), textsOf(input['TagKeys']));
      return {};
    },
  };
}

function tagsIn(input: JsonObject): { readonly [key: string]: string } {
  const pairs = listOf(input['Tags']).map(objectOf);
  return Object.fromEntries(
    pairs.map(({ Key: key, Value: value }) => [textOf(key) ?? '', textOf(value) ?? '']),
  );
}
