/** How a story that goes otherwise than expected is told. */
import type { Difference } from './expectation.ts';
import type { Seen } from './seen.ts';

export type Happening = { readonly at: number; readonly what: string; readonly stands: string };

/** Test runners show its message; `expected` and `actual` are for those that show a difference of their own. */
export class StoryFailed extends Error {
  override readonly name = 'StoryFailed';
  readonly expected: { readonly [what: string]: unknown };
  readonly actual: { readonly [what: string]: unknown };

  /** `hints`: what may explain it, in sentences. */
  constructor(
    whose: string,
    differences: readonly Difference[],
    hints: readonly string[],
    story: readonly Happening[],
  ) {
    const different = differences.flatMap(linesOf);
    const lines = [
      `${whose} is not where it is expected to be.`,
      ...different,
      ...hints,
      '',
      ...storyIn(story),
    ];
    super(lines.join('\n'));
    this.expected = Object.fromEntries(differences.map(({ what, expected }) => [what, expected]));
    this.actual = Object.fromEntries(differences.map(({ what, actual }) => [what, actual]));
  }
}

function linesOf({ what, expected, actual }: Difference): readonly string[] {
  return [`  ${what}`, `    expected: ${shown(expected)}`, `    actual:   ${shown(actual)}`];
}

export function storyIn(story: readonly Happening[]): readonly string[] {
  if (story.length === 0) return ['Nothing has happened so far.'];
  const widest = Math.min(50, Math.max(...story.map(({ what }) => what.length)));
  return [
    'The story so far:',
    ...story.map(({ at, what, stands }) => `  ${instant(at)}  ${what.padEnd(widest)}  → ${stands}`),
  ];
}

/** Where an instance stands, in a few words. */
export function standsIn(seen: Seen): string {
  const { status, states, items, error, cause } = seen;
  if (status === 'not started') return 'not started';
  const inner = Object.entries(items).map(([key, state]) => `${key}: ${state}`);
  const where = states.join(' | ') + (inner.length === 0 ? '' : ` (${inner.join(', ')})`);
  if (status === 'running') return where === '' ? 'running' : where;
  const why = [error, cause].filter((text) => text !== undefined && text !== '').join(': ');
  return `${where === '' ? '' : `${where}, `}${status}${why === '' ? '' : ` with ${shortly(why)}`}`;
}

function shortly(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function instant(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
}
