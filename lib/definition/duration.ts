const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

const SHORT = /^(\d+)([smhdw])$/;
const ISO = /^P(?=\d|T)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** What a duration may look like, for messages. */
export const DURATION_FORMS = '30s, 15m, 2h, 3d, 1w or ISO 8601 such as PT1H30M';

export const MAX_DEADLINE = 365 * UNIT_MS.d;

/** Milliseconds of `30s 15m 2h 3d 1w` or ISO 8601 (weeks to whole seconds); undefined where it is neither. */
export function parseDuration(text: string): number | undefined {
  const short = SHORT.exec(text);
  if (short !== null) return Number(short[1]) * UNIT_MS[unitOf(short[2])];
  const iso = ISO.exec(text);
  if (iso === null) return undefined;
  const [weeks, days, hours, minutes, seconds] = iso
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return (
    (weeks ?? 0) * UNIT_MS.w +
    (days ?? 0) * UNIT_MS.d +
    (hours ?? 0) * UNIT_MS.h +
    (minutes ?? 0) * UNIT_MS.m +
    (seconds ?? 0) * UNIT_MS.s
  );
}

function unitOf(letter: string | undefined): keyof typeof UNIT_MS {
  switch (letter) {
    case 'm':
    case 'h':
    case 'd':
    case 'w':
      return letter;
    default:
      return 's';
  }
}
