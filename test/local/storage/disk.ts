/** What outlives a process in a test: storages opened on it one after another, each of which may die at any save. */
import type { Json } from '../../../lib/local/service.ts';
import type { Storage, StoredEntries, StoredTexts } from '../../../lib/local/storage/storage.ts';

type Change = { readonly kind: string; readonly key: string; readonly text: () => string | undefined };

export class Disk {
  readonly #kept = new Map<string, Map<string, string>>();
  /** How many turns of the event loop have been saved so far, by all storages. */
  saves = 0;

  /** `dead` resolves when, instead of the save after so many, the process is killed: nothing is saved from then on. */
  open(savesToLive = Infinity): { readonly storage: Storage; readonly dead: Promise<void> } {
    let die = (): void => undefined;
    const dead = new Promise<void>((resolve) => {
      die = resolve;
    });
    let left = savesToLive;
    let changes: Change[] = [];
    let saving: Promise<void> | undefined;
    const save = (): boolean => {
      if (left === 0) return false;
      left -= 1;
      this.saves += 1;
      for (const { kind, key, text } of changes) this.#write(kind, key, text());
      changes = [];
      return true;
    };
    const change = (given: Change): void => {
      changes.push(given);
      saving ??= new Promise((resolve) => {
        setImmediate(() => {
          saving = undefined;
          if (save()) resolve();
          else die();
        });
      });
    };
    const entries = (kind: string): StoredEntries => ({
      all: () => this.#read(kind, ''),
      from: (key) => this.#read(kind, key),
      get: (key) => this.#read(kind, key).find(([each]) => each === key)?.[1],
      put: (key, value) => change({ kind, key, text: () => JSON.stringify(value) }),
      putText: (key, json) => change({ kind, key, text: () => json }),
      remove: (key) => change({ kind, key, text: () => undefined }),
    });
    const texts = (kind: string): StoredTexts => ({
      get: (key) => this.of(kind).get(key),
      from: (key) => this.#from(kind, key),
      put: (key, ...parts) => change({ kind, key, text: () => parts.join('') }),
      remove: (key) => change({ kind, key, text: () => undefined }),
    });
    const close = (): Promise<void> => {
      save();
      return Promise.resolve();
    };
    const saved = (): Promise<void> => saving ?? Promise.resolve();
    return { storage: { durable: true, entries, texts, saved, savedAtLast: saved, close }, dead };
  }

  /** Keys and texts of one kind. */
  of(kind: string): ReadonlyMap<string, string> {
    return this.#kept.get(kind) ?? new Map<string, string>();
  }

  #write(kind: string, key: string, text: string | undefined): void {
    const entries = this.#kept.get(kind) ?? new Map<string, string>();
    if (text === undefined) entries.delete(key);
    else entries.set(key, text);
    this.#kept.set(kind, entries);
  }

  #read(kind: string, first: string): readonly (readonly [string, Json])[] {
    return this.#from(kind, first).map(([key, text]) => [key, JSON.parse(text) as Json]);
  }

  #from(kind: string, first: string): readonly (readonly [string, string])[] {
    return [...this.of(kind)]
      .filter(([key]) => key >= first)
      .sort(([one], [other]) => (one < other ? -1 : 1));
  }
}
