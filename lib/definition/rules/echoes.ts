import type { Finding, Path, ProblemCode } from '../problems.ts';
import { nearMisses } from '../suggest.ts';

/**
 * These say that something is missing, or never comes to pass. Where a shape is wrong around it, such as a misspelt
 * `target` or `guard`, that may be what is meant to be it. The number is how far around: of the finding's own path, how
 * many steps outwards.
 */
const AROUND: ReadonlyMap<ProblemCode, number> = new Map([
  ['no-on-done', 0],
  ['clock-over-regions', 1],
  ['due-after-deadline', 1],
  ['no-last-resort', 1],
  ['no-start', 1],
  ['on-done-never', 1],
  ['assign-over-regions', 2],
  ['dead-branch', 2],
  ['deadline-unreached', 2],
]);

/** One mistake is one problem: without what only follows from a wrong shape. */
export function withoutEchoes(findings: readonly Finding[], shape: readonly Finding[]): readonly Finding[] {
  return findings.filter((finding) => !shape.some((other) => follows(finding, other)));
}

function follows({ code, path }: Finding, shape: Finding): boolean {
  if (code === 'awaited-twice') {
    return isMisspelt(shape, ['guard']) && isWithin(shape.path, path.slice(0, path.indexOf('parallel') + 1));
  }
  if (code === 'variable-unavailable') {
    return isMisspelt(shape, ['forEach']) && isWithin(path, shape.path.slice(0, -1));
  }
  const steps = AROUND.get(code);
  return steps !== undefined && isWithin(shape.path, path.slice(0, Math.max(path.length - steps, 0)));
}

function isMisspelt({ code, path }: Finding, words: readonly string[]): boolean {
  return code === 'unknown-key' && nearMisses(String(path.at(-1)), words).length > 0;
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.every((key, index) => path[index] === key);
}
