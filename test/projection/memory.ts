/** The ports in memory, with a state machine that does what the compiled one does; every call is counted. */
import { hashOf } from '../../lib/definition/hash.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import type { ExecutionReport, Reply, TokenEnd } from '../../lib/projection/calls.ts';
import { executionName } from '../../lib/projection/execution.ts';
import type { Envelope, Message } from '../../lib/projection/messages.ts';
import { printMessage, parseMessage } from '../../lib/projection/messages.ts';
import type { Beginning, End } from '../../lib/projection/phases.ts';
import type {
  Executions as ExecutionsPort,
  Ports,
  Queue,
  Table,
  Written,
} from '../../lib/projection/ports.ts';
import type { EventRow, InstanceRow, Row } from '../../lib/projection/rows.ts';
import { receive, run } from '../../lib/projection/run.ts';
import { subscriptionOf } from './world/choreographies.ts';
import { Machine } from './world/executions.ts';
import { changeToken, endToken, reportOf } from './world/runs.ts';
import type { Sent } from './world/executions.ts';
import type { Executions } from './world/runs.ts';
import { performOnTable, putWait } from '../../lib/testing/world/table-rules.ts';
import type { Rows, TableCall } from '../../lib/testing/world/table-rules.ts';

type Machinery = { readonly machine: Machine; all: Executions };

export const T0 = Date.parse('2026-03-01T12:00:00.000Z');

export class Memory {
  readonly choreography: Choreography;
  now = T0;
  rows: Rows = new Map();
  readonly sent: { readonly message: Message; readonly delaySeconds: number; readonly queue: string }[] = [];
  readonly calls: string[] = [];
  /** Of every success that was accepted. */
  readonly outputs: unknown[] = [];
  /** Called before a call is performed, with its name; what it throws is what the caller gets. */
  before: (call: string) => void = () => undefined;
  private readonly machines = new Map<string, Machinery>();

  constructor(choreography: Choreography) {
    this.choreography = choreography;
  }

  readonly table: Table = {
    query: async (instance) => rowsOf(this.onTable({ call: 'query', instance })),
    getInstance: async (instance) =>
      rowsOf(this.onTable({ call: 'getInstance', instance })).find((row) => row.kind === 'instance'),
    putEvent: async (call) => written(this.onTable(call)),
    openInstance: async (call) => written(this.onTable(call)),
    closeInstance: async (call) => written(this.onTable(call)),
    reopenInstance: async (call) => written(this.onTable(call)),
    labelInstance: async (call) => written(this.onTable(call)),
    dropWait: async (call) => written(this.onTable(call)),
  };

  readonly executions: ExecutionsPort = {
    start: async ({ execution, input }) => {
      this.count('startExecution');
      const {
        instance,
        correlationId,
        run: number,
        event,
        ...sent
      } = JSON.parse(input) as Sent & {
        instance: string;
        correlationId: string;
        run: number;
        event: { identity: string };
      };
      if (execution !== executionName(correlationId, number)) throw new Error('another name');
      const its = this.machineOf(instance);
      if (its.all.runs[number - 1] !== undefined) return 'exists';
      its.all = its.machine.start(its.all, sent, event.identity, input);
      return 'started';
    },
    describe: async ({ execution }) => {
      this.count('describeExecution');
      return this.reportOf(execution);
    },
    history: async ({ waitHash }) => {
      this.count('readHistory');
      return this.find((token) => hashOf(token) === waitHash)?.token.end ?? { kind: 'not-shown' };
    },
    result: async () => {
      throw new Error('No task of these machines has a large result');
    },
    succeed: async ({ token, output }) => {
      this.count('sendSuccess');
      const found = this.find((other) => other === token);
      if (found === undefined || found.token.phase === 'ended') return 'unknown';
      const said = JSON.parse(output) as Sent & { identity?: string; putBack?: number };
      const { identity, putBack } = said;
      const { its, index } = found;
      const end: TokenEnd =
        identity === undefined || putBack === undefined
          ? { kind: 'otherwise' }
          : { kind: 'event', identity, putBack };
      its.all = its.machine.succeed(its.all, index, said, end);
      this.outputs.push(JSON.parse(output));
      return 'accepted';
    },
    fail: async ({ token, error, cause }) => {
      this.count('sendFailure');
      const found = this.find((other) => other === token);
      if (found === undefined || found.token.phase === 'ended') return 'unknown';
      const { identity, putBack } = JSON.parse(cause) as { identity: string; putBack: number };
      const { its, index } = found;
      const ended = endToken(its.all, index, { kind: 'event', identity, putBack });
      its.all = its.machine.close(ended, { status: 'failed', error, cause });
      return 'accepted';
    },
  };

  readonly queue: Queue = {
    send: async ({ message, delaySeconds, queue }) => {
      this.count('sendMessage');
      const parsed = parseMessage(printMessage(message));
      if (parsed.kind === 'malformed') throw new Error(parsed.message);
      this.sent.push({ message: parsed, delaySeconds, queue });
    },
  };

  private onTable(call: TableCall): Reply {
    this.count(call.call);
    const { rows, reply } = performOnTable(this.rows, call);
    this.rows = rows;
    return reply;
  }

  private count(call: string): void {
    this.calls.push(call);
    this.before(call);
  }

  private machineOf(instance: string): Machinery {
    const known = this.machines.get(instance);
    if (known !== undefined) return known;
    const correlationId = instance.slice(this.choreography.id.length + 1);
    const machine = new Machine(this.choreography, correlationId);
    const made: Machinery = { machine, all: { runs: [], tokens: [] } };
    this.machines.set(instance, made);
    return made;
  }

  private find(is: (token: string) => boolean) {
    for (const its of this.machines.values()) {
      const index = its.all.tokens.findIndex(({ row }) => is(row.token));
      const found = its.all.tokens[index];
      if (found !== undefined) return { its, index, token: found };
    }
    return undefined;
  }

  private reportOf(execution: string): ExecutionReport | undefined {
    for (const { machine, all } of this.machines.values()) {
      const correlationId = machine.instance.slice(this.choreography.id.length + 1);
      const found = all.runs.find((_, index) => executionName(correlationId, index + 1) === execution);
      if (found !== undefined) return reportOf(found);
    }
    return undefined;
  }

  private get work() {
    const ports: Ports = { table: this.table, executions: this.executions, queue: this.queue };
    return { subscription: subscriptionOf(this.choreography), ports, clock: () => this.now };
  }

  async publish(envelope: Envelope): Promise<End> {
    return receive({ kind: 'event', envelope }, this.work);
  }

  async receive(message: Message): Promise<End> {
    return receive(message, this.work);
  }

  async begin(beginning: Beginning): Promise<End> {
    return run(beginning, this.work);
  }

  /** The execution puts the waits that it is putting, and the stream tells of them. */
  async settle(instance = 'm#1'): Promise<void> {
    for (;;) {
      const its = this.machineOf(instance);
      const index = its.all.tokens.findIndex(({ phase }) => phase === 'putting');
      const row = its.all.tokens[index]?.row;
      if (row === undefined) return;
      this.rows = putWait(this.rows, row);
      its.all = changeToken(its.all, index, { phase: 'waiting' });
      await this.begin({ kind: 'wait', instance, token: row.token });
    }
  }

  /** The status-change event of the newest run. */
  async close(instance = 'm#1'): Promise<End> {
    const { machine, all } = this.machineOf(instance);
    const newest = all.runs.at(-1);
    if (newest === undefined) throw new Error('no run');
    const correlationId = machine.instance.slice(this.choreography.id.length + 1);
    const execution = executionName(correlationId, all.runs.length);
    return this.begin({
      kind: 'closing',
      choreography: this.choreography.id,
      execution,
      report: reportOf(newest),
    });
  }

  deadline(instance = 'm#1'): void {
    const its = this.machineOf(instance);
    const [path = ''] = its.machine.deadlines(its.all);
    its.all = its.machine.deadline(its.all, path);
  }

  abort(instance = 'm#1', error?: string, cause?: string): void {
    const its = this.machineOf(instance);
    const words = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
    its.all = its.machine.close(its.all, { status: 'aborted', ...words });
  }

  redrive(instance = 'm#1'): void {
    const its = this.machineOf(instance);
    its.all = its.machine.redrive(its.all);
  }

  /** Where each run stands, or how it ended. */
  runs(instance = 'm#1'): readonly string[] {
    return this.machineOf(instance).all.runs.map(({ status, state }) => `${status} ${state}`);
  }

  event(identity: string, instance = 'm#1'): EventRow | undefined {
    const row = this.rows.get(`${instance}\nEVENT#${identity}`);
    return row?.kind === 'event' ? row : undefined;
  }

  instanceRow(instance = 'm#1'): InstanceRow | undefined {
    const row = this.rows.get(`${instance}\nINSTANCE`);
    return row?.kind === 'instance' ? row : undefined;
  }

  statuses(instance = 'm#1'): Readonly<Record<string, string>> {
    const events = [...this.rows.values()].filter((row) => row.kind === 'event' && row.instance === instance);
    return Object.fromEntries(
      events.map((row) => (row.kind === 'event' ? [row.identity, row.status] : ['', ''])),
    );
  }
}

/** An event named `a` for the instance `1`; its time is so many seconds after the beginning. */
export function envelope(id: string, second = 0, detail: Readonly<Record<string, unknown>> = {}): Envelope {
  return {
    version: '0',
    id,
    source: 'test',
    'detail-type': id.slice(0, 1),
    time: new Date(T0 + second * 1000).toISOString(),
    detail: { id: 1, ...detail },
  };
}

function rowsOf(reply: Reply): readonly Row[] {
  return reply.reply === 'rows' ? reply.rows : [];
}

function written(reply: Reply): Written {
  return reply.reply === 'written' ? 'written' : 'refused';
}
