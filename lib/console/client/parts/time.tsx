import { inWords } from '../../../layout/durations.ts';
import { useNow } from '../live.ts';

const EXACT = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'full',
  timeStyle: 'medium',
});
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

export type TimeForm = 'ago' | 'since' | 'due' | 'until' | 'clock';

/** An instant as people say it; the exact one on hover and for machines. */
export function Time({ at, form }: { at: string; form: TimeForm }) {
  const now = useNow();
  const instant = Date.parse(at);
  if (Number.isNaN(instant)) return null;
  return (
    <time dateTime={at} title={EXACT.format(instant)}>
      {said(instant, form, now)}
    </time>
  );
}

function said(instant: number, form: TimeForm, now: number): string {
  const passed = now - instant;
  switch (form) {
    case 'ago':
      return passed < 1_000 ? 'just now' : `${brief(passed)} ago`;
    case 'since':
      return brief(passed);
    case 'due':
      return passed > 0 ? `overdue by ${brief(passed)}` : `due in ${brief(-passed)}`;
    case 'until':
      return passed > 0 ? 'until somebody looks at it' : `for another ${brief(-passed)}`;
    case 'clock': {
      const today = new Date(now).toDateString() === new Date(instant).toDateString();
      return today ? CLOCK.format(instant) : `${DAY.format(instant)} ${CLOCK.format(instant)}`;
    }
  }
}

/** The second unit matters for days only: `2 d 4 h`, but `12 min`. */
export function brief(milliseconds: number): string {
  const words = inWords(milliseconds);
  return / (?:d|y) /u.test(words) || /^[12] h /u.test(words) ? words : words.replace(/^(\d+ \w+) .*$/u, '$1');
}
