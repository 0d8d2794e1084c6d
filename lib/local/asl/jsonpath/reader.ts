/** What is wrong with the text of a path or an intrinsic function. */
export class SyntaxFault extends Error {}

/** Goes through the text of a path, a filter or an intrinsic function. */
export class Reader {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  get ended(): boolean {
    return this.position >= this.text.length;
  }

  at(token: string): boolean {
    return this.text.startsWith(token, this.position);
  }

  take(token: string): boolean {
    if (!this.at(token)) return false;
    this.position += token.length;
    return true;
  }

  unread(token: string): void {
    this.position -= token.length;
  }

  /** `pattern` must be sticky. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined || found === '') return undefined;
    this.position += found.length;
    return found;
  }

  skipSpace(): void {
    this.match(/\s+/y);
  }

  integer(): number | undefined {
    const digits = this.match(/-?\d+/y);
    return digits === undefined ? undefined : Number(digits);
  }

  since(start: number): string {
    return this.text.slice(start, this.position);
  }

  /** A string in single or double quotes; `\\` before the quote takes it as it is. */
  quoted(): string {
    const quote = this.text[this.position];
    if (quote !== "'" && quote !== '"') throw this.fault('A quoted string is missing');
    let content = '';
    for (this.position += 1; !this.ended; this.position += 1) {
      const character = this.text[this.position] ?? '';
      if (character === quote) {
        this.position += 1;
        return content;
      }
      // Only a quote is escaped; any other backslash stands for itself.
      if (character === '\\' && this.text[this.position + 1] === quote) this.position += 1;
      content += this.text[this.position] ?? '';
    }
    throw this.fault('A quote is not closed');
  }

  /** One or more, with commas between. */
  list<T>(read: () => T): T[] {
    const items: T[] = [];
    do {
      this.skipSpace();
      items.push(read());
      this.skipSpace();
    } while (this.take(','));
    return items;
  }

  expectEnd(): void {
    if (!this.ended) throw this.fault(`"${this.text.slice(this.position)}" is not understood`);
  }

  fault(message: string): SyntaxFault {
    return new SyntaxFault(`${message}, at character ${this.position + 1} of ${this.text}`);
  }
}
