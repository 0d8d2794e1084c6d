import { RETENTION_SECONDS } from '../definition/wire.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** ISO 8601 with milliseconds, as every row and message has it. */
export function isoOf(at: number): string {
  return new Date(at).toISOString();
}

export function millisOf(iso: string): number {
  return Date.parse(iso);
}

/** Epoch seconds at which a row written now may go. */
export function ttlFrom(now: number): number {
  return Math.floor(now / SECOND) + RETENTION_SECONDS;
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

/** As people say it: `1 March 2026 at 12:00:30 UTC`. */
export function dated(iso: string): string {
  const date = new Date(iso);
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${day} at ${date.toISOString().slice(11, 19)} UTC`;
}

/** As people say it: `5 minutes`, `2 days`. */
export function spoken(duration: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['day', 24 * HOUR],
    ['hour', HOUR],
    ['minute', MINUTE],
    ['second', SECOND],
  ];
  const [unit, size] = units.find(([, length]) => duration >= length && duration % length === 0) ?? [
    'second',
    SECOND,
  ];
  const count = duration / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
