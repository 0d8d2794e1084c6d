import type { Backlog } from '../event-sources/stream.ts';
import { numberOf, objectOf, type JsonObject } from '../json.ts';
import type { LocalFunction } from '../lambda/function.ts';
import { AwsError } from '../service.ts';
import { THE_CLOUD, type World } from '../world.ts';

/** A mapping from a queue or stream to a function, as the API and templates have it. */
export type WantedMapping = {
  readonly arn: string;
  readonly properties: JsonObject;
  readonly target: LocalFunction;
  /** Where what follows the stream takes the place of another. @default none */
  readonly backlog?: Backlog;
};

/** Larger batches have to be waited for. */
const LARGEST_AT_ONCE = 10;

/** Why Lambda would refuse a mapping from a queue, in its words. */
export async function mappingProblem(
  { arn, properties, target }: WantedMapping,
  world: World,
): Promise<string | undefined> {
  if (arn.split(':')[2] !== 'sqs') return undefined;
  if (properties['StartingPosition'] !== undefined)
    return 'StartingPosition is not valid for SQS event sources.';
  const window = numberOf(properties['MaximumBatchingWindowInSeconds']) ?? 0;
  if ((numberOf(properties['BatchSize']) ?? LARGEST_AT_ONCE) > LARGEST_AT_ONCE && window === 0)
    return 'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10';
  const visibility = await visibilityOf(arn, world);
  const { timeout } = target.settings;
  if (visibility === undefined || visibility >= timeout) return undefined;
  return `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`;
}

/** Seconds. */
async function visibilityOf(arn: string, { services, place }: World): Promise<number | undefined> {
  const [, , , , account = '', name = ''] = arn.split(':');
  const input = { QueueUrl: `${place.endpoint}/${account}/${name}`, AttributeNames: ['VisibilityTimeout'] };
  try {
    const { Attributes: attributes } = objectOf(
      await services.sqs.call('GetQueueAttributes', input, THE_CLOUD),
    );
    return numberOf(objectOf(attributes)['VisibilityTimeout']);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
