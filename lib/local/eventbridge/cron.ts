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

type Allowed = ReadonlySet<number>;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;
const LAST_READ = 9999;
const DAY = 86_400_000;

export function parseCron(text: string): Cron | undefined {
  const fields = text.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields;
  if (fields.length !== 6 || (day === '?') === (weekday === '?')) return undefined;
  const minutes = parseField(minute, 0, 59, []);
  const hours = parseField(hour, 0, 23, []);
  const isDay = day === '?' ? weekdayRule(weekday) : dayRule(day);
  const months = parseField(month, 1, 12, MONTHS);
  // EventBridge takes later years than it says; they never come.
  const years = parseField(year, FIRST_YEAR, LAST_READ, []);
  return minutes && hours && isDay && months && years ? { minutes, hours, isDay, months, years } : undefined;
}

function dayRule(text: string): DayRule | undefined {
  const special = specialDay(text.toUpperCase());
  if (special !== undefined) return special;
  const days = parseField(text, 1, 31, []);
  return days && ((date) => days.has(date.getUTCDate()));
}

function weekdayRule(text: string): DayRule | undefined {
  const special = specialWeekday(text.toUpperCase(), (each) => numberIn(each, 1, WEEKDAYS));
  if (special !== undefined) return special;
  const weekdays = parseField(text, 1, 7, WEEKDAYS);
  return weekdays && ((date) => weekdays.has(date.getUTCDay() + 1));
}

/** `*`, `5`, `1-5`, `MON-FRI`, `0/15` and lists of them. A range may go on from the beginning: `20-2`, `FRI-MON`. */
function parseField(
  text: string,
  least: number,
  most: number,
  names: readonly string[],
): Allowed | undefined {
  const allowed = new Set<number>();
  for (const part of text.split(',')) {
    const [, from = '', to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
    const start = from === '*' ? least : numberIn(from, least, names);
    const end =
      to === undefined ? (from === '*' || step !== undefined ? most : start) : numberIn(to, least, names);
    const every = step === undefined ? 1 : Number(step);
    if (![start, end].every((value) => value >= least && value <= most) || every < 1) return undefined;
    const count = most - least + 1;
    const last = start <= end ? end : end + count;
    for (let value = start; value <= last; value += every) allowed.add(value > most ? value - count : value);
  }
  return allowed;
}

/** NaN for what is neither a number nor a name. */
function numberIn(text: string, least: number, names: readonly string[]): number {
  if (/^\d+$/.test(text)) return Number(text);
  const index = names.indexOf(text.toUpperCase());
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
