import type { FormStyle } from './form.ts';
import type { XmlStyle } from './xml.ts';

/** A service that is spoken to in AWS's query protocol: how its lists and maps are written, both ways. */
export type QueryService = {
  readonly name: 'iam' | 'sns' | 'sqs' | 'sts';
  readonly namespace: string;
  readonly form: FormStyle;
  readonly xml: XmlStyle;
};

const NO_NAMES: FormStyle = { lists: {}, maps: {} };
const NAMED = { key: 'Name', value: 'Value', flat: true };

const SNS: QueryService = {
  name: 'sns',
  namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
  form: NO_NAMES,
  xml: {
    flatLists: {},
    maps: { Attributes: { entry: 'entry', key: 'key', value: 'value', flat: false } },
  },
};

const STS: QueryService = {
  name: 'sts',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  form: NO_NAMES,
  xml: { flatLists: {}, maps: {} },
};

const IAM: QueryService = {
  name: 'iam',
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  form: NO_NAMES,
  xml: { flatLists: {}, maps: {} },
};

/** As clients from before 2024 speak to it, among them Debian's `awscli`. */
const SQS: QueryService = {
  name: 'sqs',
  namespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
  form: {
    lists: {
      AWSAccountId: 'AWSAccountIds',
      ActionName: 'Actions',
      AttributeName: 'AttributeNames',
      MessageAttributeName: 'MessageAttributeNames',
      MessageSystemAttributeName: 'MessageSystemAttributeNames',
      TagKey: 'TagKeys',
      SendMessageBatchRequestEntry: 'Entries',
      DeleteMessageBatchRequestEntry: 'Entries',
      ChangeMessageVisibilityBatchRequestEntry: 'Entries',
    },
    maps: {
      Attribute: 'Attributes',
      MessageAttribute: 'MessageAttributes',
      MessageSystemAttribute: 'MessageSystemAttributes',
      Tag: 'Tags',
    },
  },
  xml: {
    flatLists: {
      QueueUrls: 'QueueUrl',
      queueUrls: 'QueueUrl',
      Messages: 'Message',
      Failed: 'BatchResultErrorEntry',
    },
    maps: {
      Attributes: { ...NAMED, entry: 'Attribute' },
      MessageAttributes: { ...NAMED, entry: 'MessageAttribute' },
      Tags: { entry: 'Tag', key: 'Key', value: 'Value', flat: true },
    },
  },
};

/** The version tells the services apart: nothing else in a form does. */
const BY_VERSION: { readonly [version: string]: QueryService } = {
  '2010-05-08': IAM,
  '2010-03-31': SNS,
  '2011-06-15': STS,
  '2012-11-05': SQS,
};

export function queryServiceOf(version: string): QueryService | undefined {
  return Object.hasOwn(BY_VERSION, version) ? BY_VERSION[version] : undefined;
}

/** What a batch of SQS's did is called after the operation. */
export function xmlStyleOf({ xml }: QueryService, action: string): XmlStyle {
  const flatLists =
    action.endsWith('Batch') && xml.flatLists['Failed'] !== undefined
      ? { ...xml.flatLists, Successful: `${action}ResultEntry` }
      : xml.flatLists;
  return { ...xml, flatLists };
}
