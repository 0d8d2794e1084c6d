/** The project's own functions, as deployed: starter, resumer, closer and sweeper on ports in memory. */
import { settleChoreographyMessages } from '../../../lambdas/choreography-messages.ts';
import { settleClosings } from '../../../lambdas/closer/closings.ts';
import { settleWaits } from '../../../lambdas/resumer/waits.ts';
import type { Surroundings } from '../../../lambdas/surroundings.ts';
import { sweepAll } from '../../../lambdas/sweeper/sweeping.ts';
import type { Execution } from '../../local/asl/engine/execution.ts';
import { printMessage, type Envelope } from '../../projection/messages.ts';
import type { Ports, Written } from '../../projection/ports.ts';
import type { InstanceRow, Row, WaitingRow } from '../../projection/rows.ts';
import type { Agenda } from '../agenda.ts';
import type { Deployed } from './deployed.ts';
import { ARN, type MachineExecutions } from './executions.ts';
import { said, sqsRecord, statusMessage, sweepPorts, waitRecord } from './given-to-functions.ts';
import type { MemoryTable } from './memory-table.ts';
import type { TableCall } from './table-rules.ts';

/** Of queues and machines; the ids stand alone behind it. */
export const PREFIX = '';
const MINUTE = 60_000;
/** As lib/constructs sets them: when a message comes again, and how often. */
const VISIBILITY = 180_000;
const ATTEMPTS = 5;

type Around = {
  readonly agenda: Agenda;
  readonly deployed: ReadonlyMap<string, Deployed>;
  readonly table: MemoryTable;
  readonly executions: MachineExecutions;
  readonly broke: (error: unknown) => void;
};

export class Functions {
  readonly #around: Around;
  readonly #surroundings: Surroundings;
  /** What is to be done now, one after the other. */
  readonly #work: (() => Promise<void>)[] = [];
  #why = '';
  #nextSweep = Infinity;
  #lastSweep = -Infinity;
  #messages = 0;

  constructor(around: Around) {
    this.#around = around;
    const { agenda, deployed } = around;
    const warn = (_: string, details?: object): void => {
      this.#why = details !== undefined && 'why' in details ? String(details.why) : '';
    };
    this.#surroundings = {
      environment: { prefix: PREFIX, stateMachineArnPrefix: `${ARN}:stateMachine:${PREFIX}` },
      subscriptions: new Map([...deployed].map(([id, { compiled }]) => [id, compiled.subscription])),
      ports: this.#ports(),
      copies: { later: (queue, body, delay) => soon(() => this.#send(queue, body, delay)) },
      log: { info: () => undefined, warn, error: warn },
      clock: () => agenda.now(),
      random: () => 0.5,
    };
  }

  /** Whether something was done. */
  async doNext(): Promise<boolean> {
    const next = this.#work.shift();
    await next?.();
    return next !== undefined;
  }

  /** A rule has matched. */
  event(choreography: string, rule: 'start' | 'events', envelope: Envelope): void {
    this.#send(`${choreography}-${rule}`, printMessage({ kind: 'event', envelope }), 0);
  }

  waitPut(row: WaitingRow, before: WaitingRow | undefined): void {
    const record = waitRecord(row, before, String((this.#messages += 1)));
    this.#receive(() => settleWaits({ Records: [record] }, this.#surroundings), 'A wait', 1);
  }

  ended(execution: Execution): void {
    this.#send('closings', statusMessage(execution), 0);
  }

  /** On AWS the sweep comes once a minute; here at the very instant, so that nothing is seen late. */
  timerSet(): void {
    const { agenda, table } = this.#around;
    const timer = table.nextTimer();
    if (timer === undefined) return;
    const at = timer > this.#lastSweep ? Math.max(timer, agenda.now()) : this.#lastSweep + MINUTE;
    if (at >= this.#nextSweep) return;
    this.#nextSweep = at;
    agenda.at(at, () => {
      if (at !== this.#nextSweep) return;
      this.#nextSweep = Infinity;
      this.#lastSweep = at;
      this.#work.push(() => this.#sweep());
    });
  }

  #send(queue: string, body: string, delaySeconds: number): void {
    const { agenda } = this.#around;
    const settle = queue === 'closings' ? settleClosings : settleChoreographyMessages;
    const records = [sqsRecord(String((this.#messages += 1)), body, queue)];
    const receive = () => this.#receive(() => settle({ Records: records }, this.#surroundings), body, 1);
    if (delaySeconds === 0) receive();
    else agenda.at(agenda.now() + delaySeconds * 1000, receive);
  }

  #receive(
    settle: () => Promise<{ readonly batchItemFailures: readonly unknown[] }>,
    what: string,
    attempt: number,
  ): void {
    const { agenda, broke } = this.#around;
    this.#work.push(async () => {
      const { batchItemFailures: failed } = await settle();
      if (failed.length === 0) return;
      if (attempt === ATTEMPTS) broke(new Error(`It could not be settled: ${this.#why} ${what}`));
      else agenda.at(agenda.now() + VISIBILITY, () => this.#receive(settle, what, attempt + 1));
    });
  }

  async #sweep(): Promise<void> {
    const { table, broke } = this.#around;
    const sweeping = { ...this.#surroundings, ...sweepPorts(table, soon) };
    await sweepAll(sweeping).catch(broke);
    this.timerSet();
  }

  #ports(): Ports {
    const { table, executions } = this.#around;
    const write = (call: TableCall): Promise<Written> =>
      soon(() => said(table.perform(call).reply === 'written'));
    return {
      table: {
        query: (instance): Promise<readonly Row[]> => soon(() => table.of(instance)),
        getInstance: (instance): Promise<InstanceRow | undefined> => soon(() => table.instance(instance)),
        ...{ putEvent: write, openInstance: write, closeInstance: write },
        ...{ reopenInstance: write, labelInstance: write, dropWait: write },
      },
      executions: {
        start: (call) => soon(() => executions.start(call)),
        describe: (call) => soon(() => executions.describe(call)),
        history: (call) => soon(() => executions.history(call)),
        result: (call) => soon(() => executions.result(call)),
        succeed: (call) => soon(() => executions.succeed(call)),
        fail: (call) => soon(() => executions.fail(call)),
      },
      queue: {
        send: ({ choreography, queue, message, delaySeconds }) =>
          soon(() => this.#send(`${choreography}-${queue}`, printMessage(message), delaySeconds)),
      },
    };
  }
}

/** Answered at once, and not in the caller's own turn. */
function soon<Answer>(effect: () => Answer): Promise<Answer> {
  return new Promise((resolve) => resolve(effect()));
}
