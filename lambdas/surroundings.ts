import { run } from '../lib/projection/run.ts';
import type { Work } from '../lib/projection/run.ts';
import type { Beginning, End } from '../lib/projection/phases.ts';
import type { Ports } from '../lib/projection/ports.ts';
import { createCopies } from './adapters/copies.ts';
import type { Copies } from './adapters/copies.ts';
import { createExecutions } from './adapters/executions.ts';
import { createQueue } from './adapters/queue.ts';
import { createTable } from './adapters/table.ts';
import { dynamodb, sqs, stepFunctions } from './clients.ts';
import { parseEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';
import { late } from './late.ts';
import { createLog } from './log.ts';
import type { Log, WrittenLog } from './log.ts';
import { readSubscriptions } from './subscriptions.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What a function that works on instances has around it. */
export type Surroundings = {
  readonly environment: Pick<Environment, 'prefix' | 'stateMachineArnPrefix'>;
  readonly subscriptions: Subscriptions;
  readonly ports: Ports;
  readonly copies: Copies;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** 0 … 1 */
  readonly random: () => number;
};

/**
 * `module`: the address of the bundle, beside which the subscriptions lie. Messages are sent after a state has changed, and by
 * most invocations of the closer and the sweeper not at all, so the client of the queues is no part of the start.
 */
export function deployed(module: string): Surroundings & { readonly log: WrittenLog } {
  const environment = parseEnvironment(process.env);
  const { queueUrlPrefix, stateMachineArnPrefix, tableName } = environment;
  const queues = late(() => {
    const client = sqs();
    return { queue: createQueue(client, queueUrlPrefix), copies: createCopies(client, queueUrlPrefix) };
  });
  return {
    environment,
    subscriptions: readSubscriptions(new URL('./subscriptions.json', module)),
    ports: {
      table: createTable(dynamodb(), tableName),
      executions: createExecutions(stepFunctions(), stateMachineArnPrefix),
      queue: { send: (call) => queues().queue.send(call) },
    },
    copies: { later: (...copy) => queues().copies.later(...copy) },
    log: createLog(),
    clock: Date.now,
    random: Math.random,
  };
}

/** Undefined for a choreography that is not deployed any more. */
export function workOn(
  choreography: string,
  { clock, ports, subscriptions }: Surroundings,
): Work | undefined {
  const subscription = subscriptions.get(choreography);
  return subscription === undefined ? undefined : { subscription, ports, clock };
}

/** Runs the loop, where the choreography is known. */
export async function runFor(choreography: string, beginning: Beginning, around: Surroundings): Promise<End> {
  const work = workOn(choreography, around);
  return work === undefined ? unknownChoreography(choreography) : run(beginning, work);
}

export function unknownChoreography(choreography: string): End {
  return { end: 'returned', why: `No choreography "${choreography}" is deployed.` };
}
