/** Comparing what happened with what was recorded where parts of the recording are masked. */
import { isList, isObject } from '../../lib/local/asl/json.ts';
import type { Json } from '../../lib/local/service.ts';

/** `<uuid:1>`, and nested `<<task_token>:1>`. */
const MASK = /<(?:[^<>\s]|<[^<>]*>)[^<>]*>/g;
/** A resource that the recording's set-up made: definitions have it as it was in the program that recorded them. */
const SET_UP = /^EXT:/;

export class Masks {
  readonly #names: readonly string[];

  constructor(placeholders: readonly string[]) {
    const names = placeholders.map((name) => name.replace(/^maybe:/, '')).filter((name) => name !== '');
    // The longest first: one may be a part of another.
    this.#names = [...new Set(names)].sort((a, b) => b.length - a.length);
  }

  /** Whether `actual` is what was recorded, masked parts aside. */
  fits(expected: Json | undefined, actual: Json | undefined): boolean {
    if (expected === undefined || expected === null)
      return actual === undefined || actual === null || actual === '';
    if (typeof expected === 'string') return this.#textFits(expected, actual);
    if (isList(expected))
      return (
        isList(actual) &&
        expected.length === actual.length &&
        expected.every((item, index) => this.fits(item, actual[index]))
      );
    if (!isObject(expected)) return expected === actual;
    const given = typeof actual === 'string' ? parsed(actual) : actual;
    if (!isObject(given)) return false;
    const names = new Set([...Object.keys(expected), ...Object.keys(given)]);
    return [...names].every((name) => {
      const [one, other] = [expected[name], given[name]];
      if ((one === undefined) !== (other === undefined)) return false;
      return this.fits(one, other);
    });
  }

  #textFits(expected: string, actual: Json | undefined): boolean {
    if (typeof actual === 'string' && SET_UP.test(actual)) return true;
    if (SET_UP.test(expected) || this.#names.includes(expected)) return true;
    if (isMask(expected)) return true;
    const structured = parsed(expected);
    const other = typeof actual === 'string' ? parsed(actual) : undefined;
    // JSON within a text: the order of its keys says nothing.
    if (structured !== undefined && other !== undefined && typeof structured === 'object')
      return this.fits(structured, other);
    const text = typeof actual === 'string' ? actual : JSON.stringify(actual);
    return this.#pattern(expected).test(text);
  }

  #pattern(expected: string): RegExp {
    let masked = expected.replaceAll(MASK, '\u0000');
    for (const name of this.#names) if (name.length > 3) masked = masked.replaceAll(name, '\u0000');
    const parts = masked.split('\u0000').map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
    return new RegExp(`^${parts.join('[^]*')}$`);
  }
}

function isMask(text: string): boolean {
  return text.replaceAll(MASK, '') === '';
}

function parsed(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
