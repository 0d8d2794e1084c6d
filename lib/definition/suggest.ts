/** The known names that the given one may be meant for, best first; at most three. */
export function nearMisses(name: string, known: Iterable<string>): readonly string[] {
  const given = fold(name);
  const limit = Math.max(1, Math.floor(given.length * 0.3));
  const near = [...new Set(known)]
    .map((candidate) => ({ candidate, distance: distanceOf(given, fold(candidate), limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  const best = near[0]?.distance ?? 0;
  return near
    .filter(({ distance }) => distance <= 2 * best)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Searching all names for every unknown one takes its time; behind so many nobody needs it. */
export const MAX_SUGGESTED = 50;

/** ` Did you mean "A" or "B"?`, or nothing where no known name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const names = nearMisses(name, known).map((near) => JSON.stringify(near));
  return names.length === 0 ? '' : ` Did you mean ${either(names)}?`;
}

/** `a, b or c`. */
export function either(names: readonly string[]): string {
  return joined(names, 'or');
}

/** `a, b and c`. */
export function every(names: readonly string[]): string {
  return joined(names, 'and');
}

function joined(names: readonly string[], word: string): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${word} ${last}`;
}

/** Differences that people do not see when they compare two names. */
function fold(name: string): string {
  return name
    .slice(0, 100)
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

/** How many letters to add, drop, change or swap with their neighbour; gives up above `limit`. */
function distanceOf(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: readonly number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a.charAt(row - 1) === b.charAt(column - 1);
      let best = Math.min(
        at(above, column) + 1,
        at(current, column - 1) + 1,
        at(above, column - 1) + (same ? 0 : 1),
      );
      const swapped =
        a.charAt(row - 1) === b.charAt(column - 2) && a.charAt(row - 2) === b.charAt(column - 1);
      if (row > 1 && column > 1 && swapped) best = Math.min(best, at(before, column - 2) + 1);
      current.push(best);
    }
    before = above;
    above = current;
  }
  return at(above, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
