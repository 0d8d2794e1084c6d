/** The table in memory, with its stream and its index `timers`; and what has been written when, for the judge. */
import { TABLE } from '../../lib/definition/wire.ts';
import type { Reply } from '../../lib/projection/calls.ts';
import { itemOf, keyOf, parseRow } from '../../lib/projection/parse-row.ts';
import type { Item } from '../../lib/projection/parse-row.ts';
import type { EventRow, InstanceRow, Row, WaitingRow } from '../../lib/projection/rows.ts';
import type { CheckStep, SweepStep } from '../../lib/projection/sweep.ts';
import { printWarning } from '../../lib/projection/warnings.ts';
import { shardOf } from '../../lib/definition/hash.ts';
import { performOnTable, putWait, rowKey } from '../../lib/testing/world/table-rules.ts';
import type { Rows, TableCall } from '../../lib/testing/world/table-rules.ts';

/** What its writer had read of the instance before it wrote; a torn read has two instants. */
export type Read = { readonly from: number; readonly to: number; readonly rows: readonly Row[] };

export type EventWrite = {
  readonly at: number;
  readonly before: EventRow | undefined;
  readonly after: EventRow;
  readonly read: Read | undefined;
};

type Timer = { readonly shard: string; readonly timerAt: string; readonly entry: Item };
type Step<Name extends SweepStep['step']> = Extract<SweepStep, { step: Name }>;

export type TableTells = {
  readonly waitPut: (row: WaitingRow, before: WaitingRow | undefined) => void;
  readonly instanceChanged: (before: InstanceRow | undefined, after: InstanceRow) => void;
  readonly timerSet: () => void;
};

export class ChaosTable {
  rows: Rows = new Map();
  readonly writes: EventWrite[] = [];
  /** Token → when its row was in the table for the first time. */
  readonly putAt = new Map<string, number>();
  readonly #closings: { readonly instance: string; readonly run: number; readonly at: number }[] = [];
  readonly #timers = new Map<string, Timer>();
  readonly #clock: () => number;
  readonly #tells: TableTells;

  constructor(clock: () => number, tells: TableTells) {
    this.#clock = clock;
    this.#tells = tells;
  }

  perform(call: TableCall, read?: Read): Reply {
    const before = this.rows;
    const { rows, reply } = performOnTable(before, call);
    this.rows = rows;
    if (rows === before) return reply;
    if (call.call === 'putEvent') {
      const was = before.get(rowKey(call.row.instance, keyOf(call.row)));
      const old = was?.kind === 'event' ? was : undefined;
      this.writes.push({ at: this.#clock(), before: old, after: call.row, read });
    } else if (call.call === 'dropWait') {
      this.#timers.delete(rowKey(call.instance, call.key));
    } else if ('instance' in call || 'row' in call) {
      this.#instanceWritten(before, 'row' in call ? call.row.instance : call.instance);
    }
    return reply;
  }

  #instanceWritten(before: Rows, instance: string): void {
    const key = rowKey(instance, 'INSTANCE');
    const [was, is] = [before.get(key), this.rows.get(key)];
    if (is?.kind !== 'instance') return;
    this.#timers.delete(key);
    if (is.status === 'open' && is.timerAt !== undefined) this.#setTimer(key, is.timerAt, itemOf(is));
    if (is.status === 'closed') this.#closings.push({ instance, run: is.run, at: this.#clock() });
    this.#tells.instanceChanged(was?.kind === 'instance' ? was : undefined, is);
  }

  /** As an execution's callback Task does; whether its condition held. */
  putWait(row: WaitingRow, item: Item): boolean {
    const before = this.rows;
    const key = rowKey(row.instance, row.key);
    const was = before.get(key);
    this.rows = putWait(before, row);
    if (this.rows === before) return false;
    if (!this.putAt.has(row.token)) this.putAt.set(row.token, this.#clock());
    this.#timers.delete(key);
    const timerAt = item[TABLE.indexes.timers.sortKey];
    if (typeof timerAt === 'string') this.#setTimer(key, timerAt, item);
    this.#tells.waitPut(row, was?.kind === 'wait' ? was : undefined);
    return true;
  }

  /** What the machine itself puts of an action that failed. */
  putFailedAction(item: Item): void {
    const row = parseRow(item);
    if (row?.kind !== 'event') throw new Error(`No row of a failed action: ${JSON.stringify(item)}`);
    this.rows = new Map(this.rows).set(rowKey(row.instance, keyOf(row)), row);
  }

  #setTimer(key: string, timerAt: string, item: Item): void {
    const instance = String(item['instance']);
    const shard = shardOf(instance.slice(instance.indexOf('#') + 1));
    this.#timers.set(key, { shard, timerAt, entry: { ...item, timerAt } });
    this.#tells.timerSet();
  }

  /** The instant of the next timer. */
  nextTimer(): number | undefined {
    let first: string | undefined;
    for (const { timerAt } of this.#timers.values())
      if (first === undefined || timerAt < first) first = timerAt;
    return first === undefined ? undefined : Date.parse(first);
  }

  due(shard: string, now: string): readonly Item[] {
    return [...this.#timers.values()]
      .filter((timer) => timer.shard === shard && timer.timerAt <= now)
      .sort((a, b) => (a.timerAt < b.timerAt ? -1 : 1))
      .map(({ entry }) => entry);
  }

  report({ instance, generation, visit }: Step<'report'>): boolean {
    const row = this.#openInstance(instance, generation);
    if (row === undefined || row.overdue.includes(visit)) return false;
    this.#replace({ ...row, overdue: [...row.overdue, visit] });
    return true;
  }

  warn({ instance, warning }: Extract<CheckStep, { step: 'warn' }>): boolean {
    const row = this.#openInstance(instance, warning.generation);
    const text = printWarning(warning);
    if (row === undefined || row.warned?.includes(text) === true) return false;
    this.#replace({ ...row, warned: [...(row.warned ?? []), text] });
    return true;
  }

  moveWait({ wait, to }: Step<'moveWait'>): boolean {
    const key = rowKey(wait.instance, wait.key);
    const row = this.rows.get(key);
    const timer = this.#timers.get(key);
    if (row?.kind !== 'wait' || row.token !== wait.token) return false;
    this.#timers.delete(key);
    if (to !== undefined && timer !== undefined) this.#setTimer(key, to, timer.entry);
    return true;
  }

  moveInstance({ instance, to }: Step<'moveInstance'>): boolean {
    const row = this.#openInstance(instance.instance, instance);
    if (row === undefined) return false;
    this.#replace({ ...row, timerAt: to });
    return true;
  }

  #openInstance(instance: string, { run, redrive }: { readonly run: number; readonly redrive: number }) {
    const row = this.rows.get(rowKey(instance, 'INSTANCE'));
    const isOpen = row?.kind === 'instance' && row.status === 'open';
    return isOpen && row.run === run && row.redrive === redrive ? row : undefined;
  }

  #replace(row: InstanceRow): void {
    const before = this.rows;
    this.rows = new Map(before).set(rowKey(row.instance, 'INSTANCE'), row);
    this.#instanceWritten(before, row.instance);
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

  instance(instance: string): InstanceRow | undefined {
    const row = this.rows.get(rowKey(instance, 'INSTANCE'));
    return row?.kind === 'instance' ? row : undefined;
  }
}
