/** What happens to one instance, from its first event to its last, everything in order. */
import { readChoreographies } from '../../lib/cli/choreographies.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import type { JsonObject } from '../../lib/local/json.ts';
import type { Entry } from './system.ts';

export type Life = {
  readonly title: string;
  readonly choreography: string;
  readonly source: string;
  /** In order; the first one opens it. */
  readonly events: readonly (readonly [name: string, detail?: JsonObject])[];
};

/** Details as they travel in practice: a few hundred bytes. */
const ORDER = {
  customer: { id: 'customer-4711', name: 'Ada Lovelace', city: 'London' },
  lines: [
    { sku: 'A-100', quantity: 2, price: 19.9 },
    { sku: 'B-200', quantity: 1, price: 129 },
  ],
  total: 168.8,
  currency: 'EUR',
};

export const MARKETPLACE_ORDER: Life = {
  title: 'Marketplace order',
  choreography: 'marketplace-order',
  source: 'order',
  events: [
    ['Order Placed', ORDER],
    ['Order Confirmed', { partner: 'partner-7' }],
    ['Order Accepted', { partner: 'partner-7', delivery: '2026-11-24' }],
    ['Order Delivered', { carrier: 'carrier-3', parcel: '00340434161094042557' }],
  ],
};

export const CAR: Life = {
  title: 'Second-hand car',
  choreography: 'car-journey',
  source: 'car',
  events: [
    ['Car Announced', { make: 'Saab', model: '900', year: 1991 }],
    ['Inspection Completed', { result: 'Success' }],
    ['Car Repaired'],
    ['Car Cleaned'],
    ['Car Priced', { price: 8500 }],
    ['Car Published'],
    ['Car Reserved', { customer: 'customer-4711' }],
    ['Car Sold'],
    ['Car Delivered'],
    ['Invoice Sent', { invoice: '2026-1001' }],
  ],
};

export const LIVES: readonly Life[] = [MARKETPLACE_ORDER, CAR];

/** The choreographies of the lives. */
export function livedChoreographies(): readonly Choreography[] {
  const ids = new Set(LIVES.map(({ choreography }) => choreography));
  return readChoreographies(CHOREOGRAPHIES).flatMap(({ choreography }) =>
    choreography !== undefined && ids.has(choreography.id) ? [choreography] : [],
  );
}

export function entriesOf({ events, source }: Life, id: string): readonly Entry[] {
  return events.map(([detailType, detail = {}]) => ({ source, detailType, detail: { id, ...detail } }));
}
