/** State machines in the storage. */
import type { Storage, StoredEntries } from '../storage/storage.ts';
import type { Definitions } from './definitions.ts';
import type { StoredMachine } from './store.ts';

/** As it is stored: JSON, with the definition by its content. */
type Record = Omit<StoredMachine, 'definition' | 'machine' | 'tags'> & {
  readonly definition: string;
  readonly tags: readonly (readonly [key: string, value: string])[];
};

export class MachineShelf {
  readonly #entries: StoredEntries;
  readonly #definitions: Definitions;

  constructor(storage: Storage, definitions: Definitions) {
    this.#entries = storage.entries('states.machines');
    this.#definitions = definitions;
  }

  all(): readonly StoredMachine[] {
    return this.#entries.all().map(([, value]) => {
      const record = recordOf(value);
      const { text, machine } = this.#definitions.stored(record.definition);
      return { ...record, definition: text, machine, tags: new Map(record.tags) };
    });
  }

  put({ machine, definition, tags, ...plain }: StoredMachine): void {
    const { hash } = this.#definitions.of(definition, machine);
    this.#entries.put(plain.arn, { ...plain, definition: hash, tags: [...tags] });
  }

  remove(arn: string): void {
    this.#entries.remove(arn);
  }
}

function recordOf(value: unknown): Record {
  if (isRecord(value)) return value;
  throw new Error('The stored data holds what is no state machine.');
}

/** Shallow on purpose: nobody but `put` writes there. */
function isRecord(value: unknown): value is Record {
  return typeof value === 'object' && value !== null && 'arn' in value && 'definition' in value;
}
