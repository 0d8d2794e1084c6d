/** Thrown where a text is no JSON, in the words of the JSON reader that EventBridge uses. */
export class Malformed extends Error {
  /** How far that reader had come, as an offset from 0. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

const COMMENT =
  "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)";
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|[^\\]/y;

export function unexpected(text: string, at: number, expected: string): Malformed {
  const explanation = text[at] === '/' ? COMMENT : expected;
  return new Malformed(`Unexpected character (${described(text, at)}): ${explanation}`, at + 1);
}

/** `position` is how far the reader had come: it takes the character after a minus sign, and no other. */
export function badNumber(text: string, at: number, expected: string, position: number): Malformed {
  if (at >= text.length) return endOfInput(text, ' in numeric value');
  return new Malformed(
    `Unexpected character (${described(text, at)}) in numeric value: ${expected}`,
    position,
  );
}

export function endOfInput(text: string, where: string): Malformed {
  return new Malformed(`Unexpected end-of-input${where}`, text.length);
}

export function controlCharacter(text: string, at: number, within: string): Malformed {
  const explanation = `has to be escaped using backslash to be included in ${within}`;
  return new Malformed(`Illegal unquoted character (${described(text, at)}): ${explanation}`, at + 1);
}

/** Of a string whose opening quote is at `start`, and in which an escape is none that JSON knows. */
export function badEscape(text: string, start: number): Malformed {
  ESCAPE.lastIndex = start + 1;
  let at = start + 1;
  while (ESCAPE.test(text)) at = ESCAPE.lastIndex;
  if (text[at + 1] !== 'u')
    return new Malformed(`Unrecognized character escape ${described(text, at + 1)}`, at + 2);
  let digit = at + 2;
  while (/^[0-9a-fA-F]$/.test(text[digit] ?? '')) digit += 1;
  return unexpected(text, digit, 'expected a hex-digit for character escape sequence');
}

function described(text: string, at: number): string {
  const code = text.charCodeAt(at);
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `(CTRL-CHAR, code ${code})`;
  const hexadecimal = code > 0xff ? ` / 0x${code.toString(16)}` : '';
  return `'${text.charAt(at)}' (code ${code}${hexadecimal})`;
}
