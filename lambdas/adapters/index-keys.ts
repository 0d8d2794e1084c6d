import { shardOf } from '../../lib/definition/hash.ts';
import { TABLE } from '../../lib/definition/wire.ts';
import { partitionOf } from '../../lib/projection/situation.ts';
import type { NewValue } from './update.ts';

const { listings } = TABLE.indexes;

/** Where the index `listings` has an INSTANCE. */
export function listing(
  instance: string,
  status: 'open' | 'closed',
  listedAt: NewValue,
): Readonly<Record<string, NewValue>> {
  const { choreography, correlationId } = partitionOf(instance);
  return {
    [listings.partitionKey]: `${choreography}#${status}#${shardOf(correlationId)}`,
    [listings.sortKey]: listedAt,
  };
}

/** Which partition of the index `timers` has an instance's rows. */
export function timerShard(instance: string): string {
  return shardOf(partitionOf(instance).correlationId);
}
