/** One instance in memory: a machine that does what the compiled one does, and the naive functions over its waits. */
import type { Choreography } from '../../lib/definition/model.ts';
import type { Envelope } from '../../lib/projection/messages.ts';
import type { WaitingRow } from '../../lib/projection/rows.ts';
import { subscriptionOf } from '../projection/world/choreographies.ts';
import { Machine } from '../projection/world/executions.ts';
import { changeToken, endToken } from '../projection/world/runs.ts';
import type { Sent } from '../projection/world/executions.ts';
import type { Executions } from '../projection/world/runs.ts';
import { putWait, rowKey } from '../../lib/testing/world/table-rules.ts';
import type { Rows } from '../../lib/testing/world/table-rules.ts';
import { answerDecision, receiveNaively } from './functions.ts';
import type { NaivePorts } from './protocol.ts';

export class NaiveWorld {
  private readonly choreography: Choreography;
  private readonly machine: Machine;
  private all: Executions = { runs: [], tokens: [] };
  private rows: Rows = new Map();
  /** What a function does, by the names of AWS; each once. */
  readonly calls: string[] = [];

  constructor(choreography: Choreography) {
    this.choreography = choreography;
    this.machine = new Machine(choreography, '1');
  }

  readonly ports: NaivePorts = {
    tokens: async () => {
      this.calls.push('Query');
      return this.waits();
    },
    forget: async ({ instance, key }) => {
      this.calls.push('DeleteItem');
      const rows = new Map(this.rows);
      rows.delete(rowKey(instance, key));
      this.rows = rows;
    },
    start: async ({ input }) => {
      this.calls.push('StartExecution');
      if (this.all.runs.length > 0) return 'exists';
      this.all = this.machine.start(this.all, JSON.parse(input) as Sent, '', input);
      return 'started';
    },
    succeed: async ({ token, output }) => {
      this.calls.push('SendTaskSuccess');
      const index = this.waitingAt(token);
      if (index === undefined) return 'unknown';
      this.all = this.machine.succeed(this.all, index, JSON.parse(output) as Sent, { kind: 'otherwise' });
      return 'accepted';
    },
    fail: async ({ token, error }) => {
      this.calls.push('SendTaskFailure');
      const index = this.waitingAt(token);
      if (index === undefined) return 'unknown';
      const ended = endToken(this.all, index, { kind: 'otherwise' });
      this.all = this.machine.close(ended, { status: 'failed', error });
      return 'accepted';
    },
  };

  /** As the bus brings it, once. */
  async publish(envelope: Envelope): Promise<readonly string[]> {
    const { ports } = this;
    const subscription = subscriptionOf(this.choreography);
    const clock = () => Date.parse('2026-03-01T12:00:00.000Z');
    const ends = await receiveNaively(envelope, { subscription, ports, clock });
    return ends.map(({ end }) => end);
  }

  /** The execution stores the tokens that it is storing. */
  async settle(): Promise<void> {
    for (;;) {
      const index = this.all.tokens.findIndex(({ phase }) => phase === 'putting');
      const row = this.all.tokens[index]?.row;
      if (row === undefined) return;
      this.rows = putWait(this.rows, row);
      this.all = changeToken(this.all, index, { phase: 'waiting' });
      await answerDecision(row, this.ports);
    }
  }

  /** Where the run stands, or how it ended. */
  stands(): string {
    const run = this.all.runs.at(-1);
    return run === undefined ? 'not started' : `${run.status} ${run.state}`;
  }

  private waits(): readonly WaitingRow[] {
    return [...this.rows.values()].filter((row) => row.kind === 'wait');
  }

  private waitingAt(token: string): number | undefined {
    const index = this.all.tokens.findIndex(({ row, phase }) => row.token === token && phase !== 'ended');
    return index === -1 ? undefined : index;
  }
}
