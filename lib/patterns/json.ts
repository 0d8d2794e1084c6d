/**
 * JSON read so that nothing is lost: an object keeps its members in order with repeated keys, a number keeps its
 * spelling, everything knows where it stood. `JSON.parse` drops all three, and the pattern language needs them.
 */
export type Node =
  | { readonly kind: 'object'; readonly members: readonly Member[]; readonly at: number }
  | { readonly kind: 'array'; readonly items: readonly Node[]; readonly at: number }
  | { readonly kind: 'string'; readonly value: string; readonly at: number }
  | { readonly kind: 'number'; readonly text: string; readonly at: number }
  | { readonly kind: 'literal'; readonly value: boolean | null; readonly at: number };

export type Member = { readonly key: string; readonly value: Node; readonly at: number };

export type Reading =
  | { readonly kind: 'json'; readonly node: Node }
  | { readonly kind: 'invalid'; readonly message: string; readonly position: number };

/** Deeper nesting than this is refused: the stack is finite, and no event of 1 MB needs it. */
const MAX_DEPTH = 1000;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[\p{L}\p{N}_$]+/uy;
const LITERALS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class Malformed extends Error {
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

export function readJson(text: string): Reading {
  const reader = new Reader(text);
  try {
    const node = reader.value(0);
    reader.end();
    return { kind: 'json', node };
  } catch (error) {
    if (error instanceof Malformed)
      return { kind: 'invalid', message: error.message, position: error.position };
    throw error;
  }
}

class Reader {
  private readonly text: string;
  private position = 0;

  constructor(text: string) {
    this.text = text;
  }

  value(depth: number): Node {
    if (depth > MAX_DEPTH) throw new Malformed(`Nested deeper than ${MAX_DEPTH} levels`, this.position);
    const at = this.skipSpace();
    switch (this.text[at]) {
      case '{':
        return { kind: 'object', members: this.members(depth), at };
      case '[':
        return { kind: 'array', items: this.items(depth), at };
      case '"':
        return { kind: 'string', value: this.string(), at };
      default:
        return this.scalar(at);
    }
  }

  end(): void {
    const at = this.skipSpace();
    if (at < this.text.length) throw this.unexpected(at, 'the end');
  }

  private members(depth: number): Member[] {
    const members: Member[] = [];
    this.position += 1;
    if (this.takes('}')) return members;
    do {
      const at = this.skipSpace();
      if (this.text[at] !== '"') throw this.unexpected(at, 'double-quote to start field name');
      const key = this.string();
      if (!this.takes(':')) throw this.unexpected(this.position, 'a colon to separate field name and value');
      members.push({ key, value: this.value(depth + 1), at });
    } while (this.takes(','));
    if (!this.takes('}'))
      throw this.unexpected(this.position, 'comma to separate Object entries, or the closing }');
    return members;
  }

  private items(depth: number): Node[] {
    const items: Node[] = [];
    this.position += 1;
    if (this.takes(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.takes(','));
    if (!this.takes(']'))
      throw this.unexpected(this.position, 'comma to separate Array entries, or the closing ]');
    return items;
  }

  private string(): string {
    const start = this.position;
    let escaped = false;
    let at = start + 1;
    for (; ; at += 1) {
      const code = this.text.charCodeAt(at);
      if (Number.isNaN(code)) throw new Malformed('Unexpected end-of-input in a String value', at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        escaped = true;
        at += 1;
      } else if (code < 0x20)
        throw new Malformed(`Illegal unquoted character (CTRL-CHAR, code ${code}): has to be escaped`, at);
    }
    this.position = at + 1;
    return escaped ? this.unescaped(start) : this.text.slice(start + 1, at);
  }

  private unescaped(start: number): string {
    const quoted = this.text.slice(start, this.position);
    try {
      const value: unknown = JSON.parse(quoted);
      if (typeof value === 'string') return value;
    } catch {
      // An escape that JSON does not know; said below.
    }
    throw new Malformed(`Unrecognized character escape in ${quoted}`, start);
  }

  private scalar(at: number): Node {
    NUMBER.lastIndex = at;
    const number = NUMBER.exec(this.text);
    if (number !== null && !/[\w.+]/.test(this.text[at + number[0].length] ?? '')) {
      this.position = at + number[0].length;
      return { kind: 'number', text: number[0], at };
    }
    WORD.lastIndex = at;
    const word = WORD.exec(this.text)?.[0] ?? '';
    const literal = LITERALS.get(word);
    if (literal === undefined)
      throw this.unexpected(at, "JSON String, Number, Array, Object or token 'null', 'true' or 'false'");
    this.position = at + word.length;
    return { kind: 'literal', value: literal, at };
  }

  private skipSpace(): number {
    for (; ; this.position += 1) {
      const code = this.text.charCodeAt(this.position);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return this.position;
    }
  }

  private takes(character: string): boolean {
    if (this.text[this.skipSpace()] !== character) return false;
    this.position += 1;
    return true;
  }

  private unexpected(at: number, expected: string): Malformed {
    if (at >= this.text.length)
      return new Malformed(`Unexpected end-of-input: was expecting ${expected}`, at);
    WORD.lastIndex = at;
    const word = WORD.exec(this.text)?.[0];
    return word === undefined
      ? new Malformed(`Unexpected character ('${this.text[at] ?? ''}'): was expecting ${expected}`, at)
      : new Malformed(`Unrecognized token '${word}': was expecting (${expected})`, at);
  }
}
