/** The way of an execution through the choreography's states, as its history tells. Pure. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import type { Choreography } from '../../definition/model.ts';

export type Visit = {
  readonly state: string;
  readonly enteredAt: string;
  /** What led into it; nothing where an `all` was completed. */
  by:
    | { readonly kind: 'event'; readonly name: string }
    | { readonly kind: 'deadline' }
    | { readonly kind: 'done' };
  /** Names of the events that were taken here, the one that left it included. */
  readonly took: string[];
};

export type Taken = {
  readonly name: string;
  readonly identity: string;
  readonly at: string;
  readonly time: string | undefined;
  readonly payload: string | undefined;
  /** Where it stood. */
  readonly state: string | undefined;
  readonly to: string | undefined;
};

export type Ending = {
  readonly at: string;
  readonly error: string | undefined;
  readonly cause: string | undefined;
};

export type Way = {
  readonly visits: readonly Visit[];
  readonly taken: readonly Taken[];
  readonly deadlines: readonly { readonly id: string; readonly at: string; readonly state: string }[];
  readonly redriven: readonly string[];
  readonly ending: Ending | undefined;
};

const delivered = z.object({
  name: z.string(),
  identity: z.string(),
  time: z.string().optional(),
  envelope: z.unknown(),
});
const delivery = z.object({ to: z.string(), event: delivered });

export function wayOf({ states }: Choreography, history: readonly HistoryEvent[]): Way {
  const names = new Set(states.map(({ name }) => name));
  const visits: Visit[] = [];
  const taken: Taken[] = [];
  const deadlines: { id: string; at: string; state: string }[] = [];
  const redriven: string[] = [];
  let ending: Ending | undefined;
  let last: Visit['by'] = { kind: 'done' };

  const take = (event: HistoryEvent, text: string | undefined) => {
    const found = delivery.safeParse(parsed(text)).data;
    if (found === undefined) return;
    const here = visits.at(-1);
    here?.took.push(found.event.name);
    taken.push(takenOf(found, here?.state, instant(event)));
    last = names.has(found.to) ? { kind: 'event', name: found.event.name } : { kind: 'done' };
  };

  for (const event of history) {
    const at = instant(event);
    const entered = event.stateEnteredEventDetails?.name;
    if (entered !== undefined && names.has(entered)) {
      visits.push({ state: entered, enteredAt: at, by: last, took: [] });
      last = { kind: 'done' };
    }
    if (event.type === 'ExecutionStarted') take(event, event.executionStartedEventDetails?.input);
    if (event.type === 'TaskSucceeded') take(event, event.taskSucceededEventDetails?.output);
    if (event.type === 'TaskTimedOut') {
      const state = visits.at(-1)?.state ?? '';
      // The members of an `all` run out together.
      if (last.kind !== 'deadline') deadlines.push({ id: `deadline ${event.id ?? 0}`, at, state });
      last = { kind: 'deadline' };
    }
    if (event.type === 'ExecutionRedriven') {
      redriven.push(at);
      ending = undefined;
    }
    ending = endingOf(event, at) ?? ending;
  }
  return { visits, taken, deadlines, redriven, ending };
}

function takenOf(
  { to, event: { name, identity, time, envelope } }: z.infer<typeof delivery>,
  state: string | undefined,
  at: string,
): Taken {
  return {
    name,
    identity,
    at,
    time,
    payload: envelope === undefined ? undefined : JSON.stringify(envelope),
    state,
    to,
  };
}

function endingOf(event: HistoryEvent, at: string): Ending | undefined {
  switch (event.type) {
    case 'ExecutionSucceeded':
      return { at, error: undefined, cause: undefined };
    case 'ExecutionFailed':
      return ended(at, event.executionFailedEventDetails);
    case 'ExecutionAborted':
      return ended(at, { error: 'Aborted', ...event.executionAbortedEventDetails });
    case 'ExecutionTimedOut':
      return ended(at, { error: 'States.Timeout', ...event.executionTimedOutEventDetails });
    default:
      return undefined;
  }
}

function ended(
  at: string,
  details: { error?: string | undefined; cause?: string | undefined } | undefined,
): Ending {
  return { at, error: details?.error, cause: details?.cause };
}

function instant(event: HistoryEvent): string {
  return (event.timestamp ?? new Date(0)).toISOString();
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
