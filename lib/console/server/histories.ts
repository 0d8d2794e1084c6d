import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';

export type ExecutionsClient = Pick<SFNClient, 'send'>;

export type History = {
  readonly events: readonly HistoryEvent[];
  /** Why it is missing or incomplete. */
  readonly note: string | undefined;
};

/** The history of one execution. `version` changes whenever the table knows something new about the instance. */
export type Histories = (executionArn: string, version: string, closed: boolean) => Promise<History>;

/**
 * GetExecutionHistory gives 20 pages a second to everybody in the account. So: everybody who looks shares one reading;
 * a running execution is read again when the table has news, or after a while, and from its last page on; a closed one
 * that was seen to its end never again.
 */
export function historiesOf(client: ExecutionsClient, now: () => number): Histories {
  const known = new Map<string, Reading>();
  return async (executionArn, version, closed) => {
    const entry = known.get(executionArn) ?? newReading();
    known.delete(executionArn);
    known.set(executionArn, entry);
    for (const oldest of known.keys()) {
      if (known.size <= MOST_KNOWN) break;
      known.delete(oldest);
    }
    if (needsReading(entry, version, closed, now())) {
      entry.version = version;
      entry.readAt = now();
      entry.running = readOn(client, executionArn, entry).finally(() => {
        entry.running = undefined;
      });
    }
    await entry.running;
    return { events: [...entry.settled, ...entry.lastPage], note: entry.note };
  };
}

/** 25,000 events are the most that an execution can have: 25 pages. */
const PAGE = 1_000;
const MOST_KNOWN = 100;
const LEAST_AGE = 1_000;
/** The history is eventually consistent: once more, some time after the last news. */
const MOST_AGE = 5_000;

type Reading = {
  version: string;
  readAt: number;
  settled: HistoryEvent[];
  lastPage: HistoryEvent[];
  /** The token that the last page was read with; a page that was full before may have grown. */
  token: string | undefined;
  note: string | undefined;
  running: Promise<void> | undefined;
};

function newReading(): Reading {
  return {
    version: '',
    readAt: -Infinity,
    settled: [],
    lastPage: [],
    token: undefined,
    note: undefined,
    running: undefined,
  };
}

function needsReading(entry: Reading, version: string, closed: boolean, now: number): boolean {
  if (entry.running !== undefined) return false;
  const age = now - entry.readAt;
  const changed = entry.version !== version;
  if (closed && !changed && hasEnded(entry)) return false;
  return changed ? age >= LEAST_AGE || entry.readAt === -Infinity : age >= MOST_AGE;
}

const ENDS = new Set(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut']);

/** A redriven execution has ends in its middle. */
function hasEnded({ lastPage }: Reading): boolean {
  return ENDS.has(lastPage.at(-1)?.type ?? '');
}

async function readOn(client: ExecutionsClient, executionArn: string, entry: Reading): Promise<void> {
  try {
    for (;;) {
      const page = await client.send(
        new GetExecutionHistoryCommand({
          executionArn,
          maxResults: PAGE,
          includeExecutionData: true,
          ...(entry.token === undefined ? {} : { nextToken: entry.token }),
        }),
      );
      entry.lastPage = page.events ?? [];
      entry.note = undefined;
      if (page.nextToken === undefined) return;
      entry.settled.push(...entry.lastPage);
      entry.lastPage = [];
      entry.token = page.nextToken;
    }
  } catch (error) {
    entry.note = noteOf(error, entry);
  }
}

function noteOf(error: unknown, entry: Reading): string {
  const name = Error.isError(error) ? error.name : '';
  if (name === 'ExecutionDoesNotExist') {
    return 'Step Functions has no history of this run: it keeps one for 90 days after the end, and shows a new one after a moment.';
  }
  if (name === 'InvalidToken') {
    // A page token lives for a day. Next time from the beginning.
    Object.assign(entry, newReading());
  }
  const message = Error.isError(error) ? error.message : String(error);
  return `The history of this run cannot be read just now: ${message === '' ? name : message}`;
}
