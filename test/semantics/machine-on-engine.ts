import { setImmediate } from 'node:timers/promises';
import type { Execution } from '../../lib/local/asl/engine/execution.ts';
import { startExecution } from '../../lib/local/asl/engine/begin.ts';
import { Player } from '../../lib/local/asl/engine/player.ts';
import { awaitedTask, readToken } from '../../lib/local/asl/engine/token.ts';
import { parseMachine } from '../../lib/local/asl/parse/machine.ts';
import type { IntegrationOutcome, Json } from '../../lib/local/service.ts';
import { VirtualClock } from '../local/virtual-clock.ts';

/** A WAIT row as it lies in the table: attribute → its text. */
export type Row = { readonly [attribute: string]: string };

/** What comes of all that it calls beside the table. */
export type Perform = (resource: string, given: Json, now: number) => IntegrationOutcome;

const ARN = 'arn:aws:states:eu-central-1:000000000000';

/**
 * A part of the machine has no end. AWS refuses that, and validation what it comes from: a choreography without a final
 * state that is reached, or a parallel that nothing leaves.
 */
export class Endless extends Error {}

/** One execution of a compiled machine on the local engine, in virtual time, with a table that has but its rows. */
export class MachineOnEngine {
  readonly clock: VirtualClock;
  readonly execution: Execution;
  readonly #player: Player;
  readonly #rows = new Map<string, Row>();
  readonly #faults: unknown[] = [];
  /** Keys whose next put is refused, as if a newer wait were there. */
  readonly #refusing: Set<string>;

  constructor(
    compiled: string,
    input: Json,
    now: number,
    refusing: readonly string[] = [],
    perform: Perform = () => ({ kind: 'succeeded', output: {} }),
  ) {
    // As CloudFormation does before Step Functions sees it.
    const definition = compiled.replaceAll('${Partition}', 'aws').replaceAll('${TableName}', 'instances');
    this.#refusing = new Set(refusing);
    this.clock = new VirtualClock(now);
    const { machine, problems } = parseMachine(definition);
    if (machine === undefined) {
      const isEndless = problems.every(({ code }) => code === 'MISSING_END_STATE');
      throw new (isEndless ? Endless : Error)(JSON.stringify(problems));
    }
    let ids = 0;
    this.#player = new Player({
      clock: this.clock,
      region: 'eu-central-1',
      newId: () => String((ids += 1)),
      random: () => 0.5,
      integrations: ({ resource, arguments: given }) =>
        Promise.resolve(
          resource.includes(':dynamodb:putItem')
            ? this.#put(given)
            : perform(resource, given, this.clock.now()),
        ),
      onStatus: () => undefined,
      onFault: (_execution, error) => this.#faults.push(error),
    });
    this.execution = startExecution(
      {
        arn: `${ARN}:execution:random:1`,
        name: '1',
        machine: { arn: `${ARN}:stateMachine:random`, name: 'random', roleArn: 'arn:aws:iam::0:role/r' },
        definition,
        input: JSON.stringify(input),
      },
      machine,
      now,
    );
    this.#player.play(this.execution, machine);
  }

  /** The rows whose wait can still be answered. */
  free(): Row[] {
    return [...this.#rows.values()].filter((row) => this.#awaited(row));
  }

  /** The rows of an `all`'s members that have been answered in this visit. */
  used(state: string, enteredAt: string): Row[] {
    return [...this.#rows.values()].filter(
      (row) => row['state'] === state && row['enteredAt'] === enteredAt && !this.#awaited(row),
    );
  }

  async succeed(row: Row, output: Json): Promise<void> {
    await this.#answer(row, { kind: 'succeeded', output });
  }

  async fail(row: Row, error: string, cause: string): Promise<void> {
    await this.#answer(row, { kind: 'failed', error, cause });
  }

  async waitUntil(instant: number): Promise<void> {
    await this.settle();
    await this.clock.to(instant, () => this.settle());
  }

  /** Until the machine stands still. */
  async settle(): Promise<void> {
    for (let before = -1; before !== this.execution.history.length;) {
      before = this.execution.history.length;
      await this.#player.idle();
      await setImmediate();
      await this.#player.idle();
    }
    if (this.#faults.length > 0) throw new Error('The engine failed', { cause: this.#faults[0] });
  }

  async stop(): Promise<void> {
    await this.#player.stop();
  }

  #awaited(row: Row): boolean {
    const token = readToken(row['token'] ?? '');
    return token !== undefined && awaitedTask(this.execution, token, this.clock.now()) !== undefined;
  }

  async #answer(row: Row, answer: Parameters<Player['answer']>[1]): Promise<void> {
    const token = readToken(row['token'] ?? '');
    if (token === undefined || !this.#player.answer(token, answer))
      throw new Error('Nobody waits for this token');
    await this.settle();
  }

  /** As DynamoDB does for the condition the compiler writes. */
  #put(put: Json): IntegrationOutcome {
    const row = rowIn(put);
    const known = this.#rows.get(row['key'] ?? '');
    const refused = this.#refusing.delete(row['key'] ?? '');
    if (refused || (known !== undefined && (known['order'] ?? '') > (row['order'] ?? ''))) {
      return { kind: 'failed', error: 'DynamoDb.ConditionalCheckFailedException', cause: 'newer' };
    }
    this.#rows.set(row['key'] ?? '', row);
    return { kind: 'succeeded', output: {} };
  }
}

/** The row in the arguments of a callback Task. */
export function rowIn(put: Json): Row {
  const item = field(put, 'Item');
  const attributes = Object.entries(item).map(([name, value]): [string, string] => {
    const { S, N } = fields(value);
    const text = S ?? N;
    if (typeof text !== 'string') throw new Error(`${name} is neither S nor N: ${JSON.stringify(value)}`);
    return [name, text];
  });
  return Object.fromEntries(attributes);
}

function field(value: Json, name: string): { readonly [name: string]: Json } {
  return fields(fields(value)[name] ?? null);
}

function fields(value: Json): { readonly [name: string]: Json } {
  if (typeof value !== 'object' || value === null) throw new Error(`Not an object: ${JSON.stringify(value)}`);
  return Object.fromEntries(Object.entries(value));
}
