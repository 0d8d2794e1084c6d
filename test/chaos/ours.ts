/** The project's own functions, as deployed: starter, resumer, closer and sweeper on ports in memory. */
import type { DynamoDBRecord } from 'aws-lambda';
import { settleChoreographyMessages } from '../../lambdas/choreography-messages.ts';
import { settleClosings } from '../../lambdas/closer/closings.ts';
import { settleWaits } from '../../lambdas/resumer/waits.ts';
import type { Surroundings } from '../../lambdas/surroundings.ts';
import { sweepAll } from '../../lambdas/sweeper/sweeping.ts';
import { printMessage } from '../../lib/projection/messages.ts';
import type { Ports } from '../../lib/projection/ports.ts';
import type { Execution } from '../../lib/local/asl/engine/execution.ts';
import type { Subscription } from '../../lib/definition/wire.ts';
import { sqsRecord, statusMessage, sweepPorts } from '../../lib/testing/world/given-to-functions.ts';
import { MACHINE_ARN_PREFIX } from './executions.ts';
import { Invocation } from './invocation.ts';
import { PREFIX } from './monitored.ts';
import { portsFor } from './ports.ts';
import { ChaosQueue } from './queue.ts';
import { ChaosStream } from './stream.ts';
import type { Functions, World } from './world.ts';

const MINUTE = 60_000;
const NO_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Changes a function's ports: to show that the judge sees what comes of it. */
export type Sabotage = (ports: Ports, world: World) => Ports;

export function ours(sabotage: Sabotage = (ports) => ports): (world: World) => Functions {
  return (world) => new OurFunctions(world, sabotage).functions;
}

class OurFunctions {
  readonly #world: World;
  readonly #sabotage: Sabotage;
  readonly #queues = new Map<string, ChaosQueue>();
  readonly #stream: ChaosStream;
  readonly #subscriptions: ReadonlyMap<string, Subscription>;
  #invocations = 0;
  #nextSweep = Infinity;

  constructor(world: World, sabotage: Sabotage) {
    this.#world = world;
    this.#sabotage = sabotage;
    this.#subscriptions = new Map(
      [...world.monitored].map(([id, { compiled }]) => [id, compiled.subscription]),
    );
    this.#stream = new ChaosStream(world.agenda, world.faults, (batch, done) => this.#follow(batch, done));
  }

  readonly functions: Functions = {
    event: (choreography, rule, envelope) =>
      this.#queue(`${choreography}-${rule}`).send(printMessage({ kind: 'event', envelope }), 0),
    waitPut: ({ instance }, record) => this.#stream.push(instance, record),
    ended: (execution) => this.#tellEnd(execution),
    timerSet: () => this.#planSweep(),
    driveBack: () => {
      for (const queue of this.#queues.values()) queue.driveBack();
    },
  };

  #queue(suffix: string): ChaosQueue {
    const known = this.#queues.get(suffix);
    if (known !== undefined) return known;
    const { agenda, faults } = this.#world;
    const settle = suffix === 'closings' ? settleClosings : settleChoreographyMessages;
    const queue = new ChaosQueue(agenda, faults, (batch, done) => {
      const invocation = this.#invocation(() => done(undefined));
      const records = batch.map(({ id, body }) => sqsRecord(id, body, PREFIX + suffix));
      this.#finish(invocation, settle({ Records: records }, this.#around(invocation)), (response) =>
        done(new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))),
      );
    });
    this.#queues.set(suffix, queue);
    return queue;
  }

  #follow(batch: readonly DynamoDBRecord[], done: (failed: ReadonlySet<string> | undefined) => void): void {
    const invocation = this.#invocation(() => done(undefined));
    this.#finish(invocation, settleWaits({ Records: [...batch] }, this.#around(invocation)), (response) =>
      done(new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))),
    );
  }

  #finish<Response>(
    invocation: Invocation,
    response: Promise<Response>,
    done: (response: Response) => void,
  ): void {
    response.then(
      (value) => {
        if (invocation.dead) return;
        invocation.finish();
        done(value);
      },
      (error: unknown) => this.#world.broke(error),
    );
  }

  /** Every minute; a sweep that finds nothing does nothing, so only those take place that find something. */
  #planSweep(): void {
    const { agenda, table } = this.#world;
    const timer = table.nextTimer();
    if (timer === undefined) return;
    const at = MINUTE * Math.ceil(Math.max(timer, agenda.now() + 1) / MINUTE);
    if (at >= this.#nextSweep) return;
    this.#nextSweep = at;
    agenda.at(at, () => {
      if (at === this.#nextSweep) this.#sweep();
    });
  }

  #sweep(): void {
    const { agenda, table } = this.#world;
    this.#nextSweep = Infinity;
    const over = () => agenda.in(1, () => this.#planSweep());
    const invocation = this.#invocation(over);
    const ports = sweepPorts(table, (effect) => invocation.call(effect));
    // Where it fails the next one goes on.
    const swept = sweepAll({ ...this.#around(invocation), ...ports }).catch(() => undefined);
    this.#finish(invocation, swept, over);
  }

  #invocation(died: () => void): Invocation {
    const { agenda, faults } = this.#world;
    return new Invocation((this.#invocations += 1), agenda, faults, died);
  }

  #around(invocation: Invocation): Surroundings {
    const { agenda, faults } = this.#world;
    return {
      environment: { prefix: PREFIX, stateMachineArnPrefix: MACHINE_ARN_PREFIX },
      subscriptions: this.#subscriptions,
      ports: this.#sabotage(
        portsFor(invocation, this.#world, (suffix) => this.#queue(suffix)),
        this.#world,
      ),
      copies: {
        later: (suffix, body, delaySeconds) =>
          invocation.call(() => this.#queue(suffix).send(body, delaySeconds)),
      },
      log: NO_LOG,
      clock: () => agenda.now(),
      random: () => faults.dice.below(1000) / 1000,
    };
  }

  /** Best effort: it may come late, twice, or never. */
  #tellEnd(execution: Execution): void {
    const { faults } = this.#world;
    if (faults.strikes('status event lost', 0.1)) return;
    const body = statusMessage(execution, faults.strikes('status event cut', 0.1));
    const copies = faults.strikes('status event doubled', 0.1) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1)
      this.#world.agenda.in(faults.delay(5000), () => this.#queue('closings').send(body, 0));
  }
}
