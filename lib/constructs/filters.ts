import { KEY } from '../definition/wire.ts';
import type { RecordFilter } from './sources.ts';

/** A wait was put: whoever is held for it can go on. */
export const WAIT_PUT: readonly RecordFilter[] = [
  {
    eventName: ['INSERT', 'MODIFY'],
    dynamodb: { Keys: { key: { S: [{ prefix: KEY.wait }] } } },
  },
];

/**
 * What others are told of: instances that closed or fell behind, and events that nothing allowed. An instance's row is
 * put when it opens, of which nobody is told; whatever is told of it later changes the row.
 */
export const NOTEWORTHY: readonly RecordFilter[] = [
  { eventName: ['MODIFY'], dynamodb: { Keys: { key: { S: [KEY.instance] } } } },
  {
    eventName: ['INSERT', 'MODIFY'],
    dynamodb: {
      Keys: { key: { S: [{ prefix: KEY.event }] } },
      NewImage: {
        status: { S: ['unexpected', 'late', 'orphan', 'uncorrelated', 'ambiguous', 'failed-action'] },
      },
    },
  },
];
