import type { HistoryEvent } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import { hashOf } from '../../lib/definition/hash.ts';
import type { TokenEnd } from '../../lib/projection/calls.ts';
import { readIf } from '../../lib/projection/reading.ts';

const named = v.object({ identity: v.string(), putBack: v.number() });
/** The arguments of the task that put a wait. */
const waitPut = v.object({ Item: v.object({ token: v.object({ S: v.string() }) }) });
const ENDED = new Set(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut']);
/** An `all` that is left, or fails, takes its members' tasks with it. None stands inside another. */
const LEFT = new Set(['ParallelStateExited', 'ParallelStateFailed', 'ParallelStateAborted']);
/** Between a task's scheduling and its end there is nothing but these. */
const UNDER_WAY = new Set(['TaskStarted', 'TaskSubmitted']);

/** Finds how the task that carries a token ended, in a history read from its newest event back, page by page. */
export class TokenSearch {
  private readonly waitHash: string;
  /** What came of an event: its id → the events that name it as the one before. */
  private readonly followers = new Map<number, HistoryEvent[]>();
  /** Everything the task stood in has ended. */
  private over = false;

  /** `waitHash`: `hashOf` the token. */
  constructor(waitHash: string) {
    this.waitHash = waitHash;
  }

  /** The answer, as soon as a page shows the task; undefined: read on. */
  read(page: readonly HistoryEvent[]): TokenEnd | undefined {
    for (const event of page) {
      const type = event.type ?? '';
      // Also where the execution was redriven later on: that gives every task a new token.
      if (ENDED.has(type) || LEFT.has(type)) this.over = true;
      if (type === 'TaskScheduled' && this.isAskedFor(event)) return this.endAfter(event);
      const before = event.previousEventId ?? 0;
      this.followers.set(before, [...(this.followers.get(before) ?? []), event]);
    }
    return undefined;
  }

  private isAskedFor({ taskScheduledEventDetails }: HistoryEvent): boolean {
    const put = readIf(waitPut, parsed(taskScheduledEventDetails?.parameters));
    return put !== undefined && hashOf(put.Item.token.S) === this.waitHash;
  }

  private endAfter(scheduled: HistoryEvent): TokenEnd {
    let at = scheduled;
    for (;;) {
      const next = (this.followers.get(at.id ?? -1) ?? []).find(({ type }) => type?.startsWith('Task'));
      if (next === undefined) return this.over ? { kind: 'otherwise' } : { kind: 'not-shown' };
      if (!UNDER_WAY.has(next.type ?? '')) return endBy(next);
      at = next;
    }
  }
}

/** A delivery says in its output, a failure in its cause, which event it was. */
function endBy({ type, taskSucceededEventDetails, taskFailedEventDetails }: HistoryEvent): TokenEnd {
  const text =
    type === 'TaskSucceeded'
      ? taskSucceededEventDetails?.output
      : type === 'TaskFailed'
        ? taskFailedEventDetails?.cause
        : undefined;
  const found = readIf(named, parsed(text));
  return found === undefined ? { kind: 'otherwise' } : { kind: 'event', ...found };
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
