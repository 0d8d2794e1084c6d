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

/** Of one matcher, each as the literal texts between its stars. */
type Wildcards = readonly (readonly string[])[];

/** Of all matchers of one field. */
export function tooComplex(matchers: readonly Wildcards[]): boolean {
  const { steps, counted } = placesOf(matchers);
  const beginnings = steps.flatMap((_, place) => (place === 0 || steps[place - 1] === END ? [place] : []));
  const seen = new Set<string>();
  const queue = [new Set(beginnings)];
  for (let set = queue.pop(); set !== undefined && seen.size < MOST_SETS; set = queue.pop())
    // Whatever is expected at none of the places does the same.
    for (const symbol of new Set([...Array.from(set, (place) => steps[place]), OTHER])) {
      if (symbol === undefined || symbol === STAR || symbol === END) continue;
      const next = advance(steps, set, symbol);
      if (next.size > MAX_PLACES && new Set(Array.from(next, (place) => counted[place])).size > MAX_PLACES)
        return true;
      const key = [...next].sort((a, b) => a - b).join();
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(next);
    }
  return false;
}

/** A place in the beginning that wildcards have in common, and where each step leads from there. */
type Common = { readonly place: number; readonly behindStar: boolean; readonly next: Map<Step, Common> };

/**
 * All wildcards one behind the other, and for each place the one that it counts as. Those of one `anything-but` are in
 * the same place as long as they are alike from the beginning to behind their first star, and again at their ends.
 */
function placesOf(matchers: readonly Wildcards[]): { steps: readonly Step[]; counted: readonly number[] } {
  const steps: Step[] = [];
  const counted: number[] = [];
  for (const wildcards of matchers) {
    const beginning: Common = { place: steps.length, behindStar: false, next: new Map() };
    let end: number | undefined;
    for (const parts of new Map(wildcards.map((each) => [JSON.stringify(each), each])).values()) {
      let common: Common | undefined = beginning;
      for (const step of stepsOf(parts)) {
        counted.push(common?.place ?? steps.length);
        steps.push(step);
        common = common === undefined || common.behindStar ? undefined : after(common, step, steps.length);
      }
      end ??= steps.length;
      counted.push(end);
      steps.push(END);
    }
  }
  return { steps, counted };
}

function after({ next }: Common, step: Step, place: number): Common {
  const known = next.get(step);
  if (known !== undefined) return known;
  const fresh: Common = { place, behindStar: step === STAR, next: new Map() };
  next.set(step, fresh);
  return fresh;
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
