/** The table in memory, as a pure function: rows and a call → rows and a reply. Rules can be left out. */
import { KEY } from '../../definition/wire.ts';
import type { Call, ClaimInstanceCall, EventCondition, Reply } from '../../projection/calls.ts';
import { compareGenerations } from '../../projection/generation.ts';
import { keyOf } from '../../projection/parse-row.ts';
import { targetOf } from '../../projection/rows.ts';
import type { InstanceRow, Row, WaitingRow } from '../../projection/rows.ts';

/** By partition and sort key. */
export type Rows = ReadonlyMap<string, Row>;

/** Conditions that guard a promise; a test leaves them out one by one. */
export type TableRules = {
  /** A mark or a verdict only on a held event. */
  readonly markGuard: boolean;
  /** A WAIT is deleted only with the token seen. */
  readonly dropGuard: boolean;
  /** A WAIT is put if absent, or its order ≤ mine. */
  readonly putGuard: boolean;
  /** INSTANCE is closed only if it is not newer. */
  readonly closeGuard: boolean;
  /** The mark of a start names the generation that it follows, not the run only. */
  readonly markAfter: boolean;
  /** The put-back count is part of every condition on a held event. */
  readonly lifeGuard: boolean;
  /** It is part of those of confirm and release. */
  readonly lifeConfirm: boolean;
  /** Labels are set only over those of an earlier delivery. */
  readonly labelOrder: boolean;
  /** A claim holds where the generation is claimed already. */
  readonly claimRepeat: boolean;
  /** A claim holds where INSTANCE is still open. */
  readonly claimOpen: boolean;
};
export const ALL_TABLE_RULES: TableRules = {
  markGuard: true,
  dropGuard: true,
  putGuard: true,
  closeGuard: true,
  markAfter: true,
  lifeGuard: true,
  lifeConfirm: true,
  labelOrder: true,
  claimRepeat: true,
  claimOpen: true,
};

export type TableCall = Extract<
  Call,
  {
    call:
      | 'query'
      | 'getInstance'
      | 'putEvent'
      | 'openInstance'
      | 'closeInstance'
      | 'reopenInstance'
      | 'labelInstance'
      | 'dropWait';
  }
>;

export type Performed = { readonly rows: Rows; readonly reply: Reply };

export function rowKey(instance: string, key: string): string {
  return `${instance}\n${key}`;
}

export function performOnTable(rows: Rows, call: TableCall, rules = ALL_TABLE_RULES): Performed {
  const instanceKey = rowKey(instanceOf(call), KEY.instance);
  const found = rows.get(instanceKey);
  const instance = found?.kind === 'instance' ? found : undefined;
  switch (call.call) {
    case 'query': {
      const all = [...rows.values()].filter((row) => row.instance === call.instance);
      return { rows, reply: { reply: 'rows', rows: all } };
    }
    case 'getInstance':
      return { rows, reply: { reply: 'rows', rows: instance === undefined ? [] : [instance] } };
    case 'putEvent': {
      const key = rowKey(call.row.instance, keyOf(call.row));
      const may = conditionHolds(rows.get(key), call.condition, rules);
      return write(rows, may, (next) => next.set(key, call.row));
    }
    case 'openInstance': {
      const { after, row } = call;
      const may =
        instance === undefined
          ? after.run === 0
          : instance.status === 'closed' &&
            (rules.markAfter ? compareGenerations(instance, after) === 0 : instance.run === after.run);
      return write(rows, may, (next) => next.set(instanceKey, row));
    }
    case 'closeInstance':
      return close(rows, instanceKey, instance, call, rules);
    case 'reopenInstance': {
      const may = instance?.status === 'closed' && compareGenerations(instance, call.generation) < 0;
      return write(rows, may, (next) => {
        if (instance !== undefined) next.set(instanceKey, reopened(instance, call));
      });
    }
    case 'labelInstance': {
      const may =
        instance?.run === call.run && (!rules.labelOrder || (instance.labelOrder ?? 0) <= call.order);
      return write(rows, may, (next) => {
        if (instance === undefined) return;
        const labels = { ...instance.labels, ...call.labels };
        next.set(instanceKey, { ...instance, labels, labelOrder: call.order });
      });
    }
    case 'dropWait': {
      const key = rowKey(call.instance, call.key);
      const wait = rows.get(key);
      const may = wait?.kind === 'wait' && (!rules.dropGuard || wait.token === call.token);
      return write(rows, may, (next) => next.delete(key));
    }
  }
}

function instanceOf(call: TableCall): string {
  return call.call === 'putEvent' || call.call === 'openInstance' ? call.row.instance : call.instance;
}

function write(rows: Rows, may: boolean, change: (next: Map<string, Row>) => void): Performed {
  if (!may) return { rows, reply: { reply: 'refused' } };
  const next = new Map(rows);
  change(next);
  return { rows: next, reply: { reply: 'written' } };
}

function conditionHolds(row: Row | undefined, condition: EventCondition, rules: TableRules): boolean {
  if (condition.kind === 'absent') return row === undefined;
  if (row?.kind !== 'event') return false;
  const counts = condition.kind === 'sent' ? rules.lifeConfirm : rules.lifeGuard;
  if (counts && row.putBack !== condition.putBack) return false;
  if (condition.kind === 'held') return !rules.markGuard || row.status === 'held';
  if (condition.kind === 'settled') return row.status === condition.status;
  return row.status === 'sent' && targetOf(row.mark) === condition.to;
}

function close(
  rows: Rows,
  key: string,
  instance: InstanceRow | undefined,
  call: Extract<TableCall, { call: 'closeInstance' }>,
  rules: TableRules,
): Performed {
  if (instance === undefined) return { rows, reply: { reply: 'refused' } };
  const age = compareGenerations(instance, call.generation);
  const may = !rules.closeGuard || (instance.status === 'open' ? age <= 0 : age < 0);
  const { kind, choreography, correlationId, openedBy, openedAt, execution, overdue, labels } = instance;
  return write(rows, may, (next) =>
    next.set(key, {
      kind,
      instance: instance.instance,
      choreography,
      correlationId,
      openedBy,
      openedAt,
      execution,
      overdue,
      labels,
      ...(instance.labelOrder === undefined ? {} : { labelOrder: instance.labelOrder }),
      ...call.generation,
      status: 'closed',
      outcome: call.outcome,
      closedAt: call.closedAt,
      ...(call.lastState === undefined ? {} : { lastState: call.lastState }),
      ...(call.error === undefined ? {} : { error: call.error }),
      ...(call.reason === undefined ? {} : { reason: call.reason }),
      ttl: call.ttl,
    }),
  );
}

/** For a redrive. */
export function claim(rows: Rows, call: ClaimInstanceCall, rules = ALL_TABLE_RULES): Performed {
  const key = rowKey(call.instance, KEY.instance);
  const found = rows.get(key);
  const row = found?.kind === 'instance' ? found : undefined;
  const age = row === undefined ? -1 : compareGenerations(row, call.generation);
  const older = age < 0 && (rules.claimOpen || row?.status === 'closed');
  const repeated = age === 0 && row?.status === 'open' && rules.claimRepeat;
  const may = row?.run === call.generation.run && (older || repeated);
  return write(rows, may, (next) => {
    if (row !== undefined) next.set(key, reopened(row, call));
  });
}

function reopened(
  row: InstanceRow,
  { generation, timerAt, ttl }: Extract<TableCall, { call: 'reopenInstance' }> | ClaimInstanceCall,
): InstanceRow {
  const { kind, instance, choreography, correlationId, openedBy, openedAt, execution, overdue, labels } = row;
  const same = {
    kind,
    instance,
    choreography,
    correlationId,
    openedBy,
    openedAt,
    execution,
    overdue,
    labels,
    ...(row.labelOrder === undefined ? {} : { labelOrder: row.labelOrder }),
  };
  return { ...same, ...generation, status: 'open', timerAt, ttl };
}

/** What the execution's callback Task does. */
export function putWait(rows: Rows, wait: WaitingRow, rules = ALL_TABLE_RULES): Rows {
  const key = rowKey(wait.instance, wait.key);
  const there = rows.get(key);
  const newer = there?.kind === 'wait' && there.order > wait.order;
  return rules.putGuard && newer ? rows : new Map(rows).set(key, wait);
}
