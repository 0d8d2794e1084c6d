import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** How an execution ended. */
export type Ending = {
  readonly at: string;
  readonly error: string | undefined;
  readonly cause: string | undefined;
};

export function endingOf(event: HistoryEvent, at: string): Ending | undefined {
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
