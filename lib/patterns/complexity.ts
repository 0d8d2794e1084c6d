/**
 * AWS refuses a rule if some text can be in too many places of a field's wildcards at once, and does not say how many
 * are too many. What its documentation calls too complex (five stars with colons between, then `event-bus/` and a star)
 * can be in 11; of users' `*:stack/NAME/*` three, in 9, were taken and four, in 12, refused.
 */
const MAX_PLACES = 10;

/** Few wildcards have that many sets of places, and those are none to follow further. */
const MOST_SETS = 5000;

const STAR = null;
const END = '';
const QUOTE = '"';
/** A character that comes in none of the wildcards. */
const OTHER = 'other';

/** A character, a star, or the end of one of the wildcards. */
type Step = string | null;

/** Of all wildcards of one field, each as the literal texts between its stars. */
export function tooComplex(wildcards: readonly (readonly string[])[]): boolean {
  const steps = wildcards.flatMap((parts) => [...stepsOf(parts), END]);
  const beginnings = steps.flatMap((_, place) => (place === 0 || steps[place - 1] === END ? [place] : []));
  const seen = new Set<string>();
  const queue = [new Set(beginnings)];
  for (let set = queue.pop(); set !== undefined && seen.size < MOST_SETS; set = queue.pop())
    // Whatever is expected at none of the places does the same.
    for (const symbol of new Set([...Array.from(set, (place) => steps[place]), OTHER])) {
      if (symbol === undefined || symbol === STAR || symbol === END) continue;
      const next = advance(steps, set, symbol);
      if (next.size > MAX_PLACES) return true;
      const key = [...next].sort((a, b) => a - b).join();
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(next);
    }
  return false;
}

function stepsOf(parts: readonly string[]): readonly Step[] {
  const steps = parts.flatMap((part, index): Step[] =>
    index === 0 ? Array.from(part) : [STAR, ...Array.from(part)],
  );
  return [QUOTE, ...steps, QUOTE];
}

/** A star takes any character, and stands for nothing as well: whoever is before it is behind it, too. */
function advance(steps: readonly Step[], from: ReadonlySet<number>, symbol: Step): Set<number> {
  const next = new Set<number>();
  const add = (place: number): void => {
    next.add(place);
    if (steps[place] === STAR) next.add(place + 1);
  };
  for (const place of from) {
    if (steps[place - 1] === STAR) next.add(place);
    if (steps[place] === symbol) add(place + 1);
  }
  return next;
}
