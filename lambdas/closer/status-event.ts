import * as v from 'valibot';
import type { ExecutionReport } from '../../lib/projection/calls.ts';

const statusEvent = v.object({
  detail: v.object({
    stateMachineArn: v.string(),
    name: v.string(),
    status: v.picklist(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
    stopDate: v.nullish(v.number()),
    redriveCount: v.nullish(v.number()),
    input: v.nullish(v.string()),
    output: v.nullish(v.string()),
    error: v.nullish(v.string()),
    cause: v.nullish(v.string()),
  }),
});
type Detail = v.InferOutput<typeof statusEvent>['detail'];

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
  const parsed = v.safeParse(statusEvent, json(body));
  if (!parsed.success)
    return { kind: 'malformed', message: `No status change: ${v.summarize(parsed.issues)}` };
  const { detail } = parsed.output;
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
