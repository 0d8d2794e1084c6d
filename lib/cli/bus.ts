import {
  DescribeEventBusCommand,
  EventBridgeClient,
  ListEventBusesCommand,
} from '@aws-sdk/client-eventbridge';
import { didYouMean } from '../definition/suggest.ts';
import { clientSettings, obstacleOf, whereOf } from './aws.ts';
import { UserError } from './errors.ts';

/**
 * PutEvents takes events for a bus that does not exist, and says nothing: whoever has misspelt a name would wait forever.
 * Where looking is not permitted, and of another account's bus, named by its ARN, nothing is known: then nothing is said.
 * @throws UserError where there is none, with the nearest name
 */
export async function assertBus(bus: string): Promise<void> {
  if (bus.startsWith('arn:')) return;
  const client = new EventBridgeClient(clientSettings());
  try {
    await client.send(new DescribeEventBusCommand({ Name: bus }));
  } catch (error) {
    if (!Error.isError(error) || obstacleOf(error) !== undefined) throw error;
    if (error.name !== 'ResourceNotFoundException') return;
    const meant = didYouMean(bus, await namesOf(client));
    const where = await placeOf(client);
    throw new UserError(
      `There is no event bus "${bus}" at ${where}: what is published there is lost.${meant} Name yours with --bus.`,
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}

/** None where listing is not permitted. */
async function namesOf(client: EventBridgeClient): Promise<string[]> {
  try {
    const { EventBuses = [] } = await client.send(new ListEventBusesCommand({ Limit: 100 }));
    return EventBuses.flatMap(({ Name }) => Name ?? []);
  } catch {
    return [];
  }
}

/** On AWS the region belongs to it: it is what is wrong most often. */
async function placeOf(client: EventBridgeClient): Promise<string> {
  const where = whereOf();
  return where === 'AWS' ? `AWS in ${await client.config.region()}` : where;
}
