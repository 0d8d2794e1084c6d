/** `2026-11-21`, `2026-11-21T09:30:00.5+01:00`; without a zone it is UTC, wherever this runs. */
const ISO =
  /^(?<day>[+-]?\d{4,6}-\d\d-\d\d)(?:T(?<clock>\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)(?<zone>Z|[+-]\d\d:?\d\d)?)?$/i;

/** Epoch milliseconds, from milliseconds or ISO 8601; undefined for anything else. */
export function instantFrom(value: unknown): number | undefined {
  const at = typeof value === 'number' ? Math.floor(value) : written(value);
  return Number.isNaN(new Date(at).getTime()) ? undefined : at;
}

function written(value: unknown): number {
  if (typeof value !== 'string') return NaN;
  const parts = ISO.exec(value)?.groups;
  if (parts === undefined) return NaN;
  const { day, clock, zone } = parts;
  if (day === undefined || clock === undefined) return Date.parse(value);
  const offset = (zone ?? 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase();
  return Date.parse(`${day}T${clock.replace(',', '.')}${offset}`);
}
