/** The items of a forEach as its wait stands: computed from its list where nothing has changed them yet. */
import type { WaitingRow } from '../../projection/rows.ts';
import { standingOf } from '../../projection/standing.ts';
import { askJsonata } from '../../semantics/ask.ts';
import { concludeAsync } from '../../semantics/deciding.ts';
import { itemsOf, statesOf } from '../../semantics/items.ts';

/** From the items' keys to their states. */
export async function itemsIn(row: WaitingRow): Promise<{ readonly [key: string]: string }> {
  const { each } = row.wait;
  if (each === undefined) return {};
  const standing = standingOf(row);
  const at = standing.enteredAt;
  const ground = { memories: standing.memories, variables: {}, now: at, at };
  const items = await concludeAsync(itemsOf(each, standing, ground), askJsonata(row.correlationId));
  return statesOf(items ?? {});
}
