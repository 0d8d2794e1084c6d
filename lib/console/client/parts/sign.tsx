import type { ReactNode } from 'react';
import type { Sign } from '../../signs.ts';

export const SIGN_WORDS: { readonly [sign in Sign]: string } = {
  waiting: 'waiting, on time',
  soon: 'due soon',
  overdue: 'overdue',
  passed: 'succeeded',
  failed: 'failed',
  held: 'held',
  unreached: 'not reached',
};

const CLOCK = (
  <>
    <circle cx="8" cy="8" r="5.75" />
    <path d="M8 4.75V8l2.25 1.5" />
  </>
);

const SHAPES: { readonly [sign in Sign]: ReactNode } = {
  waiting: <circle cx="8" cy="8" r="4.75" />,
  soon: CLOCK,
  overdue: (
    <>
      <path d="M10.9 3.05A5.75 5.75 0 1 0 13.75 8" />
      <path d="M8 5v3l2 1.4M13.4 1.9v2.7M13.4 6.4v.1" />
    </>
  ),
  passed: <path d="m3.25 8.5 3.25 3.25 6.25-7.25" />,
  failed: <path d="m4 4 8 8m0-8-8 8" />,
  held: <path d="M5.75 3.75v8.5m4.5-8.5v8.5" />,
  unreached: <circle cx="8" cy="8" r="4.75" strokeDasharray="2.2 2.2" />,
};

/** One sign, the same everywhere. Its words are for those who do not see it. */
export function SignIcon({ sign, words = SIGN_WORDS[sign] }: { sign: Sign; words?: string }) {
  return (
    <svg
      className={`sign sign-${sign}`}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      {SHAPES[sign]}
    </svg>
  );
}
