/** What is known of an execution that has ended, and what INSTANCE is to keep of it. */
import * as v from 'valibot';
import { ERROR } from '../definition/wire.ts';
import type { Subscription } from '../definition/wire.ts';
import type { CloseInstanceCall, ExecutionReport } from './calls.ts';
import type { Generation } from './generation.ts';
import { isoOf, ttlFrom } from './instants.ts';
import { readIf } from './reading.ts';
import type { WaitingRow } from './rows.ts';

const input = v.object({ instance: v.string(), run: v.number(), event: v.object({ identity: v.string() }) });
const output = v.object({ state: v.string() });
const cause = v.object({ state: v.string() });

/** Whose execution it is; undefined where its input is not ours. */
export function startedFor(
  report: Pick<ExecutionReport, 'input'>,
): { readonly instance: string; readonly run: number; readonly identity: string } | undefined {
  const given = readIf(input, json(report.input));
  if (given === undefined) return undefined;
  const { instance, run, event } = given;
  return { instance, run, identity: event.identity };
}

export function errorOf(report: ExecutionReport): string | undefined {
  if (report.status === 'succeeded' || report.status === 'running') return undefined;
  if (report.error !== undefined) return report.error;
  if (report.status === 'timed-out') return 'States.Timeout';
  return report.status === 'aborted' ? 'Aborted' : undefined;
}

/** Where it ended, as its output, its error or its cause tells; undefined where only its leftover waits can. */
export function lastStateOf(
  report: ExecutionReport,
  subscription: Pick<Subscription, 'failures'>,
): string | undefined {
  // Its error and cause are the words of whoever stopped it.
  if (report.status === 'aborted') return undefined;
  if (report.status === 'succeeded') return readIf(output, json(report.output))?.state;
  const error = errorOf(report);
  const { failures } = subscription;
  const final = error !== undefined && Object.hasOwn(failures, error) ? failures[error] : undefined;
  return final ?? readIf(cause, json(report.cause))?.state;
}

/** Where it stood when it ended: the states of the waits it left. */
export function statesOf(waits: readonly WaitingRow[]): string | undefined {
  const states = [...new Set(waits.map(({ state }) => state))];
  return states.length === 0 ? undefined : states.join(', ');
}

export function closeCall(
  instance: string,
  generation: Generation,
  report: ExecutionReport,
  lastState: string | undefined,
  now: number,
): CloseInstanceCall {
  return {
    call: 'closeInstance',
    instance,
    generation,
    outcome: report.status === 'succeeded' ? 'succeeded' : 'failed',
    closedAt: report.stoppedAt ?? isoOf(now),
    lastState,
    error: errorOf(report),
    ...(report.error === ERROR.closedByHand && report.cause !== undefined && { reason: report.cause }),
    ttl: ttlFrom(now),
  };
}

function json(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
