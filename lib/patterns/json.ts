import { endOfInput, Malformed, unexpected } from './malformed.ts';
import { placeIn } from './place.ts';
import { beginsNumber, endOfNumber, readLiteral, readString } from './scalars.ts';

/**
 * JSON read so that nothing is lost: an object keeps its members in order with repeated keys, a number keeps its
 * spelling, everything knows where it stood. `JSON.parse` drops all three, and the pattern language needs them.
 */
export type Node =
  | {
      readonly kind: 'object';
      readonly members: readonly Member[];
      readonly at: number;
      readonly end: number;
    }
  | { readonly kind: 'array'; readonly items: readonly Node[]; readonly at: number; readonly end: number }
  | { readonly kind: 'string'; readonly value: string; readonly at: number; readonly end: number }
  | { readonly kind: 'number'; readonly text: string; readonly at: number; readonly end: number }
  | { readonly kind: 'literal'; readonly value: boolean | null; readonly at: number; readonly end: number };

export type Member = { readonly key: string; readonly value: Node };

export type Reading =
  | { readonly kind: 'json'; readonly node: Node }
  /** `position` is how far EventBridge's reader had come, as an offset from 0. */
  | { readonly kind: 'invalid'; readonly message: string; readonly position: number };

/** Deeper nesting than this is refused: the stack is finite, and no event of 1 MB needs it. */
const MAX_DEPTH = 1000;

const FIELD_NAME = 'was expecting double-quote to start field name';
const COLON = 'was expecting a colon to separate field name and value';

export function readJson(text: string): Reading {
  return reading(() => {
    const reader = new Reader(text);
    const node = reader.value(0);
    reader.end();
    return node;
  });
}

/** The JSON that a text begins with: like the reader EventBridge uses, this does not look at what comes after it. */
export function readLeadingJson(text: string): Reading {
  return reading(() => new Reader(text).value(0));
}

function reading(read: () => Node): Reading {
  try {
    return { kind: 'json', node: read() };
  } catch (error) {
    if (error instanceof Malformed)
      return { kind: 'invalid', message: error.message, position: error.position };
    throw error;
  }
}

type Container = { readonly name: 'Object' | 'Array'; readonly close: '}' | ']'; readonly at: number };

class Reader {
  private readonly text: string;
  private position = 0;

  constructor(text: string) {
    this.text = text;
  }

  value(depth: number): Node {
    if (depth > MAX_DEPTH) throw new Malformed(`Nested deeper than ${MAX_DEPTH} levels`, this.position);
    const at = this.skipSpace();
    const { text } = this;
    if (text[at] === '{') return this.object(at, depth);
    if (text[at] === '[') return this.array(at, depth);
    if (text[at] === '"')
      return { kind: 'string', value: this.string('string value'), at, end: this.position };
    if (at >= text.length) throw endOfInput(text, '');
    if (beginsNumber(text, at)) {
      this.position = endOfNumber(text, at);
      return { kind: 'number', text: text.slice(at, this.position), at, end: this.position };
    }
    const { value, end } = readLiteral(text, at);
    this.position = end;
    return { kind: 'literal', value, at, end };
  }

  end(): void {
    const at = this.skipSpace();
    if (at < this.text.length) throw unexpected(this.text, at, 'was expecting the end');
  }

  private object(at: number, depth: number): Node {
    const members: Member[] = [];
    const container: Container = { name: 'Object', close: '}', at };
    this.position += 1;
    let more = !this.closes(container);
    while (more) {
      this.demand('"', FIELD_NAME);
      const key = this.string('name');
      this.demand(':', COLON);
      this.position += 1;
      this.entry('Object');
      members.push({ key, value: this.value(depth + 1) });
      more = this.continues(container);
    }
    return { kind: 'object', members, at, end: this.position };
  }

  private array(at: number, depth: number): Node {
    const items: Node[] = [];
    const container: Container = { name: 'Array', close: ']', at };
    this.position += 1;
    let more = !this.closes(container);
    while (more) {
      this.entry('Array');
      items.push(this.value(depth + 1));
      more = this.continues(container);
    }
    return { kind: 'array', items, at, end: this.position };
  }

  private string(role: 'string value' | 'name'): string {
    const { value, end } = readString(this.text, this.position, role);
    this.position = end;
    return value;
  }

  /** In an object. */
  private demand(character: string, expected: string): void {
    const at = this.entry('Object');
    if (this.text[at] !== character) throw unexpected(this.text, at, expected);
  }

  /** Where the next part of an entry begins. */
  private entry(name: Container['name']): number {
    const at = this.skipSpace();
    if (at >= this.text.length) throw endOfInput(this.text, ` within/between ${name} entries`);
    return at;
  }

  private continues(container: Container): boolean {
    if (this.closes(container)) return false;
    if (this.text[this.position] !== ',')
      throw unexpected(this.text, this.position, `was expecting comma to separate ${container.name} entries`);
    this.position += 1;
    return true;
  }

  private closes({ name, close, at }: Container): boolean {
    const { text } = this;
    const next = text[this.skipSpace()];
    if (next === undefined)
      throw endOfInput(text, `: expected close marker for ${name} (start marker at ${placeIn(text, at)})`);
    if (next !== '}' && next !== ']') return false;
    this.position += 1;
    if (next === close) return true;
    throw new Malformed(
      `Unexpected close marker '${next}': expected '${close}' (for ${name} starting at ${placeIn(text, at)})`,
      this.position,
    );
  }

  private skipSpace(): number {
    for (; ; this.position += 1) {
      const code = this.text.charCodeAt(this.position);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return this.position;
    }
  }
}
