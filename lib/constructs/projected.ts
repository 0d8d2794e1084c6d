import type { TABLE } from '../definition/wire.ts';

/**
 * What each index carries besides its keys and the table's: what its readers show or act on, never a payload; an index
 * must not double what a deviation with 250 KB costs.
 */
export const PROJECTED: Record<keyof typeof TABLE.indexes, readonly string[]> = {
  listings: [
    ...['status', 'run', 'redrive', 'execution', 'openedBy', 'openedAt', 'overdue', 'warned'],
    ...['closedAt', 'outcome', 'lastState', 'error'],
    ...['name', 'time', 'receivedAt', 'settledAt', 'reason', 'putBack', 'hold'],
  ],
  waits: [
    'choreography',
    'correlationId',
    'run',
    'redrive',
    'state',
    'enteredAt',
    'member',
    'due',
    'deadline',
  ],
  timers: ['status', 'run', 'redrive', 'execution', 'token', 'state', 'enteredAt', 'due', 'deadline'],
};
