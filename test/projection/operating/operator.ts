/** An operator beside the monitor in memory: the acts on the same ports, with a machine that can be stopped and redriven. */
import type { ExecutionEnd, OperatorCall } from '../../../lib/projection/calls.ts';
import type {
  OperatorEnd,
  OperatorStep,
  OperatorSurroundings,
} from '../../../lib/projection/operating/acts.ts';
import { beginClose, nextClose } from '../../../lib/projection/operating/close.ts';
import { operate } from '../../../lib/projection/operating/operate.ts';
import { beginPutBack, nextPutBack } from '../../../lib/projection/operating/put-back.ts';
import { beginRedrive, nextRedrive } from '../../../lib/projection/operating/redrive.ts';
import type { OperatorPorts } from '../../../lib/projection/ports.ts';
import type { Reply } from '../../../lib/projection/calls.ts';
import { T0 } from '../memory.ts';
import type { Memory } from '../memory.ts';
import { claim } from '../../../lib/testing/world/table-rules.ts';

export class Operator {
  readonly memory: Memory;
  /** What only operators ask for, besides what the memory counts. */
  readonly asked: OperatorCall[] = [];
  end: ExecutionEnd = { kind: 'otherwise' };
  /** Step Functions refuses a redrive; `spent`: from then on DescribeExecution knows it too. */
  notRedrivable: { readonly message: string; readonly spent: boolean } | undefined;
  private spent: string | undefined;
  private readonly tokens = new Set<string>();

  constructor(memory: Memory) {
    this.memory = memory;
  }

  private get ports(): OperatorPorts {
    const { memory } = this;
    const { table, executions, queue } = memory;
    const count = (call: OperatorCall): void => {
      this.asked.push(call);
      memory.calls.push(call.call);
      memory.before(call.call);
    };
    return {
      queue,
      table: {
        ...table,
        claimInstance: async (call) => {
          count(call);
          const { rows, reply } = claim(memory.rows, call);
          memory.rows = rows;
          return reply.reply === 'written' ? 'written' : 'refused';
        },
      },
      executions: {
        ...executions,
        // The machine in memory ends long before anything else happens here.
        describe: async (call) => {
          const found = await executions.describe(call);
          const spent = this.spent === undefined ? {} : { notRedrivable: this.spent };
          const seen = found === undefined ? undefined : { ...found, ...spent };
          return seen?.stoppedAt?.startsWith('2026-01-01') === true
            ? { ...seen, stoppedAt: new Date(T0).toISOString() }
            : seen;
        },
        readEnd: async (call) => {
          count(call);
          return this.end;
        },
        redrive: async (call) => {
          count(call);
          if (this.notRedrivable !== undefined) {
            const { message, spent } = this.notRedrivable;
            if (spent) this.spent = message;
            return { notRedrivable: message };
          }
          if (!this.tokens.has(call.clientToken)) memory.redrive();
          this.tokens.add(call.clientToken);
          return 'redriven';
        },
        stop: async (call) => {
          count(call);
          const newest = memory.runs().at(-1);
          if (newest === undefined) return 'absent';
          if (newest.startsWith('running')) memory.abort('m#1', call.error, call.cause);
          return 'stopped';
        },
      },
    };
  }

  private act<Phase>(
    begin: OperatorStep<Phase>,
    next: (phase: Phase, reply: Reply, around: OperatorSurroundings) => OperatorStep<Phase>,
  ): Promise<OperatorEnd> {
    return operate(begin, next, this.ports, () => ({
      subscription: { failures: {} },
      now: this.memory.now,
    }));
  }

  putBack(identity: string, { named = false, instance = 'm#1' } = {}): Promise<OperatorEnd> {
    return this.act(beginPutBack({ instance, identity, named }), nextPutBack);
  }

  redrive(run?: number): Promise<OperatorEnd> {
    return this.act(beginRedrive({ instance: 'm#1', ...(run !== undefined && { run }) }), nextRedrive);
  }

  close(reason = 'Because.'): Promise<OperatorEnd> {
    return this.act(beginClose({ instance: 'm#1', reason }), nextClose);
  }

  /** What is in the queues reaches the functions, until nothing is left but looks. */
  async deliver(): Promise<void> {
    const { memory } = this;
    for (;;) {
      const index = memory.sent.findIndex(({ message }) => message.kind !== 'look');
      const [sent] = index < 0 ? [] : memory.sent.splice(index, 1);
      if (sent === undefined) return;
      await memory.receive(sent.message);
      await memory.settle();
    }
  }
}
