/** What became of an instance, as the table and the histories of its executions show it. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { executionName } from '../../../lib/projection/execution.ts';
import { parseRow } from '../../../lib/projection/parse-row.ts';
import type { EventRow, InstanceRow, WaitingRow } from '../../../lib/projection/rows.ts';
import type { RunningMonitor } from '../running-monitor.ts';
import type { Story } from './stories.ts';

/** An event that moved the instance, or that it failed of. */
export type Take = {
  readonly how: 'opened' | 'delivered' | 'failed';
  readonly identity: string;
  /** Of the history; epoch milliseconds. */
  readonly at: number;
  readonly run: number;
  /** As it was delivered; of a failure nothing but its identity is told. */
  readonly event?: { readonly name: string; readonly time: number; readonly envelope: unknown };
};

export type Run = {
  readonly run: number;
  readonly execution: string;
  readonly status: 'running' | 'succeeded' | 'failed';
  readonly error: string | undefined;
};

export type Observed = {
  readonly instance: InstanceRow | undefined;
  readonly events: readonly EventRow[];
  readonly waits: readonly WaitingRow[];
  readonly runs: readonly Run[];
  readonly takes: readonly Take[];
};

type Place = Pick<Story, 'correlationId'> & { readonly choreography: { readonly id: string } };

export async function rowsOf(monitor: RunningMonitor, { choreography, correlationId }: Place) {
  const rows = (await monitor.rowsOf(choreography.id, correlationId)).flatMap((item) => parseRow(item) ?? []);
  return {
    instance: rows.find((row) => row.kind === 'instance'),
    events: rows.filter((row) => row.kind === 'event'),
    waits: rows.filter((row) => row.kind === 'wait'),
  };
}

/** Histories first: what they show, the rows then must know. */
export async function observe(monitor: RunningMonitor, place: Place): Promise<Observed> {
  const runs: Run[] = [];
  const takes: Take[] = [];
  for (let run = 1; ; run += 1) {
    const history = await historyOf(monitor, place, run);
    if (history === undefined) break;
    runs.push(history.run);
    takes.push(...history.takes);
  }
  return { ...(await rowsOf(monitor, place)), runs, takes };
}

async function historyOf(monitor: RunningMonitor, { choreography, correlationId }: Place, run: number) {
  const execution = executionName(correlationId, run);
  const history = await monitor.historyOf(choreography.id, execution).catch((error: unknown) => {
    if (Error.isError(error) && error.name === 'ExecutionDoesNotExist') return undefined;
    throw error;
  });
  if (history === undefined) return undefined;
  const last = history.at(-1);
  const status: Run['status'] =
    last?.type === 'ExecutionSucceeded' ? 'succeeded' : isFailed(last) ? 'failed' : 'running';
  const error = last?.executionFailedEventDetails?.error;
  return {
    run: { run, execution, status, error },
    takes: history.flatMap((event) => takeIn(event, run) ?? []),
  };
}

function isFailed(last: HistoryEvent | undefined): boolean {
  return ['ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut'].includes(last?.type ?? '');
}

const delivered = z.object({
  identity: z.string(),
  name: z.string(),
  time: z.string().transform((text) => Date.parse(text)),
  envelope: z.unknown(),
});
const started = z.object({ event: delivered });
/** Of a decision, or of a task, there is none. */
const answered = z.object({ event: delivered.optional() });
const failed = z.object({ identity: z.string() });

function takeIn(entry: HistoryEvent, run: number): Take | undefined {
  const at = entry.timestamp?.getTime() ?? 0;
  switch (entry.type) {
    case 'ExecutionStarted': {
      const { event } = started.parse(JSON.parse(entry.executionStartedEventDetails?.input ?? ''));
      return { how: 'opened', identity: event.identity, at, run, event };
    }
    case 'TaskSucceeded': {
      const output: unknown = JSON.parse(entry.taskSucceededEventDetails?.output ?? 'null');
      const event = answered.safeParse(output).data?.event;
      return event === undefined ? undefined : { how: 'delivered', identity: event.identity, at, run, event };
    }
    case 'TaskFailed': {
      const { error = '', cause = '' } = entry.taskFailedEventDetails ?? {};
      if (!error.startsWith('UnexpectedEvent')) return undefined;
      return { how: 'failed', identity: failed.parse(JSON.parse(cause)).identity, at, run };
    }
    default:
      return undefined;
  }
}
