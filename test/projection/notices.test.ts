import { describe, expect, test } from '@jest/globals';
import { itemOf } from '../../lib/projection/parse-row.ts';
import { floodNotice, windowAt, windowKey, windowTimer } from '../../lib/projection/flood.ts';
import { admit, CAP, groupsOf } from '../../lib/projection/notice-cap.ts';
import { detailOf, MAX_DETAIL_BYTES } from '../../lib/projection/notice-detail.ts';
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
      instance: 'car#!uncorrelated#0123456789abcdef',
      correlationId: '!uncorrelated#0123456789abcdef',
      status: 'ambiguous',
    };
    expect(noticesOf({ before: undefined, after: itemOf(row) }, NOW)[0]?.detail).not.toHaveProperty(
      'correlationId',
    );
  });

  test.each(['!7', '!uncorrelated#7'])('of an instance whose id is %s is told with that', (correlationId) => {
    const row: DeviatingEvent = { ...late, instance: `car#${correlationId}`, correlationId };
    expect(noticesOf({ before: undefined, after: itemOf(row) }, NOW)[0]?.detail).toMatchObject({
      correlationId,
    });
  });
});

describe('an instance', () => {
  test('that was closed by hand tells the reason', () => {
    const byHand: ClosedInstance = { ...closed, error: 'ClosedByHand', reason: 'The customer rang up.' };
    const [notice] = noticesOf({ before: itemOf(open), after: itemOf(byHand) }, NOW);
    expect(notice?.detail).toMatchObject({ error: 'ClosedByHand', reason: 'The customer rang up.' });
  });

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

describe('what the sweep warns of', () => {
  const warned = (...warnings: string[]) => ({ ...open, redrive: 2, warned: warnings });

  test('is told once for each generation: that Step Functions is going to end it', () => {
    const after = warned('year-end#1.0', 'year-end#1.2');
    const notices = noticesOf({ before: itemOf(warned('year-end#1.0')), after: itemOf(after) }, NOW);
    expect(notices).toStrictEqual([
      {
        detailType: 'Choreography Deviation',
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        choreography: 'car',
        time: '2026-11-21T12:34:56.000Z',
        deviation: 'year-end',
        detail: {
          correlationId: '7',
          run: 1,
          endsAt: '2027-11-21T10:00:00.000Z',
          reason:
            'It was opened on 21 November 2026 at 10:00:00 UTC, and Step Functions ends every execution after a year, this one about 21 November 2027 at 10:00:00 UTC.',
        },
      },
    ]);
    expect(noticesOf({ before: itemOf(after), after: itemOf({ ...after, ttl: 2 }) }, NOW)).toStrictEqual([]);
  });

  test('is told with the command that mends it: a redrive that was begun and not made', () => {
    const after = {
      ...warned('unfinished-redrive#1.2'),
      instance: "car#o'clock 7",
      correlationId: "o'clock 7",
    };
    expect(noticesOf({ before: undefined, after: itemOf(after) }, NOW)).toMatchObject([
      {
        deviation: 'unfinished-redrive',
        detail: {
          correlationId: "o'clock 7",
          command: "choreo redrive car 'o'\\''clock 7'",
          reason:
            "Redrive 2 of run 1 was begun, but its execution has not been redriven. The same command again mends it: choreo redrive car 'o'\\''clock 7'",
        },
      },
    ]);
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
  const NOTHING = { admitted: [], over: false };
  const WINDOW = { choreography: 'car', deviation: 'orphan', from: '2026-11-21T12:00:00.000Z' };

  test('is counted by choreography, kind and five minutes', () => {
    const groups = groupsOf([...many(2), ...many(1, '2026-11-21T12:05:00.000Z')]);
    expect(groups.map(({ notices, ...window }) => [window, notices.length])).toStrictEqual([
      [WINDOW, 2],
      [{ ...WINDOW, from: '2026-11-21T12:05:00.000Z' }, 1],
    ]);
  });

  test('is told up to the cap', () => {
    const [group] = groupsOf(many(CAP + 5));
    const { told, fresh, withheld } = admit(group!, NOTHING);
    expect(told.map(({ id }) => id)).toStrictEqual(many(CAP).map(({ id }) => id));
    expect(fresh).toStrictEqual(told.map(({ id }) => id));
    expect(withheld.map(({ id }) => id)).toStrictEqual(['n100', 'n101', 'n102', 'n103', 'n104']);
  });

  test('lets through again what it has let through before, and nothing else once it is full', () => {
    const [group] = groupsOf(many(2));
    const others = Array.from({ length: CAP - 1 }, (_, index) => `x${index}`);
    expect(admit(group!, { admitted: ['n1', ...others], over: true })).toStrictEqual({
      told: [many(2)[1]],
      fresh: [],
      withheld: [many(2)[0]],
    });
  });

  test('takes one place for what a batch tells twice', () => {
    const [group] = groupsOf([...many(1), ...many(1)]);
    expect(admit(group!, NOTHING)).toMatchObject({ fresh: ['n0'], withheld: [] });
  });

  test('has one line in the end, with the number of all, and always the same id', () => {
    const line = floodNotice(WINDOW, { count: 12431, atLeast: false });
    expect(line).toStrictEqual({
      detailType: 'Choreography Deviation',
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      choreography: 'car',
      time: '2026-11-21T12:05:00.000Z',
      deviation: 'many',
      detail: {
        of: 'orphan',
        count: 12431,
        from: '2026-11-21T12:00:00.000Z',
        until: '2026-11-21T12:05:00.000Z',
        reason:
          '12,431 deviations "orphan" between 21 November 2026 at 12:00:00 UTC and 21 November 2026 at 12:05:00 UTC: the first 100 were told one by one, the others are in the table only.',
      },
    });
    const more = floodNotice(WINDOW, { count: 12500, atLeast: true });
    expect([more.id, more.detail['reason']]).toStrictEqual([
      line.id,
      expect.stringMatching(/^More than 12,500 deviations/),
    ]);
    expect(floodNotice({ ...WINDOW, deviation: 'late' }, { count: 101, atLeast: false }).id).not.toBe(
      line.id,
    );
  });

  test('has a row of its own, which the sweep finds a minute after the window', () => {
    const { instance, key } = windowKey(WINDOW);
    expect([instance, key]).toStrictEqual(['car#!notices', 'NOTICES#orphan#2026-11-21T12:00:00.000Z']);
    expect(windowAt(instance, key)).toStrictEqual(WINDOW);
    expect(windowTimer(WINDOW)).toStrictEqual({
      timer: expect.stringMatching(/^[0-7]$/),
      timerAt: '2026-11-21T12:06:00.000Z',
    });
    expect(windowAt('car#7', key)).toBeUndefined();
    expect(windowAt(instance, 'INSTANCE')).toBeUndefined();
  });
});

describe('what goes onto the bus', () => {
  test('is an event whose detail says what it is about', () => {
    const [notice] = noticesOf({ before: itemOf(held), after: itemOf(late) }, NOW);
    expect(JSON.parse(detailOf(notice!))).toMatchObject({
      ...{ id: notice?.id, choreography: 'car', deviation: 'late' },
      ...{ correlationId: '7', event: 'Car Sold' },
    });
  });

  test('has its longest texts cut: a flood of labels, or a reason of a megabyte, must not keep it from being told', () => {
    const labels = { note: 'ä'.repeat(400_000), total: 3 };
    const [notice] = noticesOf({ before: itemOf(open), after: itemOf({ ...closed, labels }) }, NOW);
    const text = detailOf(notice!);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_DETAIL_BYTES);
    expect(detailOf(notice!)).toBe(text);
    expect(JSON.parse(text)).toMatchObject({
      id: notice?.id,
      outcome: 'failed',
      labels: { note: expect.stringMatching(/^ä+…\[\d+ characters cut\]$/), total: 3 },
    });
  });
});
