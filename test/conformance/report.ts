import type { Verdict } from './play.ts';

export type Played = { readonly name: string; readonly verdict: Verdict };

/** The share of the cases that must agree. */
const ENOUGH = 0.95;

export function reportOf(played: readonly Played[]): { readonly text: string; readonly passed: boolean } {
  const counted = played.filter(({ verdict }) => verdict.kind !== 'refused');
  const agreeing = counted.filter(({ verdict }) => verdict.kind === 'agrees').length;
  const share = counted.length === 0 ? 0 : agreeing / counted.length;
  const refused = played.length - counted.length;
  const lines = played.flatMap(({ name, verdict }) => {
    if (verdict.kind === 'agrees')
      return verdict.notes.length === 0
        ? []
        : [`agrees   ${name}`, ...verdict.notes.map((line) => `    but for ${line}`)];
    if (verdict.kind === 'refused') return [`refused  ${name}`, `    ${verdict.why}`];
    return [`differs  ${name}`, ...verdict.differences.map((line) => `    ${line}`)];
  });
  const percent = `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
  const rest = refused === 0 ? '' : `; ${refused} refused by name and not counted`;
  lines.push(`${agreeing}/${counted.length} cases agree with AWS (${percent})${rest}`);
  return { text: lines.join('\n'), passed: share >= ENOUGH };
}
