/** What every implementation of the Table port must do. Its conditions are what keeps the four promises. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { CloseInstanceCall } from '../../lib/projection/calls.ts';
import type { Generation } from '../../lib/projection/generation.ts';
import type { Table } from '../../lib/projection/ports.ts';
import type { HeldEvent, OpenInstance, SentEvent, WaitingRow } from '../../lib/projection/rows.ts';

export type TableUnderTest = {
  readonly table: Table;
  /** As the execution's callback Task puts it, without its condition. */
  readonly putWait: (wait: WaitingRow) => Promise<void>;
};

const T0 = '2026-03-01T12:00:00.000Z';
const ttl = 1_900_000_000;
const whose = { instance: 'm#1', choreography: 'm', correlationId: '1', ttl };

export const HELD: HeldEvent = {
  kind: 'event',
  ...whose,
  identity: 'a1',
  name: 'a',
  time: T0,
  receivedAt: T0,
  putBack: 0,
  payload: '{"detail":{"id":1}}',
  hold: 60_000,
  status: 'held',
};
const SENT: SentEvent = {
  ...HELD,
  status: 'sent',
  mark: {
    kind: 'deliver',
    waitHash: 'T1',
    wait: 'WAIT#',
    state: 'A',
    run: 1,
    to: 'B',
    by: 'event:a1',
    since: T0,
  },
};
export const opened = (run: number, openedBy = 's0'): OpenInstance => ({
  kind: 'instance',
  ...whose,
  status: 'open',
  run,
  redrive: 0,
  openedBy,
  openedAt: T0,
  execution: '1',
  overdue: [],
  labels: { 'Customer no.': 'C-7', total: 12.5, urgent: true },
  timerAt: '2026-03-01T13:00:00.000Z',
});
export const WAIT: WaitingRow = {
  kind: 'wait',
  ...whose,
  key: 'WAIT#',
  token: 'T1',
  order: '0001#0000#2026-03-01T12:00:00.000Z#0000',
  run: 1,
  redrive: 0,
  state: 'A',
  enteredAt: T0,
  dues: [
    { state: 'A', enteredAt: T0, at: '2026-03-01T12:10:00.000Z' },
    { state: 'Around A', enteredAt: '2026-03-01T11:00:00.000Z', at: '2026-03-01T12:20:00.000Z' },
  ],
  wait: {
    place: 'A',
    level: 1,
    awaits: [{ event: 'a', routes: [{ guard: 'detail.ok', ways: [{ way: 'B', to: 'B' }] }, { ways: [] }] }],
    always: [{ guard: '$context.n > 1', ways: [{ way: 'C', to: 'C', level: 0, keep: ['A: due'] }] }],
  },
  memories: [{ context: { n: 1 } }, { context: { n: 2 }, clocks: { 'A: entered': T0 }, items: null }],
  result: { ok: true },
  entered: 'A: entered',
  anticipates: ['b'],
  policies: { b: 'report' },
  version: 'v1',
};

/** As an execution puts it: what is no text or number is JSON text. */
export function itemOfWait(row: WaitingRow): Record<string, unknown> {
  const { wait, dues, memories, entered, result, anticipates, policies, ...attributes } = row;
  const { awaits, ...rules } = wait;
  return {
    ...attributes,
    kind: undefined,
    awaits: JSON.stringify(awaits),
    rules: JSON.stringify({ ...rules, ...(entered !== undefined && { entered }) }),
    dues: JSON.stringify(dues),
    ...(memories !== undefined && { memory: JSON.stringify(memories) }),
    ...(result !== undefined && { result: JSON.stringify({ result }) }),
    anticipates: JSON.stringify(anticipates),
    policies: JSON.stringify(policies),
  };
}
const closing = (generation: Generation): CloseInstanceCall => ({
  call: 'closeInstance',
  instance: 'm#1',
  generation,
  outcome: 'failed',
  closedAt: '2026-03-01T12:30:00.000Z',
  lastState: 'A',
  error: 'States.Timeout',
  ttl,
});

export function tableContract(name: string, make: () => Promise<TableUnderTest>): void {
  describe(`${name} as a table`, () => {
    let under: TableUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    const open = async (run: number, after: Generation, by?: string) =>
      under.table.openInstance({ call: 'openInstance', row: opened(run, by), after });
    const close = async (run: number, redrive: number) =>
      under.table.closeInstance(closing({ run, redrive }));
    const reopen = async (run: number, redrive: number) =>
      under.table.reopenInstance({
        call: 'reopenInstance',
        instance: 'm#1',
        generation: { run, redrive },
        timerAt: T0,
        ttl,
      });
    const put = async (
      row: HeldEvent | SentEvent,
      condition: Parameters<Table['putEvent']>[0]['condition'],
    ) => under.table.putEvent({ call: 'putEvent', row, condition });
    const held = { kind: 'held', putBack: 0 } as const;

    test('gives all rows of one instance, and only those, as they were written', async () => {
      await put(HELD, { kind: 'absent' });
      await put({ ...HELD, instance: 'm#10', correlationId: '10' }, { kind: 'absent' });
      await open(1, { run: 0, redrive: 0 });
      await under.putWait(WAIT);
      const rows = await under.table.query('m#1');
      expect([...rows].sort((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual([HELD, opened(1), WAIT]);
      expect(await under.table.query('m#2')).toEqual([]);
    });

    test('puts a new event only where there is none', async () => {
      expect(await put(HELD, { kind: 'absent' })).toBe('written');
      expect(await put(SENT, { kind: 'absent' })).toBe('refused');
      expect(await under.table.query('m#1')).toEqual([HELD]);
    });

    test('marks an event only while it is held, and in the life that was read', async () => {
      expect(await put(SENT, held)).toBe('refused');
      await put({ ...HELD, putBack: 1 }, { kind: 'absent' });
      expect(await put(SENT, held)).toBe('refused');
      expect(await put({ ...SENT, putBack: 1 }, { kind: 'held', putBack: 1 })).toBe('written');
      expect(await put({ ...SENT, putBack: 1 }, { kind: 'held', putBack: 1 })).toBe('refused');
    });

    test('confirms or releases only what is sent to that target, in that life', async () => {
      await put(HELD, { kind: 'absent' });
      expect(await put(HELD, { kind: 'sent', to: 'T1', putBack: 0 })).toBe('refused');
      await put(SENT, held);
      expect(await put(HELD, { kind: 'sent', to: 'T2', putBack: 0 })).toBe('refused');
      expect(await put(HELD, { kind: 'sent', to: 'T1', putBack: 1 })).toBe('refused');
      expect(await put(HELD, { kind: 'sent', to: 'T1', putBack: 0 })).toBe('written');
      expect(await under.table.query('m#1')).toEqual([HELD]);
    });

    test('opens a first run only where there is no instance', async () => {
      expect(await under.table.getInstance('m#1')).toBeUndefined();
      expect(await open(1, { run: 0, redrive: 0 })).toBe('written');
      expect(await open(1, { run: 0, redrive: 0 }, 's1')).toBe('refused');
      expect(await under.table.getInstance('m#1')).toEqual(opened(1));
    });

    test('opens a later run only after exactly the closed generation it follows', async () => {
      await open(1, { run: 0, redrive: 0 });
      expect(await open(2, { run: 1, redrive: 0 })).toBe('refused');
      await close(1, 1);
      expect(await open(2, { run: 1, redrive: 0 })).toBe('refused');
      expect(await open(2, { run: 1, redrive: 1 }, 's2')).toBe('written');
      expect(await under.table.getInstance('m#1')).toEqual(opened(2, 's2'));
    });

    test('closes an instance that is not newer, once', async () => {
      expect(await close(1, 0)).toBe('refused');
      await open(1, { run: 0, redrive: 0 });
      expect(await close(1, 0)).toBe('written');
      expect(await close(1, 0)).toBe('refused');
      expect(await under.table.getInstance('m#1')).toMatchObject({
        status: 'closed',
        run: 1,
        redrive: 0,
        openedBy: 's0',
        openedAt: T0,
        outcome: 'failed',
        closedAt: '2026-03-01T12:30:00.000Z',
        lastState: 'A',
        error: 'States.Timeout',
      });
      expect(await close(1, 1)).toBe('written');
      await open(2, { run: 1, redrive: 1 });
      expect(await close(1, 2)).toBe('refused');
    });

    test('opens a closed instance again only in a newer generation', async () => {
      await open(1, { run: 0, redrive: 0 });
      expect(await reopen(1, 1)).toBe('refused');
      await close(1, 0);
      expect(await reopen(1, 0)).toBe('refused');
      expect(await reopen(1, 1)).toBe('written');
      expect(await under.table.getInstance('m#1')).toEqual({ ...opened(1), redrive: 1, timerAt: T0 });
    });

    test('sets labels of the run that is open, unless a later delivery has set any, and leaves the others', async () => {
      const label = {
        call: 'labelInstance',
        instance: 'm#1',
        labels: { total: 13, 'Ship to': 'Bonn' },
        order: 2,
      } as const;
      expect(await under.table.labelInstance({ ...label, run: 1 })).toBe('refused');
      await open(1, { run: 0, redrive: 0 });
      expect(await under.table.labelInstance({ ...label, run: 2 })).toBe('refused');
      expect(await under.table.labelInstance({ ...label, run: 1 })).toBe('written');
      const earlier = { ...label, run: 1, labels: { total: 12 }, order: 1 };
      expect(await under.table.labelInstance(earlier)).toBe('refused');
      expect(await under.table.labelInstance({ ...label, run: 1 })).toBe('written');
      await close(1, 0);
      expect(await under.table.getInstance('m#1')).toMatchObject({ labelOrder: 2 });
      expect((await under.table.getInstance('m#1'))?.labels).toEqual({
        'Customer no.': 'C-7',
        total: 13,
        urgent: true,
        'Ship to': 'Bonn',
      });
    });

    test('drops a wait only with the token seen', async () => {
      await under.putWait(WAIT);
      const drop = { call: 'dropWait', instance: 'm#1', key: 'WAIT#' } as const;
      expect(await under.table.dropWait({ ...drop, token: 'T0' })).toBe('refused');
      expect(await under.table.dropWait({ ...drop, token: 'T1' })).toBe('written');
      expect(await under.table.dropWait({ ...drop, token: 'T1' })).toBe('refused');
      expect(await under.table.query('m#1')).toEqual([]);
    });
  });
}
