/** Under which partition key rows lie: those of an instance together, an event of no instance by itself. */
import { hashOf } from '../definition/hash.ts';
import { cutKey } from './cut.ts';
import { madeUpId } from './no-instance.ts';

/** @param correlationId as an event carries it, however long */
export function instancePartition(choreography: string, correlationId: string): string {
  const prefix = `${choreography}#`;
  return prefix + cutKey(correlationId, prefix);
}

/** @param identity as its row has it */
export function strangerPartition(choreography: string, identity: string): string {
  return `${choreography}#${madeUpId(hashOf(identity))}`;
}
