/** Instants as texts. Many are of one second, whose text is made once. */

let last = { second: -1, text: '' };

/** `2026-01-31T12:00:00`, of the second in which that many epoch milliseconds are. */
function upToSecond(second: number): string {
  if (second !== last.second) last = { second, text: new Date(second * 1000).toISOString().slice(0, 19) };
  return last.text;
}

/** With milliseconds, as `Date`'s own. */
export function iso(instant: number): string {
  const second = Math.floor(instant / 1000);
  const milliseconds = Math.floor(instant) - second * 1000;
  return `${upToSecond(second)}.${String(milliseconds).padStart(3, '0')}Z`;
}

/** Whole seconds, as in the envelopes of events. */
export function isoSecond(instant: number): string {
  return `${upToSecond(Math.floor(instant / 1000))}Z`;
}
