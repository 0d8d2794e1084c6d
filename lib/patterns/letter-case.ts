/** Half of a character: EventBridge takes each half by itself, and of half a character it makes a question mark. */
const SURROGATE = /^[\ud800-\udfff]$/;

/**
 * What a text is like whatever its case. As in EventBridge each character of the pattern stands for itself in lower and
 * in upper case, and those may be longer than one character ("ß" for "SS", but not the other way).
 */
export function equalsIgnoringCase(text: string): (value: string) => boolean {
  return expression(`^${eitherCase(text)}$`);
}

/** A quote at the end of the pattern may be the one behind the text: see `affix.ts`. */
export function startsIgnoringCase(text: string): (value: string) => boolean {
  return expression(text.endsWith('"') ? `^${eitherCase(text.slice(0, -1))}(?:"|$)` : `^${eitherCase(text)}`);
}

export function endsIgnoringCase(text: string): (value: string) => boolean {
  return expression(text.startsWith('"') ? `(?:^|")${eitherCase(text.slice(1))}$` : `${eitherCase(text)}$`);
}

function expression(source: string): (value: string) => boolean {
  const compiled = new RegExp(source);
  return (value) => compiled.test(value);
}

function eitherCase(text: string): string {
  return text
    .split('')
    .map((character) => {
      if (SURROGATE.test(character)) return escaped('?');
      const cases = new Set([character.toLowerCase(), character.toUpperCase()].map(escaped));
      return cases.size === 1 ? escaped(character) : `(?:${[...cases].join('|')})`;
    })
    .join('');
}

function escaped(text: string): string {
  return text
    .split('')
    .map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
