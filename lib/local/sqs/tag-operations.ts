import { objectOf, textsOf } from '../json.ts';
import type { Tags } from '../tags.ts';
import { redrivePolicyOf } from './attributes.ts';
import { queuesPage } from './paging.ts';
import { textsIn } from './tags-in.ts';
import { queueIn, type Operations } from './queue-operations.ts';
import type { Queues } from './queues.ts';

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
      const sources = queues
        .list()
        .filter(({ attributes }) => redrivePolicyOf(attributes)?.deadLetterTargetArn === arn);
      const { urls, token } = queuesPage(sources, input, 'queueUrls', queues.urlOf);
      return { queueUrls: urls, ...token };
    },
  };
}
