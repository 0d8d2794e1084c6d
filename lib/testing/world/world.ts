/** Choreographies as deployed, and all that stands around them, in memory and virtual time: nothing goes wrong here. */
import { setImmediate } from 'node:timers/promises';
import type { Execution } from '../../local/asl/engine/execution.ts';
import type { Choreography } from '../../definition/model.ts';
import type { Envelope } from '../../projection/messages.ts';
import type { InstanceRow } from '../../projection/rows.ts';
import { Agenda } from '../agenda.ts';
import type { Mocks } from '../mocks.ts';
import { closingsIn, envelopeOf, takenBy, type Said } from './bus.ts';
import { deploy, type Deployed } from './deployed.ts';
import { MachineExecutions } from './executions.ts';
import { Functions, PREFIX } from './functions.ts';
import { MemoryTable } from './memory-table.ts';
import { TasksOutside, type Done } from './tasks-outside.ts';

export type { Done };

export class World {
  readonly agenda: Agenda;
  readonly deployed: ReadonlyMap<string, Deployed>;
  readonly table: MemoryTable;
  readonly executions: MachineExecutions;
  readonly #functions: Functions;
  readonly #outside: TasksOutside;
  readonly #broken: unknown[] = [];
  #published = 0;

  constructor(choreographies: readonly Choreography[], begin: number, mocks: () => Mocks) {
    this.agenda = new Agenda(begin);
    this.deployed = new Map(choreographies.map((each) => [each.id, deploy(each)]));
    const broke = (error: unknown): void => void this.#broken.push(error);
    this.table = new MemoryTable({
      waitPut: (row, before) => this.#functions.waitPut(row, before),
      instanceChanged: (before, after) => {
        for (const said of closingsIn(before, after, this.agenda.now())) this.say(said);
      },
      timerSet: () => this.#functions.timerSet(),
    });
    this.executions = new MachineExecutions({
      deployed: this.deployed,
      prefix: PREFIX,
      agenda: this.agenda,
      integrations: (request, call) => this.#outside.perform(request, call),
      ended: (execution) => this.#functions.ended(execution),
      broke,
    });
    const { agenda, deployed, table, executions } = this;
    this.#functions = new Functions({ agenda, deployed, table, executions, broke });
    this.#outside = new TasksOutside({
      ...{ agenda, table, executions, choreographies, mocks, broke },
      say: (said) => this.say(said),
    });
  }

  /** What the machines did beside their waits, in order. */
  get done(): readonly Done[] {
    return this.#outside.done;
  }

  /** An event comes from the bus now. Whether a rule takes it. */
  publish(envelope: Envelope): boolean {
    const taken = takenBy(this.deployed, envelope);
    for (const { choreography, rule } of taken) this.#functions.event(choreography, rule, envelope);
    return taken.length > 0;
  }

  /** As PutEvents does. */
  say(said: Said): void {
    this.publish(envelopeOf(said, `published-${(this.#published += 1)}`, this.agenda.now()));
  }

  /** Lets time pass up to that instant, whatever is due then included; `look` is called after all that happens. */
  async passUntil(instant: number, look: () => Promise<void>): Promise<void> {
    const { agenda } = this;
    await this.settle();
    agenda.at(instant, () => undefined);
    for (let next = agenda.next(); next !== undefined && next <= instant; next = agenda.next()) {
      agenda.turn();
      await this.settle();
      await look();
    }
  }

  /** Until nothing is left to be done now. @throws what went wrong, such as a task that nothing is said about */
  async settle(): Promise<void> {
    do {
      await this.#machinesStandStill();
      if (this.#broken.length > 0) throw this.#broken[0];
    } while (await this.#functions.doNext());
  }

  async #machinesStandStill(): Promise<void> {
    for (let before = -1; before !== this.#steps();) {
      before = this.#steps();
      await this.executions.idle();
      await this.#outside.settled();
      await setImmediate();
      await this.executions.idle();
    }
  }

  #steps(): number {
    let steps = 0;
    for (const { history } of this.executions.all.values()) steps += history.length;
    return steps;
  }

  execution({ choreography, execution }: InstanceRow): Execution | undefined {
    return this.executions.find(choreography, execution);
  }
}
