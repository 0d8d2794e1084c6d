/** The naive protocol in the same world: the bus calls its functions, twice again where they throw, and that is all. */
import type { Envelope } from '../../lib/projection/messages.ts';
import { answerDecision, naivePorts, receiveNaively } from '../naive/functions.ts';
import { RETRIES_AFTER_SECONDS } from '../naive/protocol.ts';
import type { NaiveEnded, NaivePorts } from '../naive/protocol.ts';
import { Invocation } from './invocation.ts';
import { portsFor } from './ports.ts';
import type { Functions, World } from './world.ts';

/** What one call of a function came to, from when to when. */
export type NaiveWords = { readonly ends: readonly NaiveEnded[]; readonly from: number; readonly at: number };

/** What its functions said of the events, call by call. */
export type Theirs = { readonly functions: (world: World) => Functions; readonly words: NaiveWords[] };

export function theirs(): Theirs {
  const words: NaiveWords[] = [];
  return { words, functions: (world) => naiveFunctions(world, words) };
}

function naiveFunctions(world: World, words: NaiveWords[]): Functions {
  const { agenda, faults, monitored } = world;
  let invocations = 0;
  const noQueue = (): never => {
    throw new Error('The naive protocol has no queues');
  };
  const invoke = (choreography: string, envelope: Envelope, attempt: number): void => {
    const subscription = monitored.get(choreography)?.compiled.subscription;
    if (subscription === undefined) throw new Error(choreography);
    const again = (): void => {
      const seconds = RETRIES_AFTER_SECONDS[attempt];
      if (seconds !== undefined) agenda.in(seconds * 1000, () => invoke(choreography, envelope, attempt + 1));
    };
    const from = agenda.now();
    const invocation = new Invocation((invocations += 1), agenda, faults, again);
    const ports = naivePorts(portsFor(invocation, world, noQueue));
    receiveNaively(envelope, { subscription, ports, clock: () => agenda.now() }).then(
      (ends) => {
        if (invocation.dead) return;
        invocation.finish();
        words.push({ ends, from, at: agenda.now() });
        if (ends.some(({ end }) => end === 'thrown')) again();
      },
      (error: unknown) => world.broke(error),
    );
  };
  const { table, executions } = world;
  // Its own machines need nobody for this, so nothing goes wrong with it.
  const certain: NaivePorts = {
    tokens: () => Promise.resolve([]),
    forget: (call) => Promise.resolve(table.perform(call)),
    start: () => Promise.reject(new Error('A decision starts nothing')),
    succeed: (call) => Promise.resolve(executions.succeed(call)),
    fail: (call) => Promise.resolve(executions.fail(call)),
  };
  return {
    event: (choreography, _rule, envelope) => invoke(choreography, envelope, 0),
    waitPut: (row) =>
      agenda.in(faults.delay(500), () => {
        answerDecision(row, certain).catch((error: unknown) => world.broke(error));
      }),
    ended: () => undefined,
    timerSet: () => undefined,
    driveBack: () => undefined,
  };
}
