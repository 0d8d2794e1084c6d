/**
 * Plays executions: takes steps as long as there are any, calls integrations, and sets one timer an execution.
 * Between steps nothing but the execution's own data and that timer exists, so a paused execution costs little.
 */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../clock.ts';
import type { Machine } from '../model.ts';
import { dueCalls, perform, type DueCall, type Integrate } from './calls.ts';
import type { Answer, Execution, Status, TaskPhase } from './execution.ts';
import type { Random } from '../evaluate/functions.ts';
import { abortExecution, step, timeOutExecution } from './step.ts';
import { awaitedTask, type TokenContent } from './token.ts';
import { dueAt, nextBranch } from './turns.ts';

export type Ports = {
  readonly clock: Clock;
  readonly region: string;
  readonly newId: () => string;
  readonly random: Random;
  readonly integrations: Integrate;
  /** Called at the start, at a redrive and at the end. */
  readonly onStatus: (execution: Execution, status: Status) => void;
  /** An error of the engine itself, never of a definition. */
  readonly onFault: (execution: Execution, error: unknown) => void;
  /** Where executions outlive the process. @default nowhere */
  readonly shelf?: Shelf;
  /**
   * Admits the entering of a state; a promise where it has to wait, and then asks again. @default all are admitted
   */
  readonly transition?: () => Promise<void> | undefined;
};

export type Shelf = {
  /**
   * Takes the execution as it is now, which is between two steps. A status is put in the turn of the event loop in which
   * `onStatus` tells it, so that whoever saves both with the turn loses neither.
   */
  put(execution: Execution): void;
  /** When all that was put outlives the process. */
  saved(): Promise<void>;
};

type Entry = {
  readonly execution: Execution;
  readonly machine: Machine;
  /** Attempts whose integration has been called. */
  readonly called: Set<string>;
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

/** Steps between two breaks for other work. */
const BREATH = 50;

export class Player {
  readonly #ports: Ports;
  readonly #entries = new Map<string, Entry>();
  #stopped = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Takes a new execution, or a redriven one. */
  play(execution: Execution, machine: Machine): void {
    const entry = this.#enter(execution, machine);
    entry.changed = true;
    this.#put(entry);
    this.#ports.onStatus(execution, 'RUNNING');
    this.#wake(entry);
  }

  /**
   * Goes on with an execution from a store. A call whose reply was not stored is made again: what it did before the
   * process ended cannot be known, so it is made at least once, as with AWS's own retries. A task that waits for its
   * token makes it with the same token.
   */
  resume(execution: Execution, machine: Machine): void {
    const entry = this.#enter(execution, machine);
    const now = this.#ports.clock.now();
    this.#callIntegrations(entry);
    // Most of many thousands only wait: nothing is begun for them.
    if (isTimeUp(execution, now) || nextBranch(execution, now) !== undefined) this.#wake(entry);
    else this.#setTimer(entry);
  }

  #enter(execution: Execution, machine: Machine): Entry {
    const entry: Entry = {
      execution,
      machine,
      called: new Set(),
      commands: [],
      waiting: [],
      running: undefined,
      woken: false,
      changed: false,
      cancel: undefined,
    };
    this.#entries.set(execution.arn, entry);
    return entry;
  }

  /** Ends the execution between two steps. */
  async abort(
    execution: Execution,
    given: { readonly error: string | undefined; readonly cause: string | undefined },
  ): Promise<void> {
    const entry = this.#entries.get(execution.arn);
    if (entry === undefined) return;
    entry.commands.push(() => {
      if (execution.status === 'RUNNING') abortExecution(execution, this.#ports.clock.now(), given);
    });
    this.#wake(entry);
    await entry.running;
  }

  #awaited(token: TokenContent): { readonly entry: Entry; readonly phase: TaskPhase } | undefined {
    const entry = this.#entries.get(token.execution);
    const phase = entry && awaitedTask(entry.execution, token, this.#ports.clock.now());
    return entry === undefined || phase === undefined ? undefined : { entry, phase };
  }

  /** Takes the first answer; whether it was the first. */
  answer(token: TokenContent, answer: Answer): boolean {
    const found = this.#awaited(token);
    if (found === undefined) return false;
    found.phase.answer = answer;
    this.#wake(found.entry);
    return true;
  }

  /** Whether a task waits for this token; if it needs heartbeats, this was one. */
  heartbeat(token: TokenContent): boolean {
    const found = this.#awaited(token);
    if (found === undefined) return false;
    const { phase, entry } = found;
    if (phase.heartbeatSeconds !== undefined) {
      phase.heartbeatAt = this.#ports.clock.now() + phase.heartbeatSeconds * 1000;
      this.#wake(entry);
    }
    return true;
  }

  /** When all that the execution has been told so far outlives the process. */
  async stored(arn: string): Promise<void> {
    const { shelf } = this.#ports;
    if (shelf === undefined) return;
    const entry = this.#entries.get(arn);
    // In the middle of a step there is nothing that could be put.
    if (entry?.running !== undefined)
      await new Promise<void>((resolve) => {
        entry.waiting.push(resolve);
      });
    else if (entry !== undefined) this.#put(entry);
    await shelf.saved();
  }

  /** When no execution has a step to take. Calls under way are not waited for. */
  async idle(): Promise<void> {
    for (;;) {
      const running = [...this.#entries.values()].flatMap((entry) => entry.running ?? []);
      if (running.length === 0) return;
      await Promise.all(running);
    }
  }

  /** Forgets all executions and their timers, wherever they are. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const entry of this.#entries.values()) entry.cancel?.();
    await this.idle();
    for (const entry of this.#entries.values()) entry.cancel?.();
    this.#entries.clear();
  }

  #wake(entry: Entry): void {
    entry.changed = true;
    // A reply may come when the execution has ended, or has been redriven since.
    if (this.#stopped || this.#entries.get(entry.execution.arn) !== entry) return;
    entry.woken = true;
    entry.running ??= this.#run(entry);
  }

  async #run(entry: Entry): Promise<void> {
    const { execution } = entry;
    try {
      while (entry.woken && !this.#stopped) {
        entry.woken = false;
        await this.#takeSteps(entry);
      }
    } catch (error) {
      this.#ports.onFault(execution, error);
      abortExecution(execution, this.#ports.clock.now(), {
        error: 'States.Runtime',
        cause: `The local cloud's engine failed: ${error instanceof Error ? error.message : String(error)}`,
      });
    }
    // In the same turn as the last look at `woken`: a wake after this begins anew.
    entry.running = undefined;
    entry.cancel?.();
    entry.cancel = undefined;
    this.#put(entry);
    if (execution.status === 'RUNNING') {
      this.#setTimer(entry);
    } else {
      this.#entries.delete(execution.arn);
      this.#ports.onStatus(execution, execution.status);
    }
  }

  /** Only ever between two steps. */
  #put(entry: Entry): void {
    if (entry.changed) this.#ports.shelf?.put(entry.execution);
    entry.changed = false;
    for (const told of entry.waiting.splice(0)) told();
  }

  async #takeSteps(entry: Entry): Promise<void> {
    const { execution, machine, commands } = entry;
    const { clock, region, newId, random } = this.#ports;
    // Nothing is begun in the caller's own turn.
    await Promise.resolve();
    for (let count = 1; execution.status === 'RUNNING' && !this.#stopped; count += 1) {
      for (const command of commands.splice(0)) command();
      const now = clock.now();
      if (isTimeUp(execution, now)) timeOutExecution(execution, now);
      if (hasEnded(execution)) return;
      const branch = nextBranch(execution, now);
      if (branch === undefined) return;
      const throttled = branch.entered === undefined ? this.#ports.transition?.() : undefined;
      if (throttled !== undefined) {
        await this.#waitFor(entry, throttled);
        continue;
      }
      await step({ execution, machine, region, now, random, newId }, branch);
      entry.changed = true;
      // Its end is put on the shelf where it is told.
      if (hasEnded(execution)) return;
      this.#callIntegrations(entry);
      if (count % BREATH === 0) await this.#breathe(entry);
    }
  }

  async #breathe(entry: Entry): Promise<void> {
    await this.#waitFor(entry, setImmediate());
  }

  async #waitFor(entry: Entry, pause: Promise<void>): Promise<void> {
    if (entry.waiting.length > 0) this.#put(entry);
    await pause;
  }

  #callIntegrations(entry: Entry): void {
    const due = dueCalls(entry.execution, entry.called);
    if (due.length === 0) return;
    // A token that is given away must still be good in another process.
    this.#put(entry);
    for (const call of due) {
      entry.called.add(call.phase.attempt);
      void this.#call(entry, call);
    }
  }

  async #call(entry: Entry, call: DueCall): Promise<void> {
    const { shelf, integrations } = this.#ports;
    if (shelf !== undefined) await shelf.saved();
    if (this.#stopped) return;
    const reply = await perform(call, integrations);
    entry.called.delete(call.phase.attempt);
    call.phase.reply = reply;
    this.#wake(entry);
  }

  #setTimer(entry: Entry): void {
    const at = dueAt(entry.execution);
    if (at === undefined || this.#stopped) return;
    entry.cancel = this.#ports.clock.at(at, () => this.#wake(entry));
  }
}

function isTimeUp({ timeoutAt }: Execution, now: number): boolean {
  return timeoutAt !== undefined && timeoutAt <= now;
}

/** Asked anew where a step may have ended it. */
function hasEnded({ status }: Execution): boolean {
  return status !== 'RUNNING';
}
