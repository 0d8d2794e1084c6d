import { badEscape, badNumber, controlCharacter, endOfInput, Malformed, unexpected } from './malformed.ts';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[\p{L}\p{Nl}\p{Pc}\p{Sc}][\p{L}\p{N}\p{Pc}\p{Sc}]*/uy;
const LITERALS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const DIGIT_AFTER_MINUS = 'expected digit (0-9) to follow minus sign, for valid numeric value';

/** What a string is for, in the words of EventBridge's reader. */
type Role = 'string value' | 'name';

/** The string whose opening quote is at `start`. @throws Malformed */
export function readString(text: string, start: number, role: Role): { value: string; end: number } {
  let escaped = false;
  let at = start + 1;
  for (; ; at += 1) {
    const code = text.charCodeAt(at);
    if (Number.isNaN(code)) throw endOfString(text, role, at);
    if (code === 0x22) break;
    if (code === 0x5c) {
      escaped = true;
      at += 1;
    } else if (code < 0x20) throw controlCharacter(text, at, role);
  }
  const end = at + 1;
  return { value: escaped ? unescaped(text, start, end) : text.slice(start + 1, at), end };
}

function endOfString(text: string, role: Role, at: number): Malformed {
  if (at > text.length) return endOfInput(text, ' in character escape sequence');
  const where = role === 'name' ? ' in field name' : ': was expecting closing quote for a string value';
  return endOfInput(text, where);
}

function unescaped(text: string, start: number, end: number): string {
  try {
    const value: unknown = JSON.parse(text.slice(start, end));
    if (typeof value === 'string') return value;
  } catch {
    // An escape that JSON does not know.
  }
  throw badEscape(text, start);
}

/** Whether a number has to begin here. */
export function beginsNumber(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x2d || (code >= 0x30 && code <= 0x39);
}

/** Where the number that begins here ends. @throws Malformed */
export function endOfNumber(text: string, at: number): number {
  NUMBER.lastIndex = at;
  const number = NUMBER.exec(text)?.[0];
  if (number === undefined) throw badNumber(text, at + 1, DIGIT_AFTER_MINUS, at + 2);
  const end = at + number.length;
  const next = text.charCodeAt(end);
  if (next >= 0x30 && next <= 0x39)
    throw new Malformed('Invalid numeric value: Leading zeroes not allowed', end);
  const exponent = /[eE]/.test(number);
  if (next === 0x2e && !exponent && !number.includes('.')) throw digitMissing(text, end + 1, 'Decimal point');
  if ((next === 0x65 || next === 0x45) && !exponent) {
    const signed = /[+-]/.test(text.charAt(end + 1));
    throw digitMissing(text, end + (signed ? 2 : 1), 'Exponent indicator');
  }
  return end;
}

function digitMissing(text: string, at: number, before: string): Malformed {
  return badNumber(text, at, `${before} not followed by a digit`, at);
}

/** @throws Malformed */
export function readLiteral(text: string, at: number): { value: boolean | null; end: number } {
  WORD.lastIndex = at;
  const word = WORD.exec(text)?.[0];
  if (word === undefined)
    throw unexpected(text, at, text[at] === '}' ? 'expected a value' : `expected a valid value ${VALUES}`);
  const value = LITERALS.get(word);
  const end = at + word.length;
  if (value === undefined) throw new Malformed(`Unrecognized token '${word}': was expecting ${VALUES}`, end);
  return { value, end };
}
