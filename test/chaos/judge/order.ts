/** Of the held events that a wait awaits, the oldest goes first: checked at every mark against what its function had read. */
import { hashOf } from '../../../lib/definition/hash.ts';
import { askJsonata } from '../../../lib/semantics/ask.ts';
import { concludeAsync } from '../../../lib/semantics/deciding.ts';
import { receiveAt } from '../../../lib/semantics/respond.ts';
import { incoming, standingOf } from '../../../lib/projection/standing.ts';
import type { HeldEvent } from '../../../lib/projection/rows.ts';
import type { EventWrite } from '../table.ts';

export async function outOfOrder(
  writes: readonly EventWrite[],
  correlationId: string,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { after, at, read } of writes) {
    if (after.status !== 'sent' || after.mark.kind !== 'deliver' || read === undefined) continue;
    const { waitHash } = after.mark;
    const wait = read.rows.find((row) => row.kind === 'wait' && hashOf(row.token) === waitHash);
    if (wait?.kind !== 'wait') continue;
    const waits = read.rows.filter(({ kind }) => kind === 'wait').length;
    for (const older of read.rows) {
      if (older.kind !== 'event' || older.status !== 'held' || !isOlder(older, after)) continue;
      const said = await concludeAsync(
        receiveAt(standingOf(wait), incoming(older), at),
        askJsonata(correlationId),
      );
      // What stands around regions gives way while one of them is on its way to its next wait.
      const givesWay = said.kind === 'take' && said.routes[0]?.around !== undefined && waits > 1;
      if (said.kind === 'take' && !givesWay)
        wrong.push(
          `"${wait.state}" took ${after.identity} of ${after.time} before ${older.identity} of ${older.time}`,
        );
    }
  }
  return wrong;
}

type Aged = Pick<HeldEvent, 'time' | 'receivedAt' | 'identity'>;

/** By the choreography's time, then by arrival. */
function isOlder(one: Aged, other: Aged): boolean {
  if (one.identity === other.identity) return false;
  return one.time === other.time ? one.receivedAt < other.receivedAt : one.time < other.time;
}
