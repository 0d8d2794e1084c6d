import { numberOf, objectOf, textOf, textsOf } from '../json.ts';
import type { Tags } from '../tags.ts';
import { redrivePolicyOf } from './attributes.ts';
import { textsIn } from './tags-in.ts';
import { queueIn, type Operations } from './queue-operations.ts';
import type { Queues } from './queues.ts';

const LARGEST_PAGE = 1000;

/** Operations on what queues have beside messages and attributes. */
export function tagOperations(queues: Queues, tags: Tags): Operations {
  return {
    TagQueue(input) {
      tags.add(queueIn(input, queues).arn, textsIn(objectOf(input['Tags'])));
      return {};
    },
    UntagQueue(input) {
      tags.remove(queueIn(input, queues).arn, textsOf(input['TagKeys']));
      return {};
    },
    ListQueueTags(input) {
      const found = tags.of(queueIn(input, queues).arn);
      return Object.keys(found).length === 0 ? {} : { Tags: found };
    },
    ListDeadLetterSourceQueues(input) {
      const { arn } = queueIn(input, queues);
      const after = textOf(input['NextToken']) ?? '';
      const sources = queues
        .list()
        .filter(({ attributes }) => redrivePolicyOf(attributes)?.deadLetterTargetArn === arn)
        .filter(({ name }) => name > after)
        .sort((one, other) => (one.name < other.name ? -1 : 1));
      const page = sources.slice(0, numberOf(input['MaxResults']) ?? LARGEST_PAGE);
      const last = page.at(-1);
      const more = sources.length > page.length && last !== undefined;
      return { queueUrls: page.map(queues.urlOf), ...(more ? { NextToken: last.name } : {}) };
    },
  };
}
