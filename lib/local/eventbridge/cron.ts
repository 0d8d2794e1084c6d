import { specialDay, specialWeekday, type DayRule } from './cron-days.ts';

/**
 * EventBridge's cron: minutes, hours, day of the month, month, day of the week (1 is Sunday), year; in UTC. One of the
 * two days has to be `?`.
 */
export type Cron = {
  readonly minutes: Allowed;
  readonly hours: Allowed;
  readonly isDay: DayRule;
  readonly months: Allowed;
  readonly years: Allowed;
};

type Allowed = { has(value: number): boolean };

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const LAST_YEAR = 2199;
const LARGEST = 2 ** 31 - 1;
const DAY = 86_400_000;

export function parseCron(text: string): Cron | undefined {
  const fields = text.toUpperCase().split(' ');
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields;
  if (fields.length !== 6 || (day === '?') === (weekday === '?')) return undefined;
  const minutes = parseField(minute, 0, 59, []);
  const hours = parseField(hour, 0, 23, []);
  const isDay = day === '?' ? weekdayRule(weekday) : dayRule(day);
  const months = parseField(month, 1, 12, MONTHS);
  // EventBridge takes earlier and later years than it says; those never come.
  const years = parseField(year, 0, LARGEST, []);
  return minutes && hours && isDay && months && years ? { minutes, hours, isDay, months, years } : undefined;
}

function dayRule(text: string): DayRule | undefined {
  const special = specialDay(text);
  if (special !== undefined) return special;
  // Behind a range EventBridge reads over a W.
  const days = text.includes('W') && !text.includes('-') ? undefined : parseField(text, 1, 31, []);
  return days && ((date) => days.has(date.getUTCDate()));
}

function weekdayRule(text: string): DayRule | undefined {
  const special = specialWeekday(text, (each) => numberIn(each, 1, WEEKDAYS));
  if (special !== undefined) return special;
  const weekdays = parseField(text, 1, 7, WEEKDAYS);
  return weekdays && ((date) => weekdays.has(date.getUTCDay() + 1));
}

type Span = { readonly first: number; readonly last: number; readonly every: number };

/**
 * `*`, `5`, `1-5`, `MON-FRI`, `0/15` and lists of them. A range of anything but years may go on from the beginning:
 * `20-2`, `FRI-MON`.
 */
function parseField(
  text: string,
  least: number,
  most: number,
  names: readonly string[],
): Allowed | undefined {
  const count = most - least + 1;
  const spans: Span[] = [];
  for (const part of text.split(',')) {
    const found = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\w+))?$/.exec(part);
    if (found === null) return undefined;
    const [, from, to, step] = found;
    const first = from === undefined ? least : numberIn(from, least, names);
    const open = from === undefined || step !== undefined ? most : first;
    const end = to === undefined ? open : numberIn(to, least, names);
    const every = step === undefined ? 1 : numberIn(step, 0, []);
    if (![first, end].every((value) => value >= least && value <= most) || !(every <= LARGEST))
      return undefined;
    if (end < first && most === LARGEST) return undefined;
    // EventBridge takes steps of nothing, and then goes no further.
    const last = every === 0 ? first : end < first ? end + count : end;
    spans.push({ first, last, every: Math.max(every, 1) });
  }
  const within = (value: number): boolean =>
    spans.some(({ first, last, every }) => value >= first && value <= last && (value - first) % every === 0);
  return { has: (value) => within(value) || within(value + count) };
}

/** NaN for what begins with neither a number nor a name; like EventBridge, this reads over what comes behind. */
function numberIn(text: string, least: number, names: readonly string[]): number {
  const digits = /^\d+/.exec(text)?.[0];
  if (digits !== undefined) return Number(digits);
  const index = names.findIndex((name) => text.startsWith(name));
  return index === -1 ? NaN : index + least;
}

/** The first instant after another one, in epoch milliseconds. */
export function nextOf(cron: Cron, after: number): number | undefined {
  const first = Math.floor(after / 60_000) * 60_000 + 60_000;
  for (let day = Math.floor(first / DAY) * DAY; new Date(day).getUTCFullYear() <= LAST_YEAR; day += DAY) {
    if (!isOn(cron, new Date(day))) continue;
    for (let at = Math.max(day, first); at < day + DAY; at += 60_000) {
      const date = new Date(at);
      if (cron.hours.has(date.getUTCHours()) && cron.minutes.has(date.getUTCMinutes())) return at;
    }
  }
  return undefined;
}

function isOn(cron: Cron, date: Date): boolean {
  return cron.years.has(date.getUTCFullYear()) && cron.months.has(date.getUTCMonth() + 1) && cron.isDay(date);
}
