import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseSchedule } from '../../../lib/local/eventbridge/schedule.ts';

const MINUTE = 60_000;
const DAYS = 9;

/** A part of a field beside what it means. */
type Part = { readonly text: string; readonly takes: (value: number) => boolean };

function field(least: number, most: number): fc.Arbitrary<Part> {
  const value = fc.integer({ min: least, max: most });
  const step = fc.integer({ min: 1, max: most });
  const within = (first: number, last: number, each: number): boolean =>
    first <= last ? each >= first && each <= last : each >= first || each <= last;
  /** How far behind the first value another one is, going on from the beginning. */
  const behind = (first: number, each: number): number =>
    each >= first ? each - first : each - first + most - least + 1;
  const part = fc.oneof(
    fc.constant<Part>({ text: '*', takes: () => true }),
    value.map((only): Part => ({ text: String(only), takes: (each) => each === only })),
    fc.tuple(value, value).map(([first, last]): Part => ({
      text: `${first}-${last}`,
      takes: (each) => within(first, last, each),
    })),
    fc.tuple(value, step).map(([first, by]): Part => ({
      text: `${first}/${by}`,
      takes: (each) => each >= first && (each - first) % by === 0,
    })),
    fc.tuple(value, value, step).map(([first, last, by]): Part => ({
      text: `${first}-${last}/${by}`,
      takes: (each) => within(first, last, each) && behind(first, each) % by === 0,
    })),
  );
  return fc.array(part, { minLength: 1, maxLength: 2 }).map((parts) => ({
    text: parts.map(({ text }) => text).join(),
    takes: (each) => parts.some(({ takes }) => takes(each)),
  }));
}

test('a cron expression comes next at the first minute that all of its fields take', () => {
  const start = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2028-12-31') });
  const fields = fc.tuple(field(0, 59), field(0, 23), field(1, 12), field(1, 7));
  fc.assert(
    fc.property(fields, start, ([minutes, hours, months, weekdays], after) => {
      const text = `cron(${minutes.text} ${hours.text} ? ${months.text} ${weekdays.text} *)`;
      const isIt = (at: number): boolean => {
        const date = new Date(at);
        return (
          minutes.takes(date.getUTCMinutes()) &&
          hours.takes(date.getUTCHours()) &&
          months.takes(date.getUTCMonth() + 1) &&
          weekdays.takes(date.getUTCDay() + 1)
        );
      };
      const next = parseSchedule(text, after)?.next(after) ?? NaN;
      expect(next).toBeGreaterThan(after);
      expect([next % MINUTE, isIt(next)]).toEqual([0, true]);
      const last = Math.min(next, after + DAYS * 24 * 60 * MINUTE);
      for (let at = Math.floor(after / MINUTE + 1) * MINUTE; at < last; at += MINUTE)
        if (isIt(at)) throw new Error(`${text} leaves ${new Date(at).toISOString()} out`);
    }),
    { numRuns: 300 },
  );
});

test('whatever a schedule says, it is refused or comes after now, in bearable time', () => {
  const piece = fc.constantFrom(...'0123456789*?,-/#LW SUNjan'.split(''), ' ', ' ', '1', '*', '?', 'MON');
  const cron = fc.array(piece, { minLength: 9, maxLength: 16 }).map((pieces) => `cron(${pieces.join('')})`);
  const rate = fc
    .tuple(fc.nat(), fc.constantFrom('minute', 'minutes', 'hours', 'days'))
    .map(([n, unit]) => `rate(${n} ${unit})`);
  const seen = { taken: 0 };
  fc.assert(
    fc.property(fc.oneof(cron, rate), (text) => {
      const schedule = parseSchedule(text, 0);
      if (schedule === undefined) return;
      seen.taken += 1;
      const next = schedule.next(0);
      if (next !== undefined) expect(next).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
  expect(seen.taken).toBeGreaterThan(100);
});
