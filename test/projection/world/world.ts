/**
 * The world round the real `begin` and `next`: Step Functions, the table, the stream, the queues and the faults. Each call is
 * one atomic step; computing belongs to the call before it.
 */
import type { Subscription } from '../../../lib/definition/wire.ts';
import type { Occurrence } from '../../../lib/projection/messages.ts';
import { saidBy } from '../../../lib/projection/execution.ts';
import { conclude } from '../../../lib/semantics/deciding.ts';
import { openBy } from '../../../lib/semantics/respond.ts';
import { subscriptionOf } from './choreographies.ts';
import { answerOf } from './expressions.ts';
import { ALL_RULES } from './configuration.ts';
import type { Configuration, Rules } from './configuration.ts';
import { executionMoves } from './execution-moves.ts';
import { Machine } from './executions.ts';
import { operatorMoves } from './operator-moves.ts';
import { T0 } from './state.ts';
import type { Emit, World } from './state.ts';
import { workerMoves } from './worker-moves.ts';

export class Explored {
  readonly configuration: Configuration;
  readonly machine: Machine;
  readonly subscription: Subscription;
  readonly rules: Rules;
  readonly identities: readonly string[];

  constructor(configuration: Configuration) {
    this.configuration = configuration;
    this.machine = new Machine(configuration.choreography, '1');
    this.subscription = subscriptionOf(configuration.choreography);
    this.rules = { ...ALL_RULES, ...configuration.rules };
    this.identities = Object.keys(configuration.events);
  }

  occurrence(identity: string): Occurrence {
    const time = new Date(T0 + this.identities.indexOf(identity)).toISOString();
    const { settle = 0 } = this.configuration.choreography.events[0] ?? {};
    return {
      ...{ name: identity.slice(0, 1), identity, time, hold: 60_000, payload: '{}' },
      ...(settle > 0 && { settle }),
    };
  }

  first(): World {
    const queue = new Map(Object.entries(this.configuration.events).map(([id, n]) => [`event ${id}`, n]));
    const empty: World = {
      rows: new Map(),
      executions: { runs: [], tokens: [] },
      queue,
      workers: Array.from({ length: this.configuration.workers ?? 2 }, () => undefined),
      faults: { ...this.configuration.faults },
      ghost: { moved: {}, failed: {}, over: {}, dead: {}, clock: 0 },
    };
    return this.configuration.started === true ? this.startedAlready(empty) : empty;
  }

  /** By an event that is long consumed. */
  private startedAlready(world: World): World {
    const { instance } = this.machine;
    const row = {
      kind: 'instance',
      instance,
      choreography: 'm',
      correlationId: '1',
      status: 'open',
      run: 1,
      redrive: 0,
      openedBy: 's0',
      openedAt: new Date(T0).toISOString(),
      execution: '1',
      overdue: [],
      labels: {},
      ttl: 0,
    } as const;
    const input = JSON.stringify({ instance, run: 1, event: { identity: 's0' } });
    const { start, memory } = this.subscription;
    const arrived = { name: 's', payload: {}, time: T0 };
    const opened = conclude(openBy(start, memory, arrived, T0), answerOf);
    if (opened.kind !== 'take') throw new Error('s starts nothing');
    return {
      ...world,
      rows: new Map([[`${instance}\nINSTANCE`, row]]),
      executions: this.machine.start(world.executions, saidBy(opened.answer, memory), 's0', input),
    };
  }

  /** Everything that can happen next. */
  successors(world: World, emit: Emit): void {
    workerMoves(this, world, emit);
    executionMoves(this, world, emit);
    operatorMoves(this, world, emit);
  }
}
