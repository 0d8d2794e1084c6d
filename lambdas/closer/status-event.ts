import * as z from 'zod/mini';
import type { ExecutionReport } from '../../lib/projection/calls.ts';

const statusEvent = z.object({
  detail: z.object({
    stateMachineArn: z.string(),
    name: z.string(),
    status: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
    stopDate: z.nullish(z.number()),
    redriveCount: z.nullish(z.number()),
    input: z.nullish(z.string()),
    output: z.nullish(z.string()),
    error: z.nullish(z.string()),
    cause: z.nullish(z.string()),
  }),
});
type Detail = z.infer<typeof statusEvent>['detail'];

const STATUS = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed-out',
  ABORTED: 'aborted',
} as const;

export type StatusEvent =
  | {
      readonly kind: 'ended';
      readonly choreography: string;
      readonly execution: string;
      /** Undefined where the event leaves something out: then DescribeExecution has to say it. */
      readonly report: ExecutionReport | undefined;
    }
  | { readonly kind: 'malformed'; readonly message: string };

/** The body of a message on the closings queue: EventBridge's envelope of a status change. */
export function parseStatusEvent(body: string, stateMachineArnPrefix: string): StatusEvent {
  const parsed = statusEvent.safeParse(json(body));
  if (!parsed.success)
    return { kind: 'malformed', message: `No status change: ${z.prettifyError(parsed.error)}` };
  const { detail } = parsed.data;
  const { name: execution, stateMachineArn } = detail;
  if (!stateMachineArn.startsWith(stateMachineArnPrefix))
    return { kind: 'malformed', message: `"${stateMachineArn}" is no state machine of this monitor.` };
  const choreography = stateMachineArn.slice(stateMachineArnPrefix.length);
  return { kind: 'ended', choreography, execution, report: reportIn(detail) };
}

/** Step Functions leaves data out above 248 KB, and may not say how a failure was called. */
function reportIn(detail: Detail): ExecutionReport | undefined {
  const { status, stopDate, redriveCount, input, output, error, cause } = detail;
  if (!isGiven(redriveCount) || !isGiven(input) || !isGiven(stopDate)) return undefined;
  if (status === 'SUCCEEDED' && !isGiven(output)) return undefined;
  if (status === 'FAILED' && !isGiven(error)) return undefined;
  return {
    status: STATUS[status],
    redrive: redriveCount,
    input,
    stoppedAt: new Date(stopDate).toISOString(),
    ...(isGiven(output) && { output }),
    ...(isGiven(error) && { error }),
    ...(isGiven(cause) && { cause }),
  };
}

function isGiven<T>(value: T): value is NonNullable<T> {
  return value !== undefined && value !== null;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
