import type { Machine } from '../model.ts';
import type { Execution } from './execution.ts';

/** One execution that is played, and what is remembered of it only as long as it is. */
export type Entry = {
  readonly execution: Execution;
  readonly machine: Machine;
  /** Attempts whose integration has been called and has not replied: few, and mostly none. */
  called: readonly string[];
  /** What is to be done between two steps. */
  readonly commands: (() => void)[];
  /** Who wants to know when the execution has been put on the shelf. */
  readonly waiting: (() => void)[];
  running: Promise<void> | undefined;
  woken: boolean;
  /** Since it was put on the shelf. */
  changed: boolean;
  cancel: (() => void) | undefined;
};

export function newEntry(execution: Execution, machine: Machine): Entry {
  return {
    execution,
    machine,
    called: [],
    commands: [],
    waiting: [],
    running: undefined,
    woken: false,
    changed: false,
    cancel: undefined,
  };
}
