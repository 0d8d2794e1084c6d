/** Dollars for so many lives, by list prices, of what was counted of one. */
import type { Counted } from './counting.ts';
import { ASSUMED, PRICES } from './prices.ts';

export type Cost = {
  readonly transitions: number;
  readonly table: number;
  readonly queues: number;
  readonly functions: number;
  /** Events that the monitor itself publishes. */
  readonly published: number;
  readonly total: number;
};

const GIGABYTE = 1024 ** 3;
export const MILLION = 1_000_000;

export function costOf(counted: Counted, times: number): Cost {
  const { billedMs, invocations } = counted;
  const gigabyteSeconds = (billedMs / 1000) * (ASSUMED.functionMegabytes / 1024);
  const parts = {
    transitions: counted.transitions * PRICES.transition,
    table: (counted.writeUnits + counted.indexUnits) * PRICES.writeUnit + counted.readUnits * PRICES.readUnit,
    queues: counted.sqsRequests * PRICES.sqsRequest,
    functions: invocations * PRICES.invocation + gigabyteSeconds * PRICES.gigabyteSecond,
    published: counted.publishedEvents * PRICES.customEvent,
  };
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return {
    transitions: parts.transitions * times,
    table: parts.table * times,
    queues: parts.queues * times,
    functions: parts.functions * times,
    published: parts.published * times,
    total: total * times,
  };
}

/** Of what stays in the table, for a month, with what it takes to recover it. */
export function storageOf(bytes: number, times: number): number {
  return ((bytes * times) / GIGABYTE) * (PRICES.storedGigabyteMonth + PRICES.recoverableGigabyteMonth);
}
