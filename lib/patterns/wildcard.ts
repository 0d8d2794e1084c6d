/**
 * `*` stands for any text, also none; `\*` and `\\` for themselves. Parsed into the literal texts between the stars.
 */
export type Wildcard =
  | { readonly kind: 'wildcard'; readonly parts: readonly string[] }
  | { readonly kind: 'invalid'; readonly message: string };

/**
 * AWS refuses patterns that can be in too many places at once, without saying how many are too many. The one its
 * documentation calls too complex (five stars with colons between, then `event-bus/` and a star) can be in 13; the one
 * it shows with `/dir` five times after a star, and takes, in 8.
 */
const MAX_PLACES = 12;
const TOO_COMPLEX =
  'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character';

const encoder = new TextEncoder();

export function parseWildcard(text: string): Wildcard {
  const parts: string[] = [];
  let part = '';
  // AWS counts in bytes, from the quote before the text.
  const position = (index: number): number => encoder.encode(text.slice(0, index)).length + 1;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    const next = text[index + 1];
    if (character === '*') {
      if (next === '*')
        return { kind: 'invalid', message: `Consecutive wildcard characters at pos ${position(index)}` };
      parts.push(part);
      part = '';
    } else if (character === '\\') {
      if (next !== '*' && next !== '\\')
        return { kind: 'invalid', message: `Invalid escape character at pos ${position(index)}` };
      part += next;
      index += 1;
    } else part += character;
  }
  parts.push(part);
  if (places(parts) > MAX_PLACES) return { kind: 'invalid', message: TOO_COMPLEX };
  return { kind: 'wildcard', parts };
}

export function matchesWildcard(parts: readonly string[], text: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let from = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, from);
    if (found < 0 || found + part.length > end) return false;
    from = found + part.length;
  }
  return from <= end;
}

type Step = string | undefined;

/** In how many places of the pattern some text can be at once, at most: the size of the largest reachable state set. */
function places(parts: readonly string[]): number {
  // Few stars cannot be too many places unless what follows them repeats itself; most patterns stop here.
  if (parts.length === 1) return 1;
  const steps: Step[] = [
    ...parts.flatMap((part, index) => (index === 0 ? Array.from(part) : [undefined, ...Array.from(part)])),
    '"',
  ];
  const alphabet = new Set(steps.filter((step) => step !== undefined));
  const start = closure(steps, new Set([0]));
  const seen = new Set([key(start)]);
  const queue = [start];
  let most = 0;
  for (let set = queue.pop(); set !== undefined; set = queue.pop()) {
    most = Math.max(most, set.size);
    // Enough is known; and a pattern with very many state sets is none to follow further.
    if (most > MAX_PLACES || seen.size > 5000) return most;
    for (const symbol of alphabet) {
      const next = advance(steps, set, symbol);
      if (seen.has(key(next))) continue;
      seen.add(key(next));
      queue.push(next);
    }
  }
  return most;
}

function key(set: ReadonlySet<number>): string {
  return [...set].sort((a, b) => a - b).join();
}

function advance(steps: readonly Step[], from: ReadonlySet<number>, symbol: string): Set<number> {
  const next = new Set<number>();
  for (const place of from) {
    const step = steps[place];
    if (step === undefined && place < steps.length) next.add(place);
    else if (step === symbol) next.add(place + 1);
  }
  return closure(steps, next);
}

/** A star also stands for nothing: whoever is at it is behind it, too. */
function closure(steps: readonly Step[], places: Set<number>): Set<number> {
  for (const place of places) if (place < steps.length && steps[place] === undefined) places.add(place + 1);
  return places;
}
