import { objectOf, parseJson, textOf, type JsonObject } from '../json.ts';
import type { Place } from '../service.ts';
import type { ServiceName } from './denial.ts';
import type { Iam } from './iam.ts';

/** Policies that a call of the API gives to a queue or a topic, as an attribute, count from then on. */
export function followPolicies(
  iam: Iam,
  { region, account }: Place,
  call: { service: ServiceName; operation: string; input: JsonObject; output: JsonObject },
): void {
  const { service, operation, input, output } = call;
  switch (`${service} ${operation}`) {
    case 'sqs CreateQueue':
    case 'sqs SetQueueAttributes': {
      const url = textOf(output['QueueUrl']) ?? textOf(input['QueueUrl']) ?? '';
      const arn = `arn:aws:sqs:${region}:${account}:${url.split('/').at(-1) ?? ''}`;
      state(iam, arn, textOf(objectOf(input['Attributes'])['Policy']));
      return;
    }
    case 'sns CreateTopic':
      state(iam, textOf(output['TopicArn']) ?? '', textOf(objectOf(input['Attributes'])['Policy']));
      return;
    case 'sns SetTopicAttributes':
      if (input['AttributeName'] === 'Policy')
        state(iam, textOf(input['TopicArn']) ?? '', textOf(input['AttributeValue']) ?? '');
      return;
    default:
  }
}

function state(iam: Iam, arn: string, text: string | undefined): void {
  if (text === undefined) return;
  const document = parseJson(text === '' ? '{}' : text);
  if (document.kind === 'json') iam.setResourcePolicy(arn, `the policy of ${arn}`, document.value);
}
