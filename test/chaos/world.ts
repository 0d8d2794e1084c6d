/** The world of one instance, and of those that it draws in: table, Step Functions, bus, and the functions under test. */
import type { DynamoDBRecord } from 'aws-lambda';
import { setImmediate } from 'node:timers/promises';
import type { Envelope } from '../../lib/projection/messages.ts';
import type { InstanceRow, WaitingRow } from '../../lib/projection/rows.ts';
import type { Execution } from '../../lib/local/asl/engine/execution.ts';
import { Agenda } from '../../lib/testing/agenda.ts';
import { closingsIn, envelopeOf, takenBy, type Said } from '../../lib/testing/world/bus.ts';
import { waitRecord } from '../../lib/testing/world/given-to-functions.ts';
import { ChaosExecutions } from './executions.ts';
import { Faults } from './faults.ts';
import type { Weather } from './faults.ts';
import { Integrating } from './integrating.ts';
import { PREFIX } from './monitored.ts';
import type { Monitored } from './monitored.ts';
import { ChaosTable } from './table.ts';

export type Functions = {
  /** A rule has matched. */
  readonly event: (choreography: string, rule: 'start' | 'events', envelope: Envelope) => void;
  readonly waitPut: (row: WaitingRow, record: DynamoDBRecord) => void;
  readonly ended: (execution: Execution) => void;
  readonly timerSet: () => void;
  /** Whatever was given up is brought back. */
  readonly driveBack: () => void;
};

/** An event that a rule has taken from the bus. */
export type Accepted = { readonly choreography: string; readonly envelope: Envelope; readonly at: number };

/** What is still under way then would never come to rest; the judge will tell why. */
const LONGEST_REST = 60 * 86_400_000;

export class World {
  readonly agenda: Agenda;
  readonly faults: Faults;
  readonly table: ChaosTable;
  readonly executions: ChaosExecutions;
  readonly monitored: ReadonlyMap<string, Monitored>;
  readonly accepted: Accepted[] = [];
  /** Deliveries by a rule, repeated ones among them. */
  deliveries = 0;
  readonly integrating: Integrating;
  readonly #functions: Functions;
  readonly #broken: unknown[] = [];
  #records = 0;
  #published = 0;

  constructor(
    monitored: ReadonlyMap<string, Monitored>,
    begin: number,
    weather: Weather,
    functions: (world: World) => Functions,
  ) {
    this.monitored = monitored;
    this.agenda = new Agenda(begin);
    this.faults = new Faults(weather);
    this.table = new ChaosTable(() => this.agenda.now(), {
      waitPut: (row, before) =>
        this.#functions.waitPut(row, waitRecord(row, before, String((this.#records += 1)).padStart(9, '0'))),
      instanceChanged: (before, after) => this.#tellClosing(before, after),
      timerSet: () => this.#functions.timerSet(),
    });
    this.integrating = new Integrating(this);
    this.executions = new ChaosExecutions({
      deployed: monitored,
      prefix: PREFIX,
      agenda: this.agenda,
      faults: this.faults,
      integrations: ({ resource, arguments: given }) => this.integrating.perform(resource, given),
      ended: (execution) => this.#functions.ended(execution),
      broke: (error) => this.broke(error),
    });
    this.#functions = functions(this);
  }

  driveBack(): void {
    this.#functions.driveBack();
  }

  /** An error of the test itself. */
  broke(error: unknown): void {
    this.#broken.push(error);
  }

  /** Everything up to that instant, and then whatever is under way. */
  async run(until: number): Promise<void> {
    const { agenda } = this;
    for (let next = agenda.next(); next !== undefined; next = agenda.next()) {
      if (next > until && (!agenda.busy || next > until + LONGEST_REST)) break;
      agenda.turn();
      // All promises go as far as they get without the agenda.
      await setImmediate();
      await this.executions.idle();
      await setImmediate();
      if (this.#broken.length > 0) throw new Error('The test is broken', { cause: this.#broken[0] });
    }
  }

  /** Every rule that matches sends it on, now and then more than once. */
  publish(envelope: Envelope): void {
    const { faults, agenda } = this;
    const copies = faults.strikes('message doubled', 0.05) ? 2 : 1;
    for (const { choreography, rule } of takenBy(this.monitored, envelope)) {
      for (let copy = 0; copy < copies; copy += 1) {
        agenda.in(faults.delay(copy === 0 ? 200 : 60_000), () => {
          this.accepted.push({ choreography, envelope, at: agenda.now() });
          this.deliveries += 1;
          this.#functions.event(choreography, rule, envelope);
        });
      }
    }
  }

  /** What the notifier says of a closing, at least once: other choreographies hear it. */
  #tellClosing(before: InstanceRow | undefined, after: InstanceRow): void {
    for (const said of closingsIn(before, after, this.agenda.now())) {
      const copies = this.faults.strikes('notice doubled', 0.2) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1)
        this.agenda.in(this.faults.delay(2000), () => this.say(said));
    }
  }

  /** As PutEvents does. */
  say(said: Said): void {
    this.publish(envelopeOf(said, `published-${(this.#published += 1)}`, this.agenda.now()));
  }
}
