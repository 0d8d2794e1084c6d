import { listOf, objectOf, textOf, textsOf, type JsonObject } from '../json.ts';
import { AwsError } from '../service.ts';
import type { Tags } from '../tags.ts';
import { required } from './request.ts';
import type { Operations } from './sns.ts';
import type { Topics } from './topics.ts';

export function tagOperations(topics: Topics, tags: Tags): Operations {
  const tagged = (input: JsonObject): string => {
    const arn = required(input, 'ResourceArn');
    if (topics.all().some((topic) => topic.arn === arn)) return arn;
    throw new AwsError('ResourceNotFound', 'Resource does not exist', { status: 404 });
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

export function tagsIn(input: JsonObject): { readonly [key: string]: string } {
  const pairs = listOf(input['Tags']).map(objectOf);
  return Object.fromEntries(
    pairs.map(({ Key: key, Value: value }) => [textOf(key) ?? '', textOf(value) ?? '']),
  );
}
