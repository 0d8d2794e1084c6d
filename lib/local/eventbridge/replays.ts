import type { Clock } from '../clock.ts';
import type { Storage } from '../storage/storage.ts';
import { entriesOf } from '../storage/typed.ts';
import { secondsOf, type Archives } from './archives.ts';
import { replayedEvent, type BusEvent } from './envelope.ts';

export type Replay = {
  readonly name: string;
  readonly description: string | null;
  /** Its name. */
  readonly archive: string;
  /** ARN. */
  readonly bus: string;
  /** ARNs of rules; null where all of the bus get the events. */
  readonly rules: readonly string[] | null;
  /** Seconds, both included. */
  readonly from: number;
  readonly to: number;
  readonly state: 'STARTING' | 'RUNNING' | 'CANCELLED' | 'COMPLETED' | 'FAILED';
  readonly reason: string | null;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** The key of the last event that was replayed. */
  readonly last: string | null;
};

export type Replays = {
  start(replay: Omit<Replay, 'state' | 'reason' | 'startedAt' | 'endedAt' | 'last'>): Replay;
  cancel(replay: Replay): Replay;
  find(name: string): Replay | undefined;
  list(): readonly Replay[];
  /** Goes on with what was running when the process ended. */
  resume(): void;
  stop(): void;
};

/** Events of one turn: a long replay must not keep everything else waiting. */
const AT_ONCE = 100;

export function createReplays(around: {
  readonly clock: Clock;
  readonly storage: Storage;
  readonly archives: Archives;
  /** Brings an event to those rules of the bus that it matches. */
  readonly deliver: (bus: string, event: BusEvent, rules: readonly string[] | null) => void;
}): Replays {
  const { clock, archives } = around;
  const stored = entriesOf<Replay>(around.storage, 'events replay');
  const replays = new Map<string, Replay>(stored.all());
  const timers = new Set<() => void>();
  let stopped = false;

  const set = (replay: Replay): Replay => {
    replays.set(replay.name, replay);
    stored.put(replay.name, replay);
    return replay;
  };
  const soon = (go: () => void): void => {
    if (stopped) return;
    const cancel = clock.at(clock.now(), () => {
      timers.delete(cancel);
      go();
    });
    timers.add(cancel);
  };
  /** What comes into the archive from now on is not replayed. */
  const run = (name: string): void => {
    const replay = replays.get(name);
    if (replay === undefined || !isUnderWay(replay)) return;
    const archive = archives.find(replay.archive);
    const all = archive?.events.between(replay.from, replay.to) ?? [];
    const { last } = replay;
    if (archive !== undefined) step(name, last === null ? all : all.filter(([key]) => key > last));
    else {
      const reason = `Archive ${replay.archive} does not exist.`;
      set({ ...replay, state: 'FAILED', reason, endedAt: clock.now() });
    }
  };
  /** What is handed on and how far that is are saved together. */
  const step = (name: string, left: readonly (readonly [key: string, text: string])[]): void => {
    const replay = replays.get(name);
    if (replay === undefined || !isUnderWay(replay)) return;
    const now = left.slice(0, AT_ONCE);
    const [last = replay.last] = now.at(-1) ?? [];
    const reached = set({ ...replay, state: 'RUNNING', last });
    for (const [, text] of now) around.deliver(reached.bus, replayedEvent(text, name), reached.rules);
    if (now.length === left.length) {
      set({ ...reached, state: 'COMPLETED', endedAt: clock.now() });
      return;
    }
    soon(() => step(name, left.slice(AT_ONCE)));
  };

  return {
    start(given) {
      const begun = {
        state: 'STARTING',
        reason: null,
        startedAt: clock.now(),
        endedAt: null,
        last: null,
      } as const;
      const replay = set({ ...given, ...begun });
      soon(() => run(replay.name));
      return replay;
    },
    cancel: (replay) => set({ ...replay, state: 'CANCELLED', endedAt: clock.now() }),
    find: (name) => replays.get(name),
    list: () => [...replays.values()],
    resume() {
      for (const replay of replays.values()) if (isUnderWay(replay)) soon(() => run(replay.name));
    },
    stop() {
      stopped = true;
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}

export function isUnderWay({ state }: Replay): boolean {
  return state === 'STARTING' || state === 'RUNNING';
}

/** Of the last event that was replayed, in seconds. */
export function lastTimeOf({ last }: Replay): number | undefined {
  return last === null ? undefined : secondsOf(last);
}
