import { matchesJson } from '../../patterns/matches.ts';
import type { Pattern } from '../../patterns/pattern.ts';
import { AwsError, type Place } from '../service.ts';
import { createDefinitions } from '../storage/definitions.ts';
import type { Storage } from '../storage/storage.ts';
import { entriesOf, type EntriesOf } from '../storage/typed.ts';
import type { Bus } from './buses.ts';
import type { BusEvent } from './envelope.ts';
import { demandPattern } from './rule.ts';

/** What CreateArchive and UpdateArchive say. */
export type ArchiveDefinition = {
  /** ARN. */
  readonly bus: string;
  readonly description: string | null;
  readonly pattern: string | null;
  /** Days; 0 is for ever. */
  readonly retention: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
};

export type Archive = {
  readonly name: string;
  readonly arn: string;
  readonly definition: ArchiveDefinition;
  readonly pattern: Pattern | undefined;
  readonly events: ArchivedEvents;
};

/** Texts of events by keys in the order of the events' times. */
export type ArchivedEvents = {
  add(seconds: number, event: BusEvent): void;
  count(): number;
  /** Bytes. */
  size(): number;
  /** Those from one second to another, both included. */
  between(first: number, last: number): readonly (readonly [key: string, text: string])[];
  dropBefore(seconds: number): void;
};

export type Archives = {
  /** @throws AwsError */
  create(name: string, definition: Omit<ArchiveDefinition, 'createdAt'>): Archive;
  update(archive: Archive, definition: ArchiveDefinition): Archive;
  delete(archive: Archive): void;
  find(name: string): Archive | undefined;
  /** @throws AwsError */
  demand(name: string): Archive;
  /** Without what is older than each of them keeps. */
  list(): readonly Archive[];
  /** Puts an event of a bus into the archives that want it. */
  record(bus: Bus, event: BusEvent, time: number): void;
  restore(): Promise<void>;
};

const DAY = 86_400;

export function createArchives(place: Place, now: () => number, storage: Storage): Archives {
  const archives = new Map<string, Archive>();
  const definitions = createDefinitions<ArchiveDefinition>(storage, 'events archive', (definition) => ({
    ...definition,
    createdAt: 0,
  }));
  const put = (name: string, definition: ArchiveDefinition, events: ArchivedEvents): Archive => {
    const arn = `arn:aws:events:${place.region}:${place.account}:archive/${name}`;
    const pattern = definition.pattern === null ? undefined : demandPattern(definition.pattern);
    const archive = { name, arn, definition, pattern, events };
    archives.set(name, archive);
    return archive;
  };
  const add = (name: string, definition: ArchiveDefinition): Archive =>
    put(name, definition, archivedEvents(entriesOf(storage, `events archived ${name}`)));
  const remove = (archive: Archive): void => {
    archives.delete(archive.name);
    archive.events.dropBefore(Infinity);
  };
  const dropOld = ({ definition: { retention }, events }: Archive): void => {
    if (retention > 0) events.dropBefore(Math.floor(now() / 1000) - retention * DAY);
  };

  return {
    create(name, given) {
      if (archives.has(name))
        throw new AwsError('ResourceAlreadyExistsException', `Archive ${name} already exists.`);
      const archive = add(name, { ...given, createdAt: now() });
      definitions.changed(name, archive.definition);
      return archive;
    },
    update(archive, definition) {
      definitions.changed(archive.name, definition);
      return put(archive.name, definition, archive.events);
    },
    delete(archive) {
      remove(archive);
      definitions.deleted(archive.name);
    },
    find: (name) => archives.get(name),
    demand(name) {
      const archive = archives.get(name);
      if (archive === undefined)
        throw new AwsError('ResourceNotFoundException', `Archive ${name} does not exist.`);
      dropOld(archive);
      return archive;
    },
    list() {
      const all = [...archives.values()];
      for (const archive of all) dropOld(archive);
      return all;
    },
    record(bus, event, time) {
      for (const { definition, pattern, events } of archives.values())
        if (definition.bus === bus.arn && (pattern === undefined || matchesJson(pattern, event.node)))
          events.add(Math.floor(time / 1000), event);
    },
    restore: () =>
      definitions.restore((name, definition) => {
        const present = archives.get(name);
        if (definition === undefined) {
          if (present !== undefined) remove(present);
        } else if (present === undefined) add(name, definition);
        else put(name, definition, present.events);
      }),
  };
}

/** Seconds before 1970 exist, too. */
const EARLIEST = 8_640_000_000_000;

function keyOf(seconds: number): string {
  return String(seconds + EARLIEST).padStart(14, '0');
}

export function secondsOf(key: string): number {
  return Number(key.slice(0, 14)) - EARLIEST;
}

function archivedEvents(stored: EntriesOf<string>): ArchivedEvents {
  const events = new Map<string, string>(stored.all());
  let size = 0;
  for (const text of events.values()) size += Buffer.byteLength(text);
  return {
    add(seconds, { id, text }) {
      const key = `${keyOf(seconds)} ${id}`;
      events.set(key, text);
      stored.put(key, text);
      size += Buffer.byteLength(text);
    },
    count: () => events.size,
    size: () => size,
    between(first, last) {
      const [from, to] = [keyOf(first), keyOf(last + 1)];
      return [...events].filter(([key]) => key >= from && key < to).sort(([a], [b]) => (a < b ? -1 : 1));
    },
    dropBefore(seconds) {
      for (const [key, text] of events) {
        if (secondsOf(key) >= seconds) continue;
        events.delete(key);
        stored.remove(key);
        size -= Buffer.byteLength(text);
      }
    },
  };
}
