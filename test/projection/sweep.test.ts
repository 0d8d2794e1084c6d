import { describe, expect, test } from '@jest/globals';
import { hashOf } from '../../lib/definition/hash.ts';
import type { Subscription } from '../../lib/definition/wire.ts';
import type { OpenInstance, Row, SentEvent, WaitingRow } from '../../lib/projection/rows.ts';
import { sweep } from '../../lib/projection/sweep.ts';
import { parseTimer } from '../../lib/projection/timers.ts';
import type { LifeTimer } from '../../lib/projection/timers.ts';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const at = (minutes: number): string => new Date(NOON + minutes * 60_000).toISOString();

const SUBSCRIPTION: Subscription = {
  choreography: 'car',
  title: 'Car',
  version: 'v1',
  rerun: false,
  events: [],
  start: [],
  redact: [],
  labels: [],
  nextRun: [],
  failures: {},
};
const EVENT = { instance: 'car#7', choreography: 'car', correlationId: '7', ttl: 1 };
const WHOSE = { ...EVENT, run: 1, redrive: 0 };

function open(changes: Partial<OpenInstance> = {}): OpenInstance {
  return {
    ...WHOSE,
    kind: 'instance',
    status: 'open',
    openedBy: 'e1',
    openedAt: at(-60),
    execution: '7',
    overdue: [],
    labels: {},
    timerAt: at(0),
    ...changes,
  };
}

function wait(changes: Partial<WaitingRow> = {}): WaitingRow {
  return {
    ...WHOSE,
    kind: 'wait',
    key: 'WAIT#',
    token: 't1',
    order: `0001#0000#${at(-30)}#0000`,
    state: 'On sale',
    enteredAt: at(-30),
    wait: { place: 'On sale', level: 0, awaits: [] },
    dues: [],
    anticipates: [],
    policies: {},
    version: 'v1',
    ...changes,
  };
}

const DUE = { state: 'On sale', enteredAt: at(-30), at: at(-1) };

function sentTo(token: string): SentEvent {
  return {
    ...EVENT,
    kind: 'event',
    status: 'sent',
    identity: 'e2',
    name: 'Car Sold',
    time: at(-1),
    receivedAt: at(-1),
    putBack: 0,
    payload: '{}',
    hold: 0,
    mark: {
      kind: 'deliver',
      by: 'x',
      since: at(-1),
      run: 1,
      waitHash: hashOf(token),
      wait: 'WAIT#',
      state: 'On sale',
      to: 'Sold',
    },
  };
}

function waitTimer(row: WaitingRow, timerAt: string): LifeTimer {
  const { instance, key, token, run, redrive } = row;
  return { kind: 'wait', instance, key, token, run, redrive, timerAt };
}

const steps = (timer: LifeTimer, rows: readonly Row[]) => sweep(timer, rows, SUBSCRIPTION, NOON);
const report = (visit: string) => ({
  step: 'report',
  instance: 'car#7',
  generation: { run: 1, redrive: 0 },
  visit,
});

describe('a wait whose due has passed', () => {
  const due = wait({ dues: [DUE] });

  test('is reported with the visit of its state, and looked at no more', () => {
    expect(steps(waitTimer(due, at(-1)), [open(), due])).toStrictEqual([
      report(`On sale#${at(-30)}`),
      { step: 'moveWait', wait: due, to: undefined },
    ]);
  });

  test('is looked at again when its deadline comes', () => {
    const both = wait({ dues: [DUE], deadline: at(60) });
    expect(steps(waitTimer(both, at(-1)), [open(), both])).toStrictEqual([
      report(`On sale#${at(-30)}`),
      { step: 'moveWait', wait: both, to: at(60) },
    ]);
  });

  test('is reported once: a member of the same visit only loses its timer', () => {
    const member = wait({
      key: 'WAIT#Preparing/Cleaned',
      member: 'Cleaned',
      state: 'Preparing',
      dues: [{ state: 'Preparing', enteredAt: at(-30), at: at(-1) }],
    });
    const reported = open({ overdue: [`Preparing#${at(-30)}`] });
    expect(steps(waitTimer(member, at(-1)), [reported, member])).toStrictEqual([
      { step: 'moveWait', wait: member, to: undefined },
    ]);
  });

  test('is left for the next sweep while an event is on its way to it', () => {
    expect(steps(waitTimer(due, at(-1)), [open(), due, sentTo('t1')])).toStrictEqual([]);
  });

  test('of an instance that has closed, or goes on in a later run, is not overdue', () => {
    const closed: Row = { ...open(), status: 'closed', outcome: 'succeeded', closedAt: at(-2) };
    for (const instance of [closed, open({ run: 2 })])
      expect(steps(waitTimer(due, at(-1)), [instance, due])).toStrictEqual([
        { step: 'moveWait', wait: due, to: undefined },
      ]);
  });

  test('that a newer wait has left behind is not overdue', () => {
    const member = wait({
      key: 'WAIT#Preparing/Cleaned',
      member: 'Cleaned',
      token: 'm',
      state: 'Preparing',
      dues: [{ state: 'Preparing', enteredAt: at(-30), at: at(-1) }],
    });
    const newer = wait({ token: 't2', order: `0001#0000#${at(-20)}#0000` });
    expect(steps(waitTimer(member, at(-1)), [open(), member, newer])).toStrictEqual([
      { step: 'moveWait', wait: member, to: undefined },
    ]);
  });

  test("is nobody's business when another wait stands in its place", () => {
    expect(steps(waitTimer(due, at(-1)), [open(), wait({ token: 't2', dues: [DUE] })])).toStrictEqual([]);
  });
});

describe('a wait with several soft deadlines', () => {
  const around = { state: 'Selling', enteredAt: at(-300), at: at(-5) };
  const later = { state: 'Year', enteredAt: at(-600), at: at(30) };

  test('has each reported once, with the visit of its own state, and is looked at for the next', () => {
    const all = wait({ dues: [DUE, around, later], deadline: at(60) });
    expect(steps(waitTimer(all, at(-5)), [open(), all])).toStrictEqual([
      report(`On sale#${at(-30)}`),
      report(`Selling#${at(-300)}`),
      { step: 'moveWait', wait: all, to: at(30) },
    ]);
  });

  test('has none reported again that a wait before it had', () => {
    const both = wait({ dues: [DUE, around] });
    const told = open({ overdue: [`Selling#${at(-300)}`] });
    expect(steps(waitTimer(both, at(-5)), [told, both])).toStrictEqual([
      report(`On sale#${at(-30)}`),
      { step: 'moveWait', wait: both, to: undefined },
    ]);
  });

  test('has those of its items reported under their keys', () => {
    const item = { state: 'Packed', value: {} };
    const items = {
      '4711': { ...item, since: at(-20), due: at(-2) },
      '4712': { ...item, since: at(-10), due: at(5) },
    };
    const each = {
      items: '[]',
      key: '$item',
      match: 'detail.key',
      opens: [],
      initial: 'Packed',
      states: [],
      closes: true,
    };
    const lines = wait({
      state: 'Lines',
      wait: { place: 'Lines', level: 0, awaits: [], each },
      memories: [{ items }],
    });
    expect(steps(waitTimer(lines, at(-2)), [open(), lines])).toStrictEqual([
      report(`Lines/4711#${at(-20)}`),
      { step: 'moveWait', wait: lines, to: at(5) },
    ]);
  });
});

describe('a decision wait', () => {
  const decide = { kind: 'routes', routes: [] } as const;
  const deciding = { place: 'On sale', level: 0, awaits: [], decide };

  test('that is older than a minute is answered, and looked at again in an hour', () => {
    const left = wait({ wait: deciding, order: `0001#0000#${at(-1)}#0000` });
    expect(steps(waitTimer(left, at(0)), [open(), left])).toStrictEqual([
      { step: 'answer', wait: left },
      { step: 'moveWait', wait: left, to: at(60) },
    ]);
  });

  test('that was put a moment ago is the business of the stream', () => {
    const fresh = wait({
      wait: deciding,
      order: `0001#0000#${at(-0.5)}#0000`,
      dues: [{ ...DUE, at: at(1) }],
    });
    expect(steps(waitTimer(fresh, at(0)), [open(), fresh])).toStrictEqual([
      { step: 'moveWait', wait: fresh, to: at(1) },
    ]);
  });
});

describe('a wait whose deadline has passed', () => {
  test("is the machine's business for two minutes", () => {
    const late = wait({ deadline: at(-1) });
    expect(steps(waitTimer(late, at(-1)), [open(), late])).toStrictEqual([]);
  });

  test('has its execution looked at after that, and again in an hour', () => {
    const late = wait({ deadline: at(-3) });
    const instance = open();
    expect(steps(waitTimer(late, at(-3)), [instance, late])).toStrictEqual([
      { step: 'check', instance },
      { step: 'moveWait', wait: late, to: at(60) },
    ]);
  });
});

describe('a used wait whose deadline has passed', () => {
  test('loses its timer: whoever follows has one of its own', () => {
    const used = wait({ deadline: at(-3) });
    const consumed: Row = {
      ...EVENT,
      ...{ kind: 'event', status: 'consumed', identity: 'e2', name: 'Car Sold', putBack: 0, run: 1 },
      ...{ time: at(-1), receivedAt: at(-1), settledAt: at(-1), waitHash: hashOf('t1') },
    };
    expect(steps(waitTimer(used, at(-3)), [open(), used, consumed])).toStrictEqual([
      { step: 'moveWait', wait: used, to: undefined },
    ]);
  });
});

describe('an open instance', () => {
  test('has its execution looked at, and again in a day', () => {
    const instance = open();
    const timer: LifeTimer = { ...WHOSE, kind: 'instance', timerAt: at(0), execution: '7' };
    expect(steps(timer, [instance])).toStrictEqual([
      { step: 'check', instance },
      { step: 'moveInstance', instance, to: at(24 * 60) },
    ]);
  });

  test('that another sweep has just looked at is left alone', () => {
    const timer: LifeTimer = { ...WHOSE, kind: 'instance', timerAt: at(-5), execution: '7' };
    expect(steps(timer, [open()])).toStrictEqual([]);
  });
});

describe('an entry of the index', () => {
  test('is a wait or an instance', () => {
    const keys = { instance: 'car#7', timer: '3', timerAt: at(0), run: 1, redrive: 0 };
    expect(parseTimer({ ...keys, key: 'WAIT#', token: 't1', state: 'On sale', due: at(0) })).toStrictEqual({
      kind: 'wait',
      instance: 'car#7',
      key: 'WAIT#',
      token: 't1',
      run: 1,
      redrive: 0,
      timerAt: at(0),
    });
    expect(parseTimer({ ...keys, key: 'INSTANCE', execution: '7', status: 'open' })).toStrictEqual({
      kind: 'instance',
      instance: 'car#7',
      execution: '7',
      run: 1,
      redrive: 0,
      timerAt: at(0),
    });
    expect(() => parseTimer({ ...keys, key: 'EVENT#1' })).toThrow();
  });
});
