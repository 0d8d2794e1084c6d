import type { Clock } from '../clock.ts';
import type { Bus } from './buses.ts';
import type { Rule } from './rule.ts';

/** The timers of rules on schedules. */
export type Schedules = {
  /** To be called whenever a rule was put, changed or deleted. */
  follow(bus: Bus, name: string): void;
  stop(): void;
};

/** Milliseconds: where time is made to run fast, what is called must still get round to its work. */
const LEAST_PAUSE = 250;

export function createSchedules(clock: Clock, fire: (rule: Rule) => void): Schedules {
  const timers = new Map<string, () => void>();
  const follow = (bus: Bus, name: string): void => {
    timers.get(name)?.();
    timers.delete(name);
    const schedule = bus.rules.get(name)?.definition.schedule;
    if (schedule !== undefined) arm(bus, name, clock.now());
  };
  const arm = (bus: Bus, name: string, after: number): void => {
    const rule = bus.rules.get(name);
    const next =
      rule?.definition.state === 'ENABLED' ? rule.definition.schedule?.parsed.next(after) : undefined;
    if (next === undefined) return;
    const cancel = clock.at(next, () => {
      const current = bus.rules.get(name);
      const pause = clock.after(LEAST_PAUSE, () => {
        // After the instant it was for, not after now: a timer may come late, and none may be left out.
        arm(bus, name, Math.max(next, clock.now() - 1));
      });
      timers.set(name, pause);
      if (current !== undefined) fire(current);
    });
    timers.set(name, cancel);
  };
  return {
    follow: (bus, name) => {
      // Only the default bus has schedules.
      if (bus.name === 'default') follow(bus, name);
    },
    stop() {
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}
