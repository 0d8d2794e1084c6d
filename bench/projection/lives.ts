/** What happens to one instance, from its first event to its last, everything in order. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument, visit } from 'yaml';
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

/** As the sample has it: nothing in it has a deadline. */
export const ORDER_WITHOUT_DUES: Life = {
  title: 'Marketplace order without its deadlines',
  choreography: 'order-without-dues',
  source: 'order-without-dues',
  events: [
    ['Order Placed', ORDER],
    ['Order Confirmed', { partner: 'partner-7' }],
    ['Order Accepted', { partner: 'partner-7', delivery: '2026-11-24' }],
    ['Order Delivered', { carrier: 'carrier-3', parcel: '00340434161094042557' }],
  ],
};

export const MARKETPLACE_ORDER: Life = {
  ...ORDER_WITHOUT_DUES,
  title: 'Marketplace order',
  choreography: 'marketplace-order',
  source: 'order',
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

export const LIVES: readonly Life[] = [ORDER_WITHOUT_DUES, MARKETPLACE_ORDER, CAR];

/** The choreographies of the lives, in a folder of their own. */
export function livedChoreographies(): {
  readonly folder: string;
  readonly choreographies: readonly Choreography[];
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-lives-'));
  const textOf = ({ choreography }: Life): string =>
    readFileSync(join(CHOREOGRAPHIES, `${choreography}.yaml`), 'utf8');
  for (const life of [MARKETPLACE_ORDER, CAR])
    writeFileSync(join(folder, `${life.choreography}.yaml`), textOf(life));
  const plain = withoutDues(textOf(MARKETPLACE_ORDER), ORDER_WITHOUT_DUES);
  writeFileSync(join(folder, `${ORDER_WITHOUT_DUES.choreography}.yaml`), plain);
  return {
    folder,
    choreographies: readChoreographies(folder).flatMap(({ choreography }) => choreography ?? []),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Its events have another source: nobody else's choreography is to take them. */
function withoutDues(text: string, { choreography, title, source }: Life): string {
  const document = parseDocument(text);
  document.set('id', choreography);
  document.set('title', title);
  visit(document, {
    Pair(_, pair) {
      if (String(pair.key) === 'due') return visit.REMOVE;
      if (String(pair.key) === 'source') pair.value = source;
      return undefined;
    },
  });
  return String(document);
}

export function entriesOf({ events, source }: Life, id: string): readonly Entry[] {
  return events.map(([detailType, detail = {}]) => ({ source, detailType, detail: { id, ...detail } }));
}
