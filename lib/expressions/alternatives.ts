/** A piece of a regular expression that takes one character. */
const ATOM =
  /\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|p\{[^}]*\}|[^bB\d])|\[(?:\\.|[^\]\\])*\]|[^\\[\](){}|*+?^$]/gu;

/** Tried to see whether two pieces can take the same character. */
const SAMPLES: readonly string[] = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  ...Array.from('äÖßéñØλЖ中あ€—\u00a0\u2028'),
];

/**
 * Whether two ways through these alternatives take the same text, `(a|\w)*` or `(a|aa)*`: repeated without a bound,
 * each text then has exponentially many ways. Certain where it says so; alternatives with repetitions or groups inside
 * are not looked into.
 */
export function alternativesOverlap(group: string): boolean {
  const ways = group.split('|').map(atomsOf);
  return ways.some((way, index) =>
    ways.slice(0, index).some((other) => way !== undefined && other !== undefined && sameText(way, other)),
  );
}

function atomsOf(alternative: string): readonly RegExp[] | undefined {
  const atoms = alternative.match(ATOM) ?? [];
  if (atoms.length === 0 || atoms.join('') !== alternative) return undefined;
  try {
    return atoms.map((atom) => new RegExp(`^(?:${atom})$`, 'u'));
  } catch {
    return undefined;
  }
}

/** One of them, a whole number of times, can take what the other takes. */
function sameText(a: readonly RegExp[], b: readonly RegExp[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length % short.length !== 0) return false;
  return long.every((atom, index) => {
    const other = short[index % short.length];
    return other !== undefined && SAMPLES.some((sample) => atom.test(sample) && other.test(sample));
  });
}
