import { describe, expect, test } from '@jest/globals';
import { itemOf } from '../../lib/projection/parse-row.ts';
import { admit, CAP, detailOf, groupsOf } from '../../lib/projection/notice-cap.ts';
import { noticesOf } from '../../lib/projection/notices.ts';
import type { DeviationNotice } from '../../lib/projection/notices.ts';
import type { ClosedInstance, DeviatingEvent, HeldEvent, OpenInstance } from '../../lib/projection/rows.ts';

const WHOSE = { instance: 'car#7', choreography: 'car', correlationId: '7', ttl: 1 };
const NOW = Date.parse('2026-11-21T12:34:56.000Z');

const held: HeldEvent = {
  ...WHOSE,
  kind: 'event',
  status: 'held',
  identity: 'e2',
  name: 'Car Sold',
  time: '2026-11-21T12:00:00.000Z',
  receivedAt: '2026-11-21T12:00:01.000Z',
  putBack: 0,
  payload: '{"secret":1}',
  hold: 0,
};
const late: DeviatingEvent = {
  ...held,
  status: 'late',
  settledAt: '2026-11-21T12:00:02.000Z',
  reason: 'The instance had ended.',
};
const open: OpenInstance = {
  ...WHOSE,
  kind: 'instance',
  status: 'open',
  run: 1,
  redrive: 0,
  openedBy: 'e1',
  openedAt: '2026-11-21T10:00:00.000Z',
  execution: '7',
  overdue: [],
  labels: {},
};
const closed: ClosedInstance = {
  ...open,
  status: 'closed',
  outcome: 'failed',
  closedAt: '2026-11-21T12:00:00.500Z',
  lastState: 'Rejected',
  error: 'Rejected',
};

describe('an action that failed', () => {
  test('is told as what the machine could not do, and no event', () => {
    const failed: DeviatingEvent = {
      ...late,
      status: 'failed-action',
      identity: '!failed-action#Packed: publish#2026-11-21T12:00:00.000Z',
      name: 'publish Order Shipped',
      reason: '"publish Order Shipped" failed in "Packed": EventBridge.ThrottlingException.',
      run: 1,
    };
    expect(noticesOf({ before: undefined, after: itemOf(failed) }, NOW)).toMatchObject([
      {
        detailType: 'Choreography Deviation',
        deviation: 'failed-action',
        detail: {
          correlationId: '7',
          run: 1,
          action: 'publish Order Shipped',
          reason: '"publish Order Shipped" failed in "Packed": EventBridge.ThrottlingException.',
        },
      },
    ]);
  });
});

describe('labels', () => {
  test('are in the closing notice, and their change alone is no news', () => {
    const labels = { 'Customer no.': 'C-7', total: 12.5, urgent: true };
    const [notice] = noticesOf({ before: itemOf(open), after: itemOf({ ...closed, labels }) }, NOW);
    expect(notice?.detail).toMatchObject({ labels });
    expect(noticesOf({ before: itemOf(open), after: itemOf({ ...open, labels }) }, NOW)).toEqual([]);
  });
});

describe('an event', () => {
  test('that deviates is told without its payload', () => {
    const [notice] = noticesOf({ before: itemOf(held), after: itemOf(late) }, NOW);
    expect(notice).toStrictEqual({
      detailType: 'Choreography Deviation',
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      choreography: 'car',
      time: '2026-11-21T12:00:02.000Z',
      deviation: 'late',
      detail: {
        correlationId: '7',
        event: 'Car Sold',
        identity: 'e2',
        eventTime: '2026-11-21T12:00:00.000Z',
        receivedAt: '2026-11-21T12:00:01.000Z',
        reason: 'The instance had ended.',
      },
    });
  });

  test('has the same id each time, and another once it was put back', () => {
    const id = (row: DeviatingEvent) => noticesOf({ before: undefined, after: itemOf(row) }, NOW)[0]?.id;
    expect(id(late)).toBe(id({ ...late, settledAt: '2026-11-21T13:00:00.000Z' }));
    expect(id(late)).not.toBe(id({ ...late, putBack: 1 }));
  });

  test('that deviated before, or does not, is not told', () => {
    expect(noticesOf({ before: itemOf(late), after: itemOf(late) }, NOW)).toStrictEqual([]);
    expect(noticesOf({ before: undefined, after: itemOf(held) }, NOW)).toStrictEqual([]);
    expect(noticesOf({ before: itemOf(late), after: undefined }, NOW)).toStrictEqual([]);
  });

  test('that belongs to nobody is told without a correlation id', () => {
    const row: DeviatingEvent = {
      ...late,
      instance: 'car#!uncorrelated#abc',
      correlationId: '!uncorrelated#abc',
      status: 'uncorrelated',
    };
    expect(noticesOf({ before: undefined, after: itemOf(row) }, NOW)[0]?.detail).not.toHaveProperty(
      'correlationId',
    );
  });
});

describe('an instance', () => {
  test('that closes is told with how it ended and how long it took', () => {
    const [notice] = noticesOf({ before: itemOf(open), after: itemOf(closed) }, NOW);
    expect(notice).toMatchObject({
      detailType: 'Choreography Instance Closed',
      time: '2026-11-21T12:00:00.500Z',
      detail: {
        correlationId: '7',
        run: 1,
        outcome: 'failed',
        openedAt: '2026-11-21T10:00:00.000Z',
        closedAt: '2026-11-21T12:00:00.500Z',
        durationSeconds: 7201,
        lastState: 'Rejected',
        error: 'Rejected',
      },
    });
    expect(noticesOf({ before: itemOf(closed), after: itemOf(closed) }, NOW)).toStrictEqual([]);
  });

  test('that opens is not', () => {
    expect(noticesOf({ before: undefined, after: itemOf(open) }, NOW)).toStrictEqual([]);
  });

  test('is told overdue once for each visit of a state', () => {
    const visit = 'Stage #2#2026-11-21T11:00:00.000Z';
    const once = { ...open, overdue: [visit] };
    const [notice, ...others] = noticesOf({ before: itemOf(open), after: itemOf(once) }, NOW);
    expect(others).toStrictEqual([]);
    expect(notice).toMatchObject({
      deviation: 'overdue',
      time: '2026-11-21T12:34:56.000Z',
      detail: {
        correlationId: '7',
        run: 1,
        state: 'Stage #2',
        since: '2026-11-21T11:00:00.000Z',
        reason: '"Stage #2" is overdue.',
      },
    });
    expect(noticesOf({ before: itemOf(once), after: itemOf({ ...once, ttl: 2 }) }, NOW)).toStrictEqual([]);
  });
});

describe('a flood of deviations', () => {
  const many = (count: number, time = '2026-11-21T12:01:00.000Z'): DeviationNotice[] =>
    Array.from({ length: count }, (_, index) => ({
      detailType: 'Choreography Deviation',
      id: `n${index}`,
      choreography: 'car',
      time,
      deviation: 'orphan',
      detail: {},
    }));
  const NOTHING = { admitted: [], summarised: false };

  test('is counted by choreography, kind and five minutes', () => {
    const groups = groupsOf([...many(2), ...many(1, '2026-11-21T12:05:00.000Z')]);
    expect(
      groups.map(({ choreography, deviation, from, notices }) => [
        choreography,
        deviation,
        from,
        notices.length,
      ]),
    ).toStrictEqual([
      ['car', 'orphan', '2026-11-21T12:00:00.000Z', 2],
      ['car', 'orphan', '2026-11-21T12:05:00.000Z', 1],
    ]);
  });

  test('is told up to the cap, and once that there is more', () => {
    const [group] = groupsOf(many(CAP + 5));
    const { told, summary } = admit(group!, NOTHING);
    expect(told.map(({ id }) => id)).toStrictEqual(many(CAP).map(({ id }) => id));
    expect(summary?.detail).toStrictEqual({
      of: 'orphan',
      from: '2026-11-21T12:00:00.000Z',
      until: '2026-11-21T12:05:00.000Z',
      reason:
        'More than 100 deviations "orphan" between 2026-11-21T12:00:00.000Z and 2026-11-21T12:05:00.000Z; the others are in the table only.',
    });
    expect(admit(group!, { admitted: told.map(({ id }) => id), summarised: true }).summary).toBeUndefined();
  });

  test('lets through again what it has let through before', () => {
    const [group] = groupsOf(many(2));
    const full = {
      admitted: ['n1', ...Array.from({ length: CAP }, (_, index) => `x${index}`)],
      summarised: true,
    };
    expect(admit(group!, full)).toMatchObject({ told: [{ id: 'n1' }], summary: undefined });
  });

  test('is an event whose detail says what it is about', () => {
    expect(JSON.parse(detailOf(many(1)[0]!))).toStrictEqual({
      id: 'n0',
      choreography: 'car',
      deviation: 'orphan',
    });
  });
});
