/** What an execution's history says, event by event: which waits were asked for, and how each of them ended. */
import * as z from 'zod';
import type { Execution } from '../../../lib/local/asl/engine/execution.ts';
import { historyOf } from '../../../lib/local/asl/engine/history.ts';
import type { WaitingRow } from '../../../lib/projection/rows.ts';

/** Something came to the machine from outside, or time did. `id` is its place in the history. */
export type Happening = { readonly id: number; readonly at: number } & (
  | { readonly kind: 'taken' | 'failed'; readonly identity: string; readonly putBack: number }
  | { readonly kind: 'timed out' }
);

/** A wait that the machine asked for. */
export type Put = {
  readonly id: number;
  readonly at: number;
  readonly row: WaitingRow;
  /** `answered`: by a decision; `again`: its put failed, and another took its place; `left`: with what it stood in. */
  end: 'waiting' | 'taken' | 'failed' | 'timed out' | 'answered' | 'again' | 'left';
  /** The history's event that ended it. */
  endedBy: number;
};

export type RunHistory = {
  /** Whom the execution was started for. */
  readonly instance: string;
  readonly run: number;
  readonly identity: string;
  readonly startedAt: number;
  readonly execution: Execution;
  readonly happenings: readonly Happening[];
  readonly puts: readonly Put[];
};

const input = z.object({ instance: z.string(), run: z.number(), event: z.object({ identity: z.string() }) });
const named = z.object({ identity: z.string(), putBack: z.number() });
const event = z.object({
  id: z.number(),
  previousEventId: z.number(),
  timestamp: z.number(),
  type: z.string(),
  taskScheduledEventDetails: z.object({ parameters: z.string() }).optional(),
  taskSucceededEventDetails: z.object({ output: z.string() }).optional(),
  taskFailedEventDetails: z.object({ error: z.string().optional(), cause: z.string().optional() }).optional(),
});
type HistoryEvent = z.infer<typeof event>;

const UNDER_WAY = new Set(['TaskStarted', 'TaskSubmitted']);
const UNEXPECTED = /^UnexpectedEvent(Halted)?$/;
/** The engine writes a token as text without quotes in it. */
const TOKEN = /"token":\{"S":"([^"]+)"\}/;

/** `asked`: token → the row as the machine asked for it. */
export function readHistory(execution: Execution, asked: ReadonlyMap<string, WaitingRow>): RunHistory {
  const { instance, run, event: opening } = input.parse(JSON.parse(execution.input));
  const reading = new Reading(asked);
  for (const each of historyOf(execution)) reading.read(event.parse(each));
  const { happenings, puts } = reading;
  const { startedAt } = execution;
  return { instance, run, identity: opening.identity, startedAt, execution, happenings, puts };
}

class Reading {
  readonly happenings: Happening[] = [];
  readonly puts: Put[] = [];
  readonly #asked: ReadonlyMap<string, WaitingRow>;
  /** The last event of a task's line → its put. */
  readonly #lines = new Map<number, Put>();

  constructor(asked: ReadonlyMap<string, WaitingRow>) {
    this.#asked = asked;
  }

  read(each: HistoryEvent): void {
    const { id, type, previousEventId, taskScheduledEventDetails: scheduled } = each;
    const token = TOKEN.exec(scheduled?.parameters ?? '')?.[1];
    const row = this.#asked.get(token ?? '');
    if (row !== undefined) {
      const put: Put = { id, at: each.timestamp * 1000, row, end: 'waiting', endedBy: Infinity };
      this.puts.push(put);
      this.#lines.set(id, put);
      return;
    }
    const put = this.#lines.get(previousEventId);
    if (put === undefined) return;
    if (UNDER_WAY.has(type)) this.#lines.set(id, put);
    else this.#end(put, each);
  }

  #end(put: Put, each: HistoryEvent): void {
    const { id, type, timestamp } = each;
    const at = Math.round(timestamp * 1000);
    put.endedBy = id;
    if (type === 'TaskTimedOut') {
      put.end = 'timed out';
      this.happenings.push({ kind: 'timed out', id, at });
    } else if (type === 'TaskSucceeded') {
      const said = named.safeParse(JSON.parse(each.taskSucceededEventDetails?.output ?? 'null'));
      put.end = said.success ? 'taken' : 'answered';
      if (said.success) this.happenings.push({ kind: 'taken', id, at, ...said.data });
    } else if (type === 'TaskFailed') {
      const { error = '', cause = '' } = each.taskFailedEventDetails ?? {};
      put.end = UNEXPECTED.test(error) ? 'failed' : 'again';
      if (put.end === 'failed')
        this.happenings.push({ kind: 'failed', id, at, ...named.parse(JSON.parse(cause)) });
    } else {
      put.end = 'left';
    }
  }
}
