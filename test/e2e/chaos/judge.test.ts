import { describe, expect, test } from '@jest/globals';
import { readChoreographies } from '../../../lib/cli/choreographies.ts';
import { CHOREOGRAPHIES } from '../../../lib/cli/settings.ts';
import type { DeviatingEvent, EventRow, InstanceRow, WaitingRow } from '../../../lib/projection/rows.ts';
import { judge } from './judge.ts';
import type { Observed, Take } from './observed.ts';

const choreography = readChoreographies(CHOREOGRAPHIES)
  .map((file) => file.choreography)
  .find((one) => one?.id === 'car-journey')!;
const correlationId = 'car-1';
const BEGIN = Date.UTC(2026, 0, 1, 12);
const at = (second: number): string => new Date(BEGIN + second * 1000).toISOString();

const base = { instance: 'car-journey#car-1', choreography: 'car-journey', correlationId, ttl: 0 };
const event = (name: string, second: number) => ({
  ...base,
  ...({ kind: 'event', identity: name, name, time: at(second), receivedAt: at(second), putBack: 0 } as const),
});
const consumed = (name: string, second: number): EventRow => ({
  ...event(name, second),
  ...{ status: 'consumed', settledAt: at(second), run: 1 },
});
const kept = (name: string, second: number) => ({
  ...event(name, second),
  ...{ payload: JSON.stringify({ detail: { id: correlationId } }), hold: 3_600_000 },
});
const deviating = (status: 'unexpected' | 'late', name: string, second: number): DeviatingEvent => ({
  ...kept(name, second),
  ...{ status, settledAt: at(second), reason: 'of the test' },
});
const take = (how: Take['how'], name: string, second: number, detail: object = {}): Take => ({
  ...{ how, identity: name, at: BEGIN + second * 1000, run: 1 },
  event: { name, time: BEGIN + second * 1000, envelope: { detail: { id: correlationId, ...detail } } },
});

const opened = take('opened', 'Car Announced', 0);
const rejected = take('delivered', 'Inspection Completed', 20, { result: 'Rejected' });
const open: InstanceRow = {
  ...base,
  ...({ kind: 'instance', run: 1, redrive: 0, openedBy: 'Car Announced', openedAt: at(0) } as const),
  ...({ execution: correlationId, overdue: [], labels: {}, status: 'open' } as const),
};
const closed: InstanceRow = {
  ...open,
  ...({ status: 'closed', outcome: 'succeeded', closedAt: at(20), lastState: 'Rejected' } as const),
};

/** Announced, and 20 seconds later rejected. */
const ended: Observed = {
  instance: closed,
  events: [consumed('Car Announced', 0), consumed('Inspection Completed', 20)],
  waits: [],
  runs: [{ run: 1, execution: correlationId, status: 'succeeded', error: undefined }],
  takes: [opened, rejected],
};
const NAMES = ['Car Announced', 'Inspection Completed'];

async function wrongs(observed: Observed, accepted: readonly string[] = NAMES): Promise<readonly string[]> {
  const story = { choreography, correlationId };
  const verdict = await judge(story, new Set(accepted), observed, BEGIN + 60_000);
  return verdict.wrongs.map(({ kind }) => kind);
}
const withRow = (row: EventRow): Observed => ({ ...ended, events: [...ended.events, row] });

test('an instance that is where it should be, with all its events accounted for', async () => {
  expect(await wrongs(ended)).toEqual([]);
});

describe('lost', () => {
  test('an accepted event without a row', async () => {
    expect(await wrongs(ended, [...NAMES, 'Car Sold'])).toEqual(['lost']);
  });

  test('an event that is said to be consumed, and that no history has', async () => {
    expect(await wrongs(withRow(consumed('Car Sold', 10)))).toEqual(['lost']);
  });

  test('one that stays held, though the instance has ended', async () => {
    expect(await wrongs(withRow({ ...kept('Car Sold', 10), status: 'held' }))).toEqual(['in doubt']);
  });

  test('a running instance that nothing can reach', async () => {
    const running: Observed = {
      ...{ ...ended, instance: open, events: ended.events.slice(0, 1), takes: [opened] },
      runs: [{ run: 1, execution: correlationId, status: 'running', error: undefined }],
    };
    const wait = { ...base, kind: 'wait', run: 1, redrive: 0, state: 'Announced', order: '1' };
    // Of a wait the judge looks at no more than that.
    expect(await wrongs({ ...running, waits: [wait as WaitingRow] }, ['Car Announced'])).toEqual([]);
    expect(await wrongs(running, ['Car Announced'])).toEqual(['wrong end']);
  });
});

describe('doubled', () => {
  test('an event that two deliveries name', async () => {
    const twice = { ...ended, takes: [opened, rejected, { ...rejected, at: BEGIN + 21_000 }] };
    expect(await wrongs(twice)).toContain('doubled');
  });

  test('one that is held, though it was delivered', async () => {
    const held: EventRow = { ...kept('Inspection Completed', 20), status: 'held' };
    expect(await wrongs({ ...ended, events: [consumed('Car Announced', 0), held] })).toContain('doubled');
  });
});

describe('wrong end', () => {
  test('what the table says is not what the semantics say', async () => {
    expect(await wrongs({ ...ended, instance: { ...closed, lastState: 'Announced' } })).toEqual([
      'wrong end',
    ]);
  });

  test('an event was delivered where nothing awaits it', async () => {
    const sold = take('delivered', 'Car Sold', 10);
    const events = [...ended.events, consumed('Car Sold', 10)];
    expect(await wrongs({ ...ended, events, takes: [opened, sold, rejected] })).toContain('wrong end');
  });

  test('the table does not know that the execution has ended', async () => {
    const story = { choreography, correlationId };
    const verdict = await judge(story, new Set(NAMES), { ...ended, instance: open }, BEGIN + 60_000);
    expect(verdict.unclosed).toEqual(ended.runs);
    expect(verdict.wrongs).toEqual([]);
  });
});

describe('false alarm', () => {
  test('an event that could still have been awaited', async () => {
    expect(await wrongs(withRow(deviating('unexpected', 'Car Sold', 5)))).toEqual(['false alarm']);
  });

  test('but not one whose hold was over, or that came in a state after which nothing awaits it', async () => {
    const over: EventRow = {
      ...{ ...deviating('unexpected', 'Car Sold', 0), settledAt: at(10) },
      hold: 5_000,
    };
    expect(await wrongs(withRow(over))).toEqual([]);
    expect(
      await wrongs(withRow({ ...deviating('unexpected', 'Car Announced', 5), identity: 'again' })),
    ).toEqual([]);
  });

  test('what failed the instance could still have been awaited: true when its hold was over, and not before', async () => {
    const surprise: DeviatingEvent = { ...deviating('unexpected', 'Car Sold', 10), waitHash: 'hash' };
    const failedAt = (second: number): Observed => ({
      ...ended,
      instance: { ...closed, outcome: 'failed', lastState: 'Announced' },
      events: [consumed('Car Announced', 0), { ...surprise, hold: 20_000, settledAt: at(second) }],
      runs: [{ run: 1, execution: correlationId, status: 'failed', error: 'UnexpectedEvent' }],
      takes: [opened, { how: 'failed', identity: 'Car Sold', at: BEGIN + second * 1000, run: 1 }],
    });
    expect(await wrongs(failedAt(31), ['Car Announced', 'Car Sold'])).toEqual([]);
    expect(await wrongs(failedAt(29), ['Car Announced', 'Car Sold'])).toContain('wrong end');
  });

  test('late, long before the end', async () => {
    expect(await wrongs(withRow(deviating('late', 'Car Sold', 5)))).toEqual(['false alarm']);
    expect(await wrongs(withRow(deviating('late', 'Car Sold', 25)))).toEqual([]);
  });
});
