import type { ConsumedEvent, HeldEvent, OpenInstance, SentEvent } from '../../lib/projection/rows.ts';

export const WHOSE = { instance: 'car#7', choreography: 'car', correlationId: '7', ttl: 1_900_000_000 };

export const HELD: HeldEvent = {
  ...WHOSE,
  kind: 'event',
  status: 'held',
  identity: 'e1',
  name: 'Car Sold',
  time: '2026-11-21T12:00:00.000Z',
  receivedAt: '2026-11-21T12:00:01.000Z',
  putBack: 0,
  payload: '{"detail":{"id":"7"}}',
  hold: 300_000,
};

export const SENT: SentEvent = {
  ...HELD,
  status: 'sent',
  mark: {
    kind: 'deliver',
    by: 'event:e1',
    since: '2026-11-21T12:00:02.000Z',
    run: 1,
    waitHash: 'hash-1',
    wait: 'WAIT#',
    state: 'On sale',
    to: 'Sold',
  },
};

export const CONSUMED: ConsumedEvent = {
  ...WHOSE,
  kind: 'event',
  status: 'consumed',
  identity: 'e1',
  name: 'Car Sold',
  time: '2026-11-21T12:00:00.000Z',
  receivedAt: '2026-11-21T12:00:01.000Z',
  putBack: 0,
  settledAt: '2026-11-21T12:00:03.000Z',
  run: 1,
  waitHash: 'abc',
};

export const OPEN: OpenInstance = {
  ...WHOSE,
  kind: 'instance',
  status: 'open',
  run: 1,
  redrive: 0,
  openedBy: 'e0',
  openedAt: '2026-11-21T11:00:00.000Z',
  execution: '7',
  overdue: [],
  labels: {},
  timerAt: '2026-11-21T12:00:00.000Z',
};

/** A WAIT row as an execution puts it. */
export const WAIT_ITEM = {
  instance: 'car#7',
  key: 'WAIT#',
  choreography: 'car',
  correlationId: '7',
  token: 'token-1',
  order: '0001#0000#2026-11-21T11:30:00.000Z#0000',
  run: 1,
  redrive: 0,
  state: 'On sale',
  enteredAt: '2026-11-21T11:30:00.000Z',
  due: '2026-11-21T11:45:00.000Z',
  awaits: '[]',
  anticipates: '[]',
  policies: '{}',
  version: 'v1',
  standing: 'car#3',
  timer: '3',
  timerAt: '2026-11-21T11:45:00.000Z',
  ttl: 1_900_000_000,
};
