/** Puts executions on the shelf, between two of their steps. */
import type { Entry } from './entry.ts';
import type { Shelf } from './ports.ts';

export class Keeping {
  readonly #shelf: Shelf | undefined;

  constructor(shelf: Shelf | undefined) {
    this.#shelf = shelf;
  }

  /** Only ever between two steps. */
  put(entry: Entry): void {
    if (entry.changed) this.#shelf?.put(entry.execution);
    entry.changed = false;
    if (entry.waiting.length > 0) for (const told of entry.waiting.splice(0)) told();
  }

  /** When all that the execution has been told so far outlives the process. */
  async stored(entry: Entry | undefined): Promise<void> {
    if (this.#shelf === undefined) return;
    // In the middle of a step there is nothing that could be put.
    if (entry?.running !== undefined)
      await new Promise<void>((resolve) => {
        entry.waiting.push(resolve);
      });
    else if (entry !== undefined) this.put(entry);
    await this.#shelf.saved();
  }

  /** When all that was put so far is saved, however long it takes; undefined where nothing is kept. */
  kept(): Promise<void> | undefined {
    return this.#shelf?.savedAtLast();
  }
}
