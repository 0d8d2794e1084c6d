/** What a cron expression says of days, where it is more than a list of numbers. Months and weekdays as in `Date`. */
export type DayRule = (date: Date) => boolean;

/**
 * `L`: the last day of the month; `L-2`: the second one before it; `15W`: the weekday nearest to the 15th, in the same
 * month; `LW`, `L-2W`: the nearest to those.
 */
export function specialDay(text: string): DayRule | undefined {
  const [, last, before = '0', day, nearest] = /^(?:(L)(?:-(\d{1,2}))?|(\d{1,2})(?=W))(W)?$/.exec(text) ?? [];
  const given = Number(day ?? before);
  if (last === undefined ? !(day !== undefined && given >= 1 && given <= 31) : given > 30) return undefined;
  return (date) => {
    const wanted = last === undefined ? given : lastDayOf(date) - given;
    if (wanted < 1 || wanted > lastDayOf(date)) return false;
    return date.getUTCDate() === (nearest === undefined ? wanted : nearestWeekday(date, wanted));
  };
}

/** `6L`: the last Friday of the month; `6#2`: its second one; `L`: Saturday. `numberIn` reads a day's number or name. */
export function specialWeekday(text: string, numberIn: (text: string) => number): DayRule | undefined {
  if (text === 'L') return (date) => date.getUTCDay() === 6;
  const [, name = '', mark, nth] = /^(\w+?)(?:(L)|#([1-5]))$/.exec(text) ?? [];
  const weekday = numberIn(name) - 1;
  if (!(weekday >= 0 && weekday <= 6)) return undefined;
  const isIt =
    mark === 'L'
      ? (date: Date) => date.getUTCDate() > lastDayOf(date) - 7
      : (date: Date) => Math.ceil(date.getUTCDate() / 7) === Number(nth);
  return (date) => date.getUTCDay() === weekday && isIt(date);
}

function lastDayOf(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

function nearestWeekday(within: Date, day: number): number {
  const weekday = new Date(Date.UTC(within.getUTCFullYear(), within.getUTCMonth(), day)).getUTCDay();
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === lastDayOf(within) ? day - 2 : day + 1;
  return day;
}
