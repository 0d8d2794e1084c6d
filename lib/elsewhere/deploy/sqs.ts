import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { textOf, textsOf, type JsonObject } from '../../local/json.ts';
import { physicalName } from '../../local/resources/names.ts';
import type { ResourceRequest } from '../../local/template/deploy.ts';
import type { Account } from '../account.ts';
import { unless, type Kind } from './kind.ts';

/** Everything else of a queue's properties is one of its attributes. */
const NO_ATTRIBUTES = ['QueueName', 'Tags'];
/** For 60 seconds after a queue is deleted, none gets its name. */
const RESTING = ['QueueDeletedRecently', 'AWS.SimpleQueueService.QueueDeletedRecently'];
const MOST_SECONDS = 65;
const ABSENT = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'];

export function queue({ sqs, place }: Account): Kind {
  const nameOf = (request: ResourceRequest): string =>
    textOf(request.properties['QueueName']) ?? physicalName(request, 80);
  const created = (name: string, url: string) => ({
    ref: url,
    attributes: { Arn: arnOf(name), QueueName: name, QueueUrl: url },
  });
  const arnOf = (name: string): string => `arn:aws:sqs:${place.region}:${place.account}:${name}`;
  const find = async (QueueName: string): Promise<string | undefined> =>
    (await unless(ABSENT, sqs.send(new GetQueueUrlCommand({ QueueName }))))?.QueueUrl;
  return {
    expected(request) {
      const name = nameOf(request);
      return created(name, `${place.endpoint}/${place.account}/${name}`);
    },
    async put(request) {
      const name = nameOf(request);
      const Attributes = attributesOf(request.properties);
      const found = await find(name);
      if (found !== undefined) {
        await sqs.send(new SetQueueAttributesCommand({ QueueUrl: found, Attributes }));
        return created(name, found);
      }
      const create = new CreateQueueCommand({ QueueName: name, Attributes });
      const { QueueUrl } = await onceItRested(() => sqs.send(create));
      return created(name, QueueUrl ?? '');
    },
    async remove(request) {
      const QueueUrl = await find(nameOf(request));
      if (QueueUrl !== undefined) await unless(ABSENT, sqs.send(new DeleteQueueCommand({ QueueUrl })));
    },
  };
}

/** The same again where a deployment was removed just before, as CloudFormation waits. */
async function onceItRested<T>(create: () => Promise<T>): Promise<T> {
  for (let seconds = 0; ; seconds += 1) {
    try {
      return await create();
    } catch (error) {
      if (seconds >= MOST_SECONDS || !Error.isError(error) || !RESTING.includes(error.name)) throw error;
      await sleep(1000);
    }
  }
}

/** The attribute `Policy` of each of its queues. */
export function queuePolicy({ sqs }: Account): Kind {
  const expected = ({ id }: ResourceRequest) => ({ ref: id, attributes: { Id: id } });
  return {
    expected,
    async put(request) {
      const Policy = JSON.stringify(request.properties['PolicyDocument'] ?? {});
      for (const QueueUrl of textsOf(request.properties['Queues']))
        await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
      return expected(request);
    },
    // It goes with its queues.
    remove: () => Promise.resolve(),
  };
}

/** SQS takes texts, whatever an attribute is. */
function attributesOf(properties: JsonObject): Record<string, string> {
  const entries = Object.entries(properties).filter(([name]) => !NO_ATTRIBUTES.includes(name));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
