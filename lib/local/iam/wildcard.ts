/** Whether a text is what a pattern says in which `*` stands for any text and `?` for any one character. */
export function matchesWildcards(pattern: string, text: string): boolean {
  // Back to the last star at most: a regular expression would try every split of every star.
  let [at, inText, star, resume] = [0, 0, -1, 0];
  while (inText < text.length) {
    const symbol = pattern[at];
    if (symbol === '*') {
      star = at;
      resume = inText;
      at += 1;
    } else if (symbol === '?' || (symbol !== undefined && symbol === text[inText])) {
      at += 1;
      inText += 1;
    } else if (star === -1) {
      return false;
    } else {
      at = star + 1;
      resume += 1;
      inText = resume;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

const PARTS = 6;

/**
 * The same for ARNs, each of whose six parts stands for itself: a star in the account is no star in the resource's name.
 * What is missing at the end is a star, as IAM has it.
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*' || pattern === arn) return true;
  // Most of them are written out, and there are many.
  if (pattern.length >= arn.length && !pattern.includes('*') && !pattern.includes('?')) return false;
  if (!pattern.startsWith('arn:') || !arn.startsWith('arn:')) return matchesWildcards(pattern, arn);
  const [wanted, given] = [partsOf(pattern), partsOf(arn)];
  return given.every((part, index) => matchesWildcards(wanted[index] ?? '*', part));
}

/** The resource's own part may have colons. */
function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length <= PARTS ? parts : [...parts.slice(0, PARTS - 1), parts.slice(PARTS - 1).join(':')];
}
