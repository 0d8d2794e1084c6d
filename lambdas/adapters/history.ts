import type { HistoryEvent } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import { hashOf } from '../../lib/definition/hash.ts';
import { KEY } from '../../lib/definition/wire.ts';
import type { TaskResult, TokenEnd } from '../../lib/projection/calls.ts';
import { anyJson } from '../../lib/projection/parse-routes.ts';
import { inJson, read, readIf } from '../../lib/projection/reading.ts';

const named = v.object({ identity: v.string(), putBack: v.number() });
/** The arguments of the task that put a wait. */
const text = v.object({ S: v.string() });
const waitPut = v.object({
  Item: v.object({ token: text, key: text, state: text, member: v.optional(text) }),
});
const json = inJson(anyJson);
type WaitPut = v.InferOutput<typeof waitPut>['Item'];
const ENDED = new Set(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut']);
/** Between a task's scheduling and its end there is nothing but these. */
const UNDER_WAY = new Set(['TaskStarted', 'TaskSubmitted']);

/** Finds how the task that carries a token ended, in a history read from its newest event back, page by page. */
export class TokenSearch {
  private readonly waitHash: string;
  /** What came of an event: its id → the events that name it as the one before. */
  private readonly followers = new Map<number, HistoryEvent[]>();
  /** The execution has ended since. */
  private over = false;
  /** Names of the Parallels, of regions or of an `all`, that were left since: each took all tasks inside with it. */
  private readonly left = new Set<string>();

  /** `waitHash`: `hashOf` the token. */
  constructor(waitHash: string) {
    this.waitHash = waitHash;
  }

  /** The answer, as soon as a page shows the task; undefined: read on. */
  read(page: readonly HistoryEvent[]): TokenEnd | undefined {
    for (const event of page) {
      const type = event.type ?? '';
      // Also where the execution was redriven later on: that gives every task a new token.
      if (ENDED.has(type)) this.over = true;
      if (type === 'ParallelStateExited') this.left.add(event.stateExitedEventDetails?.name ?? '');
      const put = putBy(event, this.waitHash);
      if (put !== undefined) return this.endAfter(event, put);
      const before = event.previousEventId ?? 0;
      this.followers.set(before, [...(this.followers.get(before) ?? []), event]);
    }
    return undefined;
  }

  private endAfter(scheduled: HistoryEvent, put: WaitPut): TokenEnd {
    let at = scheduled;
    for (;;) {
      const next = (this.followers.get(at.id ?? -1) ?? []).find(({ type }) => type?.startsWith('Task'));
      if (next === undefined) return { kind: this.over || this.isLeft(put) ? 'otherwise' : 'not-shown' };
      if (!UNDER_WAY.has(next.type ?? '')) return endBy(next);
      at = next;
    }
  }

  /** One beside it, in another region, says nothing of it: its own end may only not be shown yet. */
  private isLeft(put: WaitPut): boolean {
    return parallelsAround(put).some((name) => this.left.has(name));
  }
}

/** What the state was entered with whose task carries a token; in a history read as above. */
export class ResultSearch {
  private readonly waitHash: string;
  /** The id of the event before the one that was found last. */
  private before: number | undefined;

  constructor(waitHash: string) {
    this.waitHash = waitHash;
  }

  /** The answer, as soon as a page shows it; undefined: read on. */
  read(page: readonly HistoryEvent[]): TaskResult | undefined {
    for (const event of page) {
      const { id, type, previousEventId, stateEnteredEventDetails } = event;
      if (this.before === undefined ? putBy(event, this.waitHash) === undefined : id !== this.before)
        continue;
      if (type === 'TaskStateEntered') {
        return { kind: 'shown', value: read(json, stateEnteredEventDetails?.input) };
      }
      this.before = previousEventId;
    }
    return undefined;
  }
}

/** Undefined where the event does not put the wait whose token has that hash. */
function putBy({ type, taskScheduledEventDetails }: HistoryEvent, waitHash: string): WaitPut | undefined {
  if (type !== 'TaskScheduled') return undefined;
  const put = readIf(waitPut, parsed(taskScheduledEventDetails?.parameters))?.Item;
  return put !== undefined && hashOf(put.token.S) === waitHash ? put : undefined;
}

/** A region's path has two names for each level, the Parallel's and the region's; an `all` is the state of its members. */
function parallelsAround({ key, state, member }: WaitPut): readonly string[] {
  const path = key.S.slice(KEY.wait.length);
  const own = member === undefined ? undefined : `${state.S}/${member.S}`;
  const regions = own === undefined ? path : path.slice(0, -own.length);
  const names = regions.split('/').filter((name, index) => name !== '' && index % 2 === 0);
  return [...names.map(unescaped), ...(own === undefined ? [] : [state.S])];
}

function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
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
