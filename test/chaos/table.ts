/** The table in memory, and what has been written when, for the judge. */
import type { Reply } from '../../lib/projection/calls.ts';
import { keyOf } from '../../lib/projection/parse-row.ts';
import type { Item } from '../../lib/projection/parse-row.ts';
import type { EventRow, Row, WaitingRow } from '../../lib/projection/rows.ts';
import { MemoryTable, type TableTells } from '../../lib/testing/world/memory-table.ts';
import { rowKey } from '../../lib/testing/world/table-rules.ts';
import type { TableCall } from '../../lib/testing/world/table-rules.ts';

/** What its writer had read of the instance before it wrote; a torn read has two instants. */
export type Read = { readonly from: number; readonly to: number; readonly rows: readonly Row[] };

export type EventWrite = {
  readonly at: number;
  readonly before: EventRow | undefined;
  readonly after: EventRow;
  readonly read: Read | undefined;
};

export class ChaosTable extends MemoryTable {
  readonly writes: EventWrite[] = [];
  /** Token → when its row was in the table for the first time. */
  readonly putAt = new Map<string, number>();
  readonly #closings: { readonly instance: string; readonly run: number; readonly at: number }[];
  readonly #clock: () => number;

  constructor(clock: () => number, tells: TableTells) {
    const closings: { readonly instance: string; readonly run: number; readonly at: number }[] = [];
    super({
      ...tells,
      instanceChanged: (before, after) => {
        const { instance, run } = after;
        if (after.status === 'closed') closings.push({ instance, run, at: clock() });
        tells.instanceChanged(before, after);
      },
    });
    this.#closings = closings;
    this.#clock = clock;
  }

  override perform(call: TableCall, read?: Read): Reply {
    const before = this.rows;
    const reply = super.perform(call);
    if (call.call !== 'putEvent' || this.rows === before) return reply;
    const was = before.get(rowKey(call.row.instance, keyOf(call.row)));
    const old = was?.kind === 'event' ? was : undefined;
    this.writes.push({ at: this.#clock(), before: old, after: call.row, read });
    return reply;
  }

  override putWait(row: WaitingRow, item: Item): boolean {
    const put = super.putWait(row, item);
    if (put && !this.putAt.has(row.token)) this.putAt.set(row.token, this.#clock());
    return put;
  }

  /** Run → when it was recorded as closed. */
  closedAt(instance: string): ReadonlyMap<number, number> {
    const own = this.#closings.filter((closing) => closing.instance === instance);
    return new Map(own.toReversed().map(({ run, at }) => [run, at]));
  }

  event(instance: string, identity: string): EventRow | undefined {
    const row = this.rows.get(rowKey(instance, `EVENT#${identity}`));
    return row?.kind === 'event' ? row : undefined;
  }
}
