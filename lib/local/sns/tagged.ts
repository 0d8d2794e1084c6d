import type { JsonObject } from '../json.ts';
import { AwsError } from '../service.ts';
import { required } from './request.ts';
import type { Topics } from './topics.ts';

/** Topics can be tagged. @throws AwsError */
export function taggedTopic(input: JsonObject, topics: Topics): string {
  const arn = required(input, 'ResourceArn');
  if (topics.all().some((topic) => topic.arn === arn)) return arn;
  throw new AwsError('ResourceNotFound', 'Resource does not exist', { status: 404 });
}
