/** Choreographies as deployed, and all that stands around them, in memory and virtual time: nothing goes wrong here. */
import { setImmediate } from 'node:timers/promises';
import { parseJson } from '../../local/asl/json.ts';
import type { Execution } from '../../local/asl/engine/execution.ts';
import type { Choreography } from '../../definition/model.ts';
import type { Json } from '../../local/service.ts';
import type { Envelope } from '../../projection/messages.ts';
import { detailOf } from '../../projection/notice-detail.ts';
import { NOTICE_SOURCE, noticesOf } from '../../projection/notices.ts';
import { itemOf } from '../../projection/parse-row.ts';
import { matchesPattern } from '../../projection/pattern.ts';
import type { InstanceRow } from '../../projection/rows.ts';
import { Agenda } from '../agenda.ts';
import type { Mocks } from '../mocks.ts';
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
      instanceChanged: (before, after) => this.#tellClosing(before, after),
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
      say: (source, type, detail) => this.say(source, type, detail),
    });
  }

  /** What the machines did beside their waits, in order. */
  get done(): readonly Done[] {
    return this.#outside.done;
  }

  /** An event comes from the bus now. Whether a rule takes it. */
  publish(envelope: Envelope): boolean {
    let taken = false;
    for (const [choreography, { compiled }] of this.deployed) {
      const { start, events } = compiled.rules;
      const rule = matchesPattern(start, envelope)
        ? 'start'
        : events !== undefined && matchesPattern(events, envelope)
          ? 'events'
          : undefined;
      if (rule === undefined) continue;
      taken = true;
      this.#functions.event(choreography, rule, envelope);
    }
    return taken;
  }

  /** As PutEvents does. */
  say(source: string, detailType: string, detail: Json): void {
    this.publish({
      version: '0',
      id: `published-${(this.#published += 1)}`,
      source,
      'detail-type': detailType,
      account: '000000000000',
      region: 'eu-central-1',
      resources: [],
      time: `${new Date(this.agenda.now()).toISOString().slice(0, 19)}Z`,
      detail,
    });
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

  /** What the notifier says of a closing: other choreographies hear it. */
  #tellClosing(before: InstanceRow | undefined, after: InstanceRow): void {
    const change = { before: before === undefined ? undefined : itemOf(before), after: itemOf(after) };
    for (const notice of noticesOf(change, this.agenda.now())) {
      if (notice.detailType === 'Choreography Instance Closed')
        this.say(NOTICE_SOURCE, notice.detailType, parseJson(detailOf(notice)));
    }
  }

  execution({ choreography, execution }: InstanceRow): Execution | undefined {
    return this.executions.find(choreography, execution);
  }
}
