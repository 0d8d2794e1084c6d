import { createHash } from 'node:crypto';
import type { Storage, StoredEntries } from '../storage/storage.ts';
import type { Definition, Definitions } from './definitions.ts';
import type { MachineThen, StoredMachine } from './store.ts';

/** A machine as it was when executions of it were started: one for all of them, in memory and stored. */
export type Version = {
  readonly key: string;
  readonly of: MachineThen;
  readonly definition: Definition;
};

type VersionRecord = { readonly definition: string; readonly of: MachineThen };

/** Of the hash: two versions of one key will not be seen. */
const KEY_LENGTH = 22;

export class Versions {
  readonly #definitions: Definitions;
  readonly #entries: StoredEntries;
  readonly #known = new Map<string, Version>();
  /** What each machine was when it was last asked for. */
  readonly #last = new WeakMap<StoredMachine, Version>();

  constructor(storage: Storage, definitions: Definitions) {
    this.#definitions = definitions;
    this.#entries = storage.entries('states.versions');
  }

  /** The machine as it is now. */
  of(stored: StoredMachine): Version {
    const last = this.#last.get(stored);
    if (last !== undefined && isSame(last, stored)) return last;
    const { arn, name, roleArn, logging, tracing, updatedAt } = stored;
    const of = { arn, name, roleArn, logging, tracing, updatedAt };
    const definition = this.#definitions.of(stored.definition, stored.machine);
    const text = JSON.stringify({ definition: definition.hash, of } satisfies VersionRecord);
    const key = createHash('sha256').update(text).digest('base64url').slice(0, KEY_LENGTH);
    let version = this.#known.get(key);
    if (version === undefined) {
      version = { key, of, definition };
      this.#entries.putText(key, text);
      this.#known.set(key, version);
    }
    this.#last.set(stored, version);
    return version;
  }

  /** One that is stored. */
  stored(key: string): Version {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const record = this.#entries.get(key);
    if (!isVersion(record)) throw new Error(`The stored data lacks the version ${key} of a state machine.`);
    const version = { key, of: record.of, definition: this.#definitions.stored(record.definition) };
    this.#known.set(key, version);
    return version;
  }
}

function isSame({ of, definition }: Version, stored: StoredMachine): boolean {
  return (
    of.updatedAt === stored.updatedAt &&
    of.roleArn === stored.roleArn &&
    of.logging === stored.logging &&
    of.tracing === stored.tracing &&
    definition.text === stored.definition
  );
}

// Shallow on purpose: nobody but this class writes there.
function isVersion(value: unknown): value is VersionRecord {
  return typeof value === 'object' && value !== null && 'definition' in value && 'of' in value;
}
