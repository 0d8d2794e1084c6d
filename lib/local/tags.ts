import { listOf, objectOf, textOf, textsOf, type JsonObject } from './json.ts';
import type { Json } from './service.ts';
import type { Storage } from './storage/storage.ts';
import { entriesOf } from './storage/typed.ts';

/** The tags of resources of one service, by ARN. They have no effect here but to be shown. */
export type Tags = {
  of(arn: string): { readonly [key: string]: string };
  add(arn: string, tags: { readonly [key: string]: string }): void;
  remove(arn: string, keys: readonly string[]): void;
  /** The resource is gone. */
  forget(arn: string): void;
};

export function createTags(storage: Storage, service: string): Tags {
  const stored = entriesOf<{ readonly [key: string]: string }>(storage, `${service} tags`);
  const known = new Map(stored.all());
  const put = (arn: string, tags: { readonly [key: string]: string }): void => {
    known.set(arn, tags);
    stored.put(arn, tags);
  };
  return {
    of: (arn) => known.get(arn) ?? {},
    add: (arn, tags) => put(arn, { ...known.get(arn), ...tags }),
    remove(arn, keys) {
      const left = Object.entries(known.get(arn) ?? {}).filter(([key]) => !keys.includes(key));
      put(arn, Object.fromEntries(left));
    },
    forget(arn) {
      known.delete(arn);
      stored.remove(arn);
    },
  };
}

/** The operations of the services that write tags as `{ Key, Value }`; `tagged` gives the ARN, or refuses. */
export function tagOperations(
  tags: Tags,
  tagged: (input: JsonObject) => string,
): { readonly [operation: string]: (input: JsonObject) => Json } {
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

/** Those that a new resource is given. */
export function addTags(tags: Tags, arn: string, input: JsonObject): void {
  const given = tagsIn(input);
  if (Object.keys(given).length > 0) tags.add(arn, given);
}

export function tagsIn(input: JsonObject): { readonly [key: string]: string } {
  const pairs = listOf(input['Tags']).map(objectOf);
  return Object.fromEntries(
    pairs.map(({ Key: key, Value: value }) => [textOf(key) ?? '', textOf(value) ?? '']),
  );
}
