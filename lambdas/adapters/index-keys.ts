import { shardOf } from '../../lib/definition/hash.ts';
import { TABLE } from '../../lib/definition/wire.ts';
import type { NewValue } from './update.ts';

const { listings } = TABLE.indexes;

/** Where the index `listings` has an INSTANCE. */
export function listing(
  instance: string,
  status: 'open' | 'closed',
  listedAt: NewValue,
): Readonly<Record<string, NewValue>> {
  const { choreography, correlationId } = partsOf(instance);
  return {
    [listings.partitionKey]: `${choreography}#${status}#${shardOf(correlationId)}`,
    [listings.sortKey]: listedAt,
  };
}

/** Which partition of the index `timers` has an instance's rows. */
export function timerShard(instance: string): string {
  return shardOf(partsOf(instance).correlationId);
}

/** The choreography's id is kebab-case, so the first `#` ends it. */
function partsOf(instance: string): { readonly choreography: string; readonly correlationId: string } {
  const end = instance.indexOf('#');
  return { choreography: instance.slice(0, end), correlationId: instance.slice(end + 1) };
}
