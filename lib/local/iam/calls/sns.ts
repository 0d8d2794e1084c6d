import { textOf } from '../../json.ts';
import type { Checks, ContextEntries } from './check.ts';

const ON_NOTHING = ['ListTopics', 'ListSubscriptions'];

export const snsChecks: Checks = (operation, input, { region, account }) => {
  const action = `sns:${operation === 'PublishBatch' ? 'Publish' : operation}`;
  if (ON_NOTHING.includes(operation)) return [{ action, resource: '*' }];
  if (operation === 'CreateTopic') {
    return [{ action, resource: `arn:aws:sns:${region}:${account}:${textOf(input['Name']) ?? ''}` }];
  }
  const subscription = textOf(input['SubscriptionArn']);
  const resource =
    textOf(input['TopicArn']) ??
    textOf(input['TargetArn']) ??
    textOf(input['ResourceArn']) ??
    textOf(input['PhoneNumber']) ??
    // A subscription's permissions are its topic's.
    subscription?.split(':').slice(0, 6).join(':') ??
    '*';
  const entries: ContextEntries = [
    ...keyOf('sns:protocol', textOf(input['Protocol'])),
    ...keyOf('sns:endpoint', textOf(input['Endpoint'])),
  ];
  return [{ action, resource, context: () => Promise.resolve(entries) }];
};

function keyOf(key: string, value: string | undefined): ContextEntries {
  return value === undefined ? [] : [[key, [value]]];
}
