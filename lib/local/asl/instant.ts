const EXTENDED = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** Epoch milliseconds of an ISO 8601 date-time with an offset, as AWS accepts it; undefined of anything else. */
export function instantOf(text: string): number | undefined {
  const found = EXTENDED.exec(text);
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const real = month >= 1 && month <= 12 && day >= 1 && day <= lastDay && hour < 24 && minute < 60;
  if (!real || second > 59) return undefined;
  const instant = Date.UTC(year, month - 1, day, hour, minute, Number.isNaN(second) ? 0 : second);
  return instant + Number(found[7] ?? 0) * 1000 - offsetOf(found[8] ?? 'Z');
}

export function isTimestamp(text: string): boolean {
  return instantOf(text) !== undefined;
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}
