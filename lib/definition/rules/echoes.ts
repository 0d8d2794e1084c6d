import type { Finding, Path, ProblemCode } from '../problems.ts';

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
  return findings.filter(({ code, path }) => {
    const steps = AROUND.get(code);
    if (steps === undefined) return true;
    const around = path.slice(0, Math.max(path.length - steps, 0));
    return !shape.some((other) => isWithin(other.path, around));
  });
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.every((key, index) => path[index] === key);
}
