/**
 * Worlds are made of parts, of which most stay the same from one world to the next. Equal parts are one object with a
 * number: so a world is a handful of numbers, and what once followed from a part need not be computed again.
 */
export type Part<T> = { readonly number: number; readonly is: T };

export class Pool<T> {
  private readonly byText = new Map<string, Part<T>>();
  private readonly parts: Part<T>[] = [];
  private readonly textOf: (value: T) => string;

  constructor(textOf: (value: T) => string) {
    this.textOf = textOf;
  }

  of(value: T): Part<T> {
    const text = this.textOf(value);
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    const part = { number: this.parts.length, is: value };
    this.byText.set(text, part);
    this.parts.push(part);
    return part;
  }

  at(number: number): Part<T> {
    const part = this.parts[number];
    if (part === undefined) throw new Error(`no part ${number}`);
    return part;
  }
}

/** What was made of a part, and of something else, before. */
export class Known<K, R> {
  private readonly byNumber: (Map<K, R> | undefined)[] = [];

  get(part: Part<unknown>, key: K, make: () => R): R {
    let made = this.byNumber[part.number];
    if (made === undefined) {
      made = new Map();
      this.byNumber[part.number] = made;
    }
    const known = made.get(key);
    if (known !== undefined) return known;
    const result = make();
    made.set(key, result);
    return result;
  }
}
