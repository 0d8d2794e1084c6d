import type { Clock } from '../clock.ts';
import type { Storage } from '../storage/storage.ts';
import { entriesOf } from '../storage/typed.ts';
import type { Bus } from './buses.ts';
import type { Rule } from './rule.ts';
import { parseSchedule } from './schedule.ts';

/** The timers of rules on schedules. */
export type Schedules = {
  /** To be called whenever a rule was put, changed or deleted. */
  follow(bus: Bus, name: string): void;
  /** To be called when all targets are there, where schedules are stored: what fell due meanwhile fires, once. */
  resume(): void;
  stop(): void;
};

/** Of an enabled rule. */
export type StoredSchedule = {
  readonly text: string;
  /** From when on a rate counts. */
  readonly since: number;
  /** The instant for which it fired last, or when it was first seen. */
  readonly fired: number;
};

/**
 * Milliseconds of the machine between two turns of one rule. Where days pass in seconds, every minute would be more often
 * than a function can: its turns would pile up. What falls due in between comes once.
 */
const LEAST_GAP = 50;

/** What is stored holds as long as the rule's schedule is the same: rates go on, and no instant is left out. */
export function createSchedules(clock: Clock, storage: Storage, fire: (rule: Rule) => void): Schedules {
  const timers = new Map<string, () => void>();
  const stored = entriesOf<StoredSchedule>(storage, 'events schedule');
  const before = new Map(stored.all());
  /** Of rules that were made before the targets were. */
  const early = new Map<string, Bus>();
  let resumed = !storage.durable;

  const arm = (bus: Bus, name: string, { text, since, fired }: StoredSchedule): void => {
    const next = parseSchedule(text, since)?.next(fired);
    if (next === undefined) return;
    const cancel = clock.at(next, () => {
      const current = bus.rules.get(name);
      // After the instant it was for, not after now: a timer may come late, and none may be left out.
      const shown = { text, since, fired: Math.max(next, clock.now() - 1) };
      if ((clock.pace ?? 1) > 1)
        timers.set(
          name,
          clock.after(LEAST_GAP, () => arm(bus, name, shown)),
        );
      else arm(bus, name, shown);
      stored.put(name, shown);
      if (current !== undefined) fire(current);
    });
    timers.set(name, cancel);
  };
  const follow = (bus: Bus, name: string): void => {
    timers.get(name)?.();
    timers.delete(name);
    if (!resumed) {
      early.set(name, bus);
      return;
    }
    const { schedule, state } = bus.rules.get(name)?.definition ?? {};
    const known = before.get(name);
    before.delete(name);
    if (schedule === undefined || state === 'DISABLED') {
      stored.remove(name);
      return;
    }
    const { text, since } = schedule;
    const begun = known?.text === text ? known : { text, since, fired: clock.now() };
    stored.put(name, begun);
    arm(bus, name, begun);
  };
  return {
    follow(bus, name) {
      // Only the default bus has schedules.
      if (bus.name === 'default') follow(bus, name);
    },
    resume() {
      resumed = true;
      for (const [name, bus] of early) follow(bus, name);
      early.clear();
    },
    stop() {
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}
