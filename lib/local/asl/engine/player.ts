/**
 * Plays executions: takes steps as long as there are any, and sets one timer an execution. Between steps nothing but the
 * execution's own data and that timer exists, so a paused execution costs little.
 */
import { setImmediate } from 'node:timers/promises';
import type { Machine } from '../model.ts';
import { perform, takeDueCalls, type DueCall } from './calls.ts';
import { newEntry, type Entry } from './entry.ts';
import type { Answer, Execution, TaskPhase } from './execution.ts';
import { Keeping } from './keeping.ts';
import type { Ports } from './ports.ts';
import { abortExecution, failDeleted, step, timeOutExecution } from './step.ts';
import { awaitedTask, type TokenContent } from './token.ts';
import { dueAt, nextBranch } from './turns.ts';

/** Steps between two breaks for other work. */
const BREATH = 50;

export class Player {
  readonly #ports: Ports;
  readonly #keeping: Keeping;
  readonly #entries = new Map<string, Entry>();
  #stopped = false;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#keeping = new Keeping(ports.shelf);
  }

  /** Takes a new execution, or a redriven one. */
  play(execution: Execution, machine: Machine): void {
    const entry = this.#enter(execution, machine);
    entry.changed = true;
    this.#keeping.put(entry);
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
    const entry = newEntry(execution, machine);
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
    if (phase.heartbeatSeconds !== undefined && phase.heartbeatAt !== undefined) {
      phase.heartbeatAt = this.#ports.clock.now() + phase.heartbeatSeconds * 1000;
      this.#wake(entry);
    }
    return true;
  }

  /** When all that the execution has been told so far outlives the process. */
  stored(arn: string): Promise<void> {
    return this.#keeping.stored(this.#entries.get(arn));
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
    // Nothing is begun in the caller's own turn.
    await Promise.resolve();
    try {
      while (entry.woken && !this.#stopped) {
        entry.woken = false;
        for (let pause = this.#goOn(entry); pause !== undefined; pause = this.#goOn(entry)) await pause;
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
    this.#keeping.put(entry);
    if (execution.status === 'RUNNING') {
      this.#setTimer(entry);
    } else {
      this.#entries.delete(execution.arn);
      this.#ports.onStatus(execution, execution.status);
    }
  }

  /** Takes steps until there is none, or until something is to be waited for before the next. */
  #goOn(entry: Entry): Promise<void> | undefined {
    const { execution, machine, commands } = entry;
    const { clock, region, newId, random, transition, isDeleted = () => false } = this.#ports;
    for (let count = 0; !this.#stopped; count += 1) {
      if (commands.length > 0) for (const command of commands.splice(0)) command();
      const now = clock.now();
      if (!hasEnded(execution) && isTimeUp(execution, now)) timeOutExecution(execution, now);
      // Its end is put on the shelf where it is told.
      if (hasEnded(execution)) return undefined;
      this.#callIntegrations(entry);
      const branch = nextBranch(execution, now);
      if (branch === undefined) return undefined;
      if (count === BREATH) return this.#between(entry, setImmediate());
      const enters = branch.entered === undefined;
      if (enters && isDeleted(execution)) {
        failDeleted(execution, now);
        return undefined;
      }
      const throttled = enters ? transition?.() : undefined;
      if (throttled !== undefined) return this.#between(entry, throttled);
      entry.changed = true;
      const going = step({ execution, machine, region, now, random, newId }, branch);
      if (going !== undefined) return going;
    }
    return undefined;
  }

  /** Between two steps, there is time to put it. */
  #between(entry: Entry, pause: Promise<void>): Promise<void> {
    if (entry.waiting.length > 0) this.#keeping.put(entry);
    return pause;
  }

  #callIntegrations(entry: Entry): void {
    const due = takeDueCalls(entry);
    if (due.length === 0) return;
    // A token that is given away must still be good in another process.
    this.#keeping.put(entry);
    for (const call of due) void this.#call(entry, call);
  }

  async #call(entry: Entry, call: DueCall): Promise<void> {
    const kept = this.#keeping.kept();
    if (kept !== undefined) await kept;
    if (this.#stopped) return;
    await perform(call, this.#ports.integrations);
    entry.called = entry.called.filter((attempt) => attempt !== call.phase.attempt);
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
