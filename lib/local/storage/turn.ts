import type { Json } from '../service.ts';
import type { Change } from './changes.ts';

/** To be written down when the turn ends, or written down already; undefined: to be removed. */
type Entry = { readonly value: Json } | { readonly parts: readonly string[] } | undefined;

/** What is to be saved with the next turn: the last word on each entry. */
export class Turn {
  /** By kind, then key. */
  readonly #entries = new Map<string, Map<string, Entry>>();

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  change(kind: string, key: string, entry: Entry): void {
    let entries = this.#entries.get(kind);
    if (entries === undefined) this.#entries.set(kind, (entries = new Map<string, Entry>()));
    entries.set(key, entry);
  }

  written(): readonly Change[] {
    const changes: Change[] = [];
    for (const [kind, entries] of this.#entries)
      for (const [key, entry] of entries) changes.push({ kind, key, parts: partsOf(entry) });
    return changes;
  }

  clear(): void {
    this.#entries.clear();
  }
}

function partsOf(entry: Entry): readonly string[] | undefined {
  if (entry === undefined) return undefined;
  return 'parts' in entry ? entry.parts : [JSON.stringify(entry.value)];
}
