import { unusedInWords } from '../../lib/cli/unused-permissions.ts';
import type { Lives } from './lives.ts';
import type { Finding } from './trial.ts';

/** `removing`: a line for each permission, with what failed without it; else only for what is wrong. */
export function reportOf(
  { findings, unused, needless, refusals }: Lives,
  removing: boolean,
): { readonly text: string; readonly problems: number } {
  const wrong = findings.filter(({ problem }) => problem !== undefined);
  // Whoever has lost something may not have needed what comes after it.
  const idle = removing ? [] : unused;
  const lines = [
    ...(removing ? findings.map(lineOf) : wrong.map(lineOf)),
    ...(removing ? [] : [unusedInWords(idle)]),
    ...needless.map((one) => `Could be taken away unnoticed: ${one}`),
    ...refusals.map((one) => `Refused: ${one}`),
    removing
      ? `${findings.length} permissions taken away and given back: ${findings.length - wrong.length} were missed, ${wrong.length} not as they should.`
      : `${findings.length} permissions tried, ${wrong.length} in vain.`,
  ];
  const problems = wrong.length + idle.length + needless.length + refusals.length;
  return { text: `${lines.join('\n')}\n`, problems };
}

function lineOf({ permission, feature, said, problem }: Finding): string {
  const { holder, action, resource } = permission;
  const whose = `${holder.split(/[:/]/).at(-1) ?? ''}: ${action} on ${resource}`;
  if (problem !== undefined) return `WRONG  ${whose}: ${problem}${said === undefined ? '' : ` (${said})`}`;
  return `${whose}\n    does not come about: ${feature}; ${shortened(said ?? '')}`;
}

/** A function's line is an object with much around what it says. */
function shortened(said: string): string {
  const at = said.indexOf('User: ');
  const words = at < 0 ? said : said.slice(at);
  return words.replace(/","?.*$/, '').slice(0, 300);
}
