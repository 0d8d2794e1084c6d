import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detailAt } from '../../lib/cli/dated.ts';
import { readEventFile, type EventFile } from '../../lib/cli/event-file.ts';

function read(content: unknown): EventFile {
  const folder = mkdtempSync(join(tmpdir(), 'events-'));
  try {
    const file = join(folder, 'events.json');
    writeFileSync(file, JSON.stringify(content));
    return readEventFile(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const event = { source: 's', detailType: 'A', detail: {} };

describe('the pause after an event', () => {
  test.each([
    [undefined, 0],
    [2.5, 2.5],
    ['7', 7],
    ['90s', 90],
    ['3d', 259_200],
    ['PT1H', 3_600],
  ])('%p is %p seconds', (wait, seconds) => {
    expect(read({ events: [{ ...event, wait }] }).events[0]?.wait).toBe(seconds);
  });

  test.each(['soon', '-1', '400d', -2, true])('%p is refused', (wait) => {
    expect(() => read({ events: [{ ...event, wait }] })).toThrow(
      'it must be a number of seconds, such as 5 or "2.5", or a duration, such as "30m" or "3d"; at most a year.',
    );
  });
});

describe('what tasks come to', () => {
  test('is given by state, one answer a visit', () => {
    const tasks = { Charge: [{ error: 'Card.Declined', cause: 'limit' }, { result: { ok: true } }] };
    expect(read({ events: [event], tasks }).tasks).toEqual(tasks);
  });

  test.each([{}, { result: 1, error: 'E' }])('%p is neither a result nor an error', (answer) => {
    expect(() => read({ events: [event], tasks: { Charge: [answer] } })).toThrow(
      'it must be an object with either "result" or "error".',
    );
  });
});

describe('instants in details', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');

  test.each([
    ['{now}', '2026-11-21T10:00:00.000Z'],
    ['{now+3d}', '2026-11-24T10:00:00.000Z'],
    ['{now-90s}', '2026-11-21T09:58:30.000Z'],
    ['{now+PT30M}', '2026-11-21T10:30:00.000Z'],
    ['due {now}', 'due {now}'],
    ['{now+soon}', '{now+soon}'],
  ])('%p becomes %p', (text, instant) => {
    expect(detailAt({ detail: { a: [{ b: text }], c: 1, d: null } }, now)).toEqual({
      a: [{ b: instant }],
      c: 1,
      d: null,
    });
  });
});
