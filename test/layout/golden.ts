import { readFileSync, writeFileSync } from 'node:fs';
import { parseDefinition } from '../../lib/definition/parse.ts';
import { layoutOf } from '../../lib/layout/layout.ts';
import type { Picture } from '../../lib/layout/picture.ts';

/** `UPDATE_GOLDENS=1 npm run jest -- test/layout` writes them anew. Look at them before they are committed. */
const UPDATE = process.env['UPDATE_GOLDENS'] === '1';

export const EXAMPLES = ['car-journey', 'marketplace-order', 'order-fulfilment'];

const at = (path: string) => new URL(`../../${path}`, import.meta.url);

/** What is drawn of an example now, and what was drawn when somebody looked at it. */
export function drawn(
  id: string,
  ending: string,
  draw: (picture: Picture, title: string) => string,
): { now: string; golden: string } {
  const { choreography, problems } = parseDefinition(readFileSync(at(`statemachines/${id}.yaml`), 'utf8'));
  if (choreography === undefined) throw new Error(JSON.stringify(problems));
  const now = draw(layoutOf(choreography), choreography.title);
  const golden = at(`test/golden/${id}.${ending}`);
  if (UPDATE) writeFileSync(golden, now);
  return { now, golden: readFileSync(golden, 'utf8') };
}
