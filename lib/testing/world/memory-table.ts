/** The table in memory, with its stream and its index `timers`. */
import { TABLE } from '../../definition/wire.ts';
import { shardOf } from '../../definition/hash.ts';
import type { Reply } from '../../projection/calls.ts';
import { itemOf, keyOf, parseRow } from '../../projection/parse-row.ts';
import type { Item } from '../../projection/parse-row.ts';
import type { InstanceRow, Row, WaitingRow } from '../../projection/rows.ts';
import type { CheckStep, SweepStep } from '../../projection/sweep.ts';
import type { TimerPlace } from '../../projection/timers.ts';
import { printWarning } from '../../projection/warnings.ts';
import { performOnTable, putWait, rowKey } from './table-rules.ts';
import type { Rows, TableCall } from './table-rules.ts';

type Timer = { readonly shard: string; readonly timerAt: string; readonly entry: Item };
type Step<Name extends SweepStep['step']> = Extract<SweepStep, { step: Name }>;

export type TableTells = {
  readonly waitPut: (row: WaitingRow, before: WaitingRow | undefined) => void;
  readonly instanceChanged: (before: InstanceRow | undefined, after: InstanceRow) => void;
  readonly timerSet: () => void;
};

export class MemoryTable {
  rows: Rows = new Map();
  readonly #timers = new Map<string, Timer>();
  readonly #tells: TableTells;

  constructor(tells: TableTells) {
    this.#tells = tells;
  }

  perform(call: TableCall): Reply {
    const before = this.rows;
    const { rows, reply } = performOnTable(before, call);
    this.rows = rows;
    if (rows === before || call.call === 'putEvent') return reply;
    if (call.call === 'dropWait') {
      this.#timers.delete(rowKey(call.instance, call.key));
    } else {
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
    this.#tells.instanceChanged(was?.kind === 'instance' ? was : undefined, is);
  }

  /** As an execution's callback Task does; whether its condition held. */
  putWait(row: WaitingRow, item: Item): boolean {
    const before = this.rows;
    const key = rowKey(row.instance, row.key);
    const was = before.get(key);
    this.rows = putWait(before, row);
    if (this.rows === before) return false;
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

  putBehind({ instance, key, timerAt }: TimerPlace, to: string): boolean {
    const name = rowKey(instance, key);
    const timer = this.#timers.get(name);
    if (timer?.timerAt !== timerAt) return false;
    const row = this.rows.get(name);
    if (row?.kind === 'instance' && row.status === 'open') this.#replace({ ...row, timerAt: to });
    else this.#setTimer(name, to, timer.entry);
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

  instance(instance: string): InstanceRow | undefined {
    const row = this.rows.get(rowKey(instance, 'INSTANCE'));
    return row?.kind === 'instance' ? row : undefined;
  }

  /** All rows of an instance. */
  of(instance: string): readonly Row[] {
    return [...this.rows.values()].filter((row) => row.instance === instance);
  }
}
