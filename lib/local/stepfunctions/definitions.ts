import { createHash } from 'node:crypto';
import type { Machine } from '../asl/model.ts';
import { parseMachine } from '../asl/parse/machine.ts';
import type { StoredEntries } from '../storage/storage.ts';

/** A definition's text, and what was read from it; one for all machines and executions that have the same text. */
export type Definition = { readonly hash: string; readonly text: string; readonly machine: Machine };

/** Definitions by their content, so that no execution has a copy of its own: neither in memory nor stored. */
export class Definitions {
  readonly #entries: StoredEntries;
  readonly #known = new Map<string, Definition>();
  readonly #byText = new Map<string, Definition>();

  constructor(entries: StoredEntries) {
    this.#entries = entries;
  }

  /** Of a text that has been read already. */
  of(text: string, machine: Machine): Definition {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const hash = createHash('sha256').update(text).digest('base64url');
    this.#entries.put(hash, text);
    return this.#know({ hash, text, machine });
  }

  /** One that is stored. */
  stored(hash: string): Definition {
    const known = this.#known.get(hash);
    if (known !== undefined) return known;
    const text = this.#entries.get(hash);
    const machine = typeof text === 'string' ? parseMachine(text).machine : undefined;
    if (typeof text !== 'string' || machine === undefined)
      throw new Error(`The stored data lacks the definition ${hash}, or this version cannot read it.`);
    return this.#know({ hash, text, machine });
  }

  #know(definition: Definition): Definition {
    this.#known.set(definition.hash, definition);
    this.#byText.set(definition.text, definition);
    return definition;
  }
}
