/**
 * EventBridge's cron: minutes, hours, day of the month, month, day of the week (1 is Sunday), year; in UTC. One of the
 * two days has to be `?`. `L`, `W` and `#` are refused.
 */
export type Cron = {
  readonly minutes: Allowed;
  readonly hours: Allowed;
  readonly days: Allowed;
  readonly months: Allowed;
  readonly weekdays: Allowed;
  readonly years: Allowed;
};

type Allowed = ReadonlySet<number>;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;
const DAY = 86_400_000;

export function parseCron(text: string): Cron | undefined {
  const fields = text.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields;
  if (fields.length !== 6 || (day === '?') === (weekday === '?')) return undefined;
  const minutes = parseField(minute, 0, 59, []);
  const hours = parseField(hour, 0, 23, []);
  const days = parseField(day === '?' ? '*' : day, 1, 31, []);
  const months = parseField(month, 1, 12, MONTHS);
  const weekdays = parseField(weekday === '?' ? '*' : weekday, 1, 7, WEEKDAYS);
  const years = parseField(year, FIRST_YEAR, LAST_YEAR, []);
  return minutes && hours && days && months && weekdays && years
    ? { minutes, hours, days, months, weekdays, years }
    : undefined;
}

/** `*`, `5`, `1-5`, `MON-FRI`, `0/15` and lists of them. */
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
    if (!(start >= least && end <= most && start <= end && every >= 1)) return undefined;
    for (let value = start; value <= end; value += every) allowed.add(value);
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
  return (
    cron.years.has(date.getUTCFullYear()) &&
    cron.months.has(date.getUTCMonth() + 1) &&
    cron.days.has(date.getUTCDate()) &&
    cron.weekdays.has(date.getUTCDay() + 1)
  );
}
