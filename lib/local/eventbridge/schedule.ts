import { nextOf, parseCron } from './cron.ts';

/** When a rule on a schedule comes next, after an instant. Undefined: never again. */
export type Schedule = { readonly next: (after: number) => number | undefined };

const UNITS = new Map([
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
]);

const MOST = 2 ** 31 - 1;

/** `rate(5 minutes)` or `cron(0 12 * * ? *)`, in UTC. Rates count from `since`. Undefined for what is neither. */
export function parseSchedule(text: string, since: number): Schedule | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(text);
  if (rate !== null) {
    const [, count = '', unit = '', plural] = rate;
    const number = Number(count);
    const every = number * (UNITS.get(unit) ?? 0);
    // EventBridge takes "1 minute" and "5 minutes", not the other way round.
    if (number === 0 || number > MOST || (number === 1) !== (plural === '')) return undefined;
    return { next: (after) => since + (Math.floor((after - since) / every) + 1) * every };
  }
  const fields = /^cron\((.*)\)$/.exec(text)?.[1];
  const cron = fields === undefined ? undefined : parseCron(fields);
  return cron === undefined ? undefined : { next: (after) => nextOf(cron, after) };
}
